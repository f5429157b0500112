//! The escrow contract: every coin of the exchange.

use berth_domain::Movement;
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Uint128, Uint256};

use crate::Contracts;

/// Its rules, fixed when it is made.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// Whose balance the protocol's fee is credited to.
    pub fee_collector: String,
}

/// What can be done with coins.
#[cw_serde]
pub enum ExecuteMsg {
    /// Adds coins to a deployment's account (a gift to it: refunds go to its owner) or to the sender's own balance.
    ///
    /// Anyone; exactly one coin, for an account in its denom.
    Deposit {
        /// Which deployment; absent: the sender's own balance.
        deployment: Option<u64>,
    },
    /// Sends what is not locked as collateral to the sender.
    ///
    /// Anyone; no coins.
    Withdraw {
        /// Which coin.
        denom: String,
        /// How much; absent: all that is not locked.
        amount: Option<Uint128>,
    },
    /// Opens a deployment's account. Only the deployment contract, with the tenant's coin.
    OpenAccount {
        /// Whose account.
        deployment: u64,
        /// Seconds that must be affordable when an order opens or is matched.
        min_runway: u64,
        /// The openings of its orders.
        movements: Vec<Movement>,
    },
    /// Carries out what market computed. Only market; no coins.
    Settle(Settlement),
}

/// All the movements of one message to market.
#[cw_serde]
pub struct Settlement {
    /// Who sent that message: gets the tips, and the coins of a payout.
    pub caller: String,
    /// Send what this credits to the caller, instead of adding it to the balance.
    pub payout: bool,
    /// Each account once.
    pub accounts: Vec<AccountSettlement>,
    /// Stake that broken leases cost; none most of the time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slashes: Vec<Slash>,
}

/// What a broken lease costs its provider beside the collateral.
#[cw_serde]
pub struct Slash {
    /// Who broke a lease.
    pub provider: String,
    /// The flat amount of its terms; taken is what stake there is, and what the cap leaves in this window.
    pub amount: Uint128,
}

/// The movements of one account.
#[cw_serde]
pub struct AccountSettlement {
    /// Whose account.
    pub deployment: u64,
    /// What it holds.
    pub denom: String,
    /// Steps, in this order.
    pub movements: Vec<Movement>,
    /// Closes the account after them and credits what is left to this address.
    pub refund_to: Option<String>,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// Whose balance the protocol's fee is credited to.
    #[returns(String)]
    FeeCollector {},
    /// The account of one deployment, settled to now.
    #[returns(AccountResponse)]
    Account {
        /// Which.
        deployment: u64,
    },
    /// All accounts, settled to now, by deployment.
    #[returns(AccountsResponse)]
    Accounts {
        /// Begin after this one.
        start_after: Option<u64>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// One balance.
    #[returns(BalanceResponse)]
    Balance {
        /// Whose.
        owner: String,
        /// Of what.
        denom: String,
    },
    /// All balances, by owner and denom.
    #[returns(BalancesResponse)]
    Balances {
        /// Begin after this one.
        start_after: Option<BalanceKey>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// The deployments whose leases are over for want of money, longest first.
    #[returns(DryAccountsResponse)]
    DryAccounts {
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
}

/// The money of one deployment.
#[cw_serde]
pub struct AccountResponse {
    /// Whose.
    pub deployment: u64,
    /// Neither owed nor held, in 10^-18.
    pub spendable: Uint256,
    /// Run up by live leases and not yet paid, in 10^-18.
    pub accrued: Uint256,
    /// Sum of the rates of live leases, 10^-18 per second.
    pub lease_rate: Uint256,
    /// Sum of the maximum rates of open orders, 10^-18 per second.
    pub open_rate: Uint256,
    /// Set aside for tips.
    pub holds: Uint128,
    /// The block time this is as of.
    pub settled_at: u64,
    /// The first second that could not be paid, once there was one.
    pub dry_at: Option<u64>,
    /// Until when the live leases are paid for; absent while nothing runs or the account is dry.
    pub funded_until: Option<u64>,
    /// Seconds that must be affordable when an order opens or is matched.
    pub min_runway: u64,
}

/// A page of accounts.
#[cw_serde]
pub struct AccountsResponse {
    /// By deployment.
    pub accounts: Vec<AccountResponse>,
}

/// Names one balance.
#[cw_serde]
pub struct BalanceKey {
    /// Whose.
    pub owner: String,
    /// Of what.
    pub denom: String,
}

/// One balance.
#[cw_serde]
pub struct BalanceResponse {
    /// Whose.
    pub owner: String,
    /// Of what.
    pub denom: String,
    /// All of it.
    pub balance: Uint128,
    /// Locked by market as collateral.
    pub locked: Uint128,
    /// The rest.
    pub withdrawable: Uint128,
}

/// A page of balances.
#[cw_serde]
pub struct BalancesResponse {
    /// By owner and denom.
    pub balances: Vec<BalanceResponse>,
}

/// Accounts that ran dry.
#[cw_serde]
pub struct DryAccountsResponse {
    /// Those that are due to be closed now.
    pub deployments: Vec<u64>,
    /// The block time from which on the next will be, if nothing changes.
    pub next_time: Option<u64>,
}
