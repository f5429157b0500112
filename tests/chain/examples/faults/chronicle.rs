//! What stands in the blocks.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use berth_api::Call;
use berth_api::event::{ContractEvent, EscrowEvent, MarketEvent};
use berth_api::market::ExecuteMsg;
use berth_chain::{Message, TxOutcome};
use berth_client::{Answer, Exchange};
use berth_domain::OrderId;

/// A transaction that calls a contract, in a block.
#[derive(Clone, Debug)]
pub struct Paid {
    /// The block.
    pub height: u64,
    /// Whose.
    pub sender: String,
    /// What it paid, in the fee's coin; 0 if it failed before its messages were looked at.
    pub fee: u128,
    /// 0 if it was carried out.
    pub code: u32,
    /// Whether it changed anything.
    pub did: bool,
    /// Why something in it was refused, as in `market/not_lower`, for each id that was.
    pub refused: Vec<String>,
    /// For people.
    pub told: String,
}

/// A lease that began.
#[derive(Clone, Debug)]
pub struct Lease {
    /// Who provides.
    pub provider: String,
    /// The blocks in which it began and was confirmed.
    pub confirmed: Vec<u64>,
    /// Why it is over.
    pub ended: Option<String>,
}

/// A bid that lost was freed.
#[derive(Clone, Debug)]
pub struct Freed {
    /// The block.
    pub height: u64,
    /// Who sent the transaction.
    pub by: String,
}

/// Coins that somebody brought into escrow for himself.
#[derive(Clone, Debug)]
pub struct Deposit {
    /// The block.
    pub height: u64,
    /// Whose.
    pub owner: String,
    /// How much.
    pub amount: u128,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// Transactions, in order.
    pub paid: Vec<Paid>,
    /// Leases, by id.
    pub leases: BTreeMap<OrderId, Lease>,
    /// How often each order was leased, if more than once.
    pub leased_again: Vec<OrderId>,
    /// How often each provider's bid on an order was taken.
    pub bids: BTreeMap<(OrderId, String), usize>,
    /// Deposits of people.
    pub deposits: Vec<Deposit>,
    /// Bids that were freed.
    pub freed: Vec<Freed>,
    /// Deployments whose accounts ran dry: nothing is ordered again for them.
    pub dry: BTreeSet<u64>,
}

impl Chronicle {
    /// Reads the blocks from one height up to another.
    pub async fn read(exchange: &Exchange, from: u64, to: u64) -> Result<Self> {
        let mut chronicle = Self::default();
        for height in from..=to {
            let block = exchange.chain().block(height).await?;
            for tx in &block.txs {
                chronicle.paid.extend(paid(exchange, height, tx)?);
            }
            for placed in exchange.block_events(&block)? {
                let sent = block.txs.get(placed.tx).and_then(|tx| tx.messages.first());
                let by = sent.map(|sent| sent.sender.clone()).unwrap_or_default();
                chronicle.hear(height, by, placed.heard.event);
            }
        }
        Ok(chronicle)
    }

    fn hear(&mut self, height: u64, by: String, event: ContractEvent) {
        match event {
            ContractEvent::Market(event) => self.hear_market(height, by, event),
            ContractEvent::Escrow(EscrowEvent::Credited(credited)) if credited.reason == "deposit" => {
                let (owner, amount) = (credited.owner.into_string(), credited.amount.u128());
                self.deposits.push(Deposit { height, owner, amount });
            }
            ContractEvent::Escrow(EscrowEvent::AccountRanDry(account)) => drop(self.dry.insert(account.deployment)),
            _ => {}
        }
    }

    fn hear_market(&mut self, height: u64, by: String, event: MarketEvent) {
        match event {
            MarketEvent::FulfillmentSubmitted(bid) => {
                let taken = self.bids.entry((bid.order, bid.provider.into_string())).or_default();
                *taken = taken.saturating_add(1);
            }
            MarketEvent::FulfillmentReleased(_) => self.freed.push(Freed { height, by }),
            MarketEvent::LeaseStarted(started) => {
                let provider = started.provider.into_string();
                let lease = Lease { provider, confirmed: vec![height], ended: None };
                if self.leases.insert(started.lease, lease).is_some() {
                    self.leased_again.push(started.lease);
                }
            }
            MarketEvent::LeaseConfirmed(confirmed) => {
                if let Some(lease) = self.leases.get_mut(&confirmed.lease) {
                    lease.confirmed.push(height);
                }
            }
            MarketEvent::LeaseEnded(ended) => {
                if let Some(lease) = self.leases.get_mut(&ended.lease) {
                    lease.ended = Some(ended.reason);
                }
            }
            _ => {}
        }
    }

    /// The transactions of somebody.
    pub fn of<'a>(&'a self, address: &'a str) -> impl Iterator<Item = &'a Paid> {
        self.paid.iter().filter(move |paid| paid.sender == address)
    }
}

fn paid(exchange: &Exchange, height: u64, tx: &TxOutcome) -> Result<Option<Paid>> {
    let Some(first) = tx.messages.first() else { return Ok(None) };
    let Message::Execute { msg, .. } = &first.message else { return Ok(None) };
    let did = tx.code == 0 && !exchange.events(&tx.events)?.is_empty();
    let refused = if tx.code == 0 { refused(exchange, tx)? } else { vec![] };
    let told = format!("block {height}: {} ({} {}) {refused:?}", String::from_utf8_lossy(msg), tx.codespace, tx.code);
    let fee = tx.events.iter().filter(|event| event.ty == "tx").flat_map(|event| &event.attributes);
    let fee = fee.filter(|attribute| attribute.key == "fee").filter_map(|attribute| {
        let digits = attribute.value.trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.parse::<u128>().ok()
    });
    Ok(Some(Paid { height, sender: first.sender.clone(), fee: fee.sum(), code: tx.code, did, refused, told }))
}

/// The codes of everything that was refused by itself.
fn refused(exchange: &Exchange, tx: &TxOutcome) -> Result<Vec<String>> {
    let mut refused = vec![];
    for (sent, data) in tx.messages.iter().zip(&tx.data) {
        let Message::Execute { contract, msg, .. } = &sent.message else { continue };
        if *contract != exchange.contracts().market {
            continue;
        }
        let call: Call = serde_json::from_slice::<ExecuteMsg>(msg)?.into();
        let items = Answer::read(&call, data)?;
        let codes = items.items().iter().filter_map(|item| item.refused.as_deref());
        refused.extend(codes.map(|reason| reason.split(':').next().unwrap_or_default().to_owned()));
    }
    Ok(refused)
}
