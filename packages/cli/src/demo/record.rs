//! What there is to tell. The text and the JSON are two renderings of the same records.

use berth_api::{Call, ItemOutcome};
use berth_domain::{OrderId, Terms, WaitDuration};
use cosmwasm_std::{Addr, Int256, Uint128, Uint256};
use serde::Serialize;

use crate::currency::Currency;
use crate::demo::cast::Part;
use crate::demo::happened::{Happened, Said};
use crate::demo::ledger::Flows;

/// Something, and the block in which it is so. Amounts are in the smallest unit, rates in 10^-18 of it per second;
/// people are called by their names, except in messages and events.
#[derive(Debug, Serialize)]
pub struct Record {
    /// Counted from 1; 0 is before the first.
    pub block: u64,
    pub height: u64,
    pub time: u64,
    #[serde(flatten)]
    pub what: What,
}

/// What there is to tell.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The exchange, the stack and everybody who takes part, before anything happens.
    Setup(Setup),
    /// What comes next is about something else.
    Chapter { title: String },
    /// A message that was sent, and what it did.
    Message(Message),
    /// A transaction that failed.
    Failed(Failed),
    /// The order book, just before the orders are matched.
    Book { orders: Vec<BookOrder> },
    /// Leases that began in this block.
    Leases { leases: Vec<LeaseRow> },
    /// A deployment's account at the end of a block that changed what it pays for.
    Account(AccountRow),
    /// A provider sends nothing from here on. Its leases can be confirmed up to `due_block`.
    Silent { provider: String, leases: Vec<OrderId>, due_block: u64 },
    /// Who owned what before and after, and why.
    Reckoning(Reckoning),
    /// How it ended.
    End { exit_code: u8, facts: Vec<String>, missing: Vec<String> },
}

#[derive(Debug, Serialize)]
pub struct Setup {
    /// The chain's id, and its node's URL.
    pub chain: String,
    pub node: String,
    /// Whether that node runs in this process.
    pub embedded: bool,
    pub stack: String,
    pub seed: u64,
    /// The most there will be.
    pub blocks: u64,
    pub currency: Currency,
    pub terms: Terms,
    pub wait: WaitDuration,
    /// What the stack says about it.
    pub stack_wait: WaitDuration,
    /// The longest notice of the stack, in seconds.
    pub stack_notice: u64,
    /// Seconds of everything at its highest price that are paid in, if the stack says it so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund_for: Option<u64>,
    /// Prices of the stack that were rounded down to 10^-18 per second, each in a sentence.
    pub roundings: Vec<String>,
    pub parties: Vec<PartyRow>,
    pub infrastructure: Vec<InfrastructureRow>,
}

#[derive(Debug, Serialize)]
pub struct PartyRow {
    pub name: String,
    pub part: Part,
    pub address: Addr,
    pub purse: Uint128,
    /// Of a provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datacenter: Option<DatacenterRow>,
}

#[derive(Debug, Serialize)]
pub struct DatacenterRow {
    pub region: String,
    pub attributes: Vec<String>,
    #[serde(flatten)]
    pub config: berth_provider::Config,
}

#[derive(Debug, Serialize)]
pub struct InfrastructureRow {
    pub slot: u32,
    #[serde(flatten)]
    pub infrastructure: berth_domain::DeploymentInfrastructure,
    /// The tenant's total price.
    pub price: Uint256,
    pub collateral: Uint128,
}

#[derive(Debug, Serialize)]
pub struct Message {
    pub sender: String,
    /// The message as it is sent, under the name of its contract.
    pub call: Call,
    /// The transaction that carried it.
    pub hash: String,
    /// The gas that the transaction used, told with its first message.
    pub gas: u64,
    pub events: Vec<Said>,
    /// Of a batch, the ids that were refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<ItemOutcome>,
    /// The same as `events`, typed.
    #[serde(skip)]
    pub happened: Vec<Happened>,
}

/// A transaction that was in a block, and failed there.
#[derive(Debug, Serialize)]
pub struct Failed {
    pub sender: String,
    pub hash: String,
    pub gas: u64,
    pub reason: String,
}

#[derive(Debug, Serialize)]
pub struct BookOrder {
    pub order: OrderId,
    pub infrastructure: String,
    pub bids: Vec<BookBid>,
}

#[derive(Debug, Serialize)]
pub struct BookBid {
    pub provider: String,
    pub price: Uint128,
    pub sequence: u64,
}

#[derive(Debug, Serialize)]
pub struct LeaseRow {
    pub lease: OrderId,
    pub infrastructure: String,
    pub provider: String,
    /// Price and interest.
    pub rate: Uint128,
    pub price: Uint128,
    pub interest: Uint128,
    pub collateral: Uint128,
    /// The last block in which it is not stale.
    pub due_block: u64,
}

#[derive(Debug, Serialize)]
pub struct AccountRow {
    pub deployment: u64,
    /// In 10^-18.
    pub spendable: Uint256,
    pub holds: Uint128,
    pub lease_rate: Uint256,
    /// Seconds that its leases are paid for from here on; absent while none runs.
    pub runway: Option<u64>,
    /// Since when it is dry, as block time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_at: Option<u64>,
}

#[derive(Debug, Serialize)]
pub struct Reckoning {
    pub parties: Vec<ReckoningRow>,
    /// What escrow still holds. Nothing, if all went well.
    pub escrow: Uint128,
    pub total_before: Uint128,
    pub total_after: Uint128,
    pub deposited: Uint128,
    pub refunded: Uint128,
    /// What escrow itself says: whether it has what it owes.
    pub solvent: bool,
    /// Messages that were carried out, in how many transactions, how many failed, and the gas of all of them.
    pub messages: u64,
    pub transactions: u64,
    pub failed: u64,
    pub gas: u64,
}

#[derive(Debug, Serialize)]
pub struct ReckoningRow {
    pub name: String,
    pub before: Uint128,
    /// What the change consists of.
    #[serde(flatten)]
    pub flows: Flows,
    pub change: Int256,
    pub after: Uint128,
}
