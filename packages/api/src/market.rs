//! The market contract: orders, fulfillments, leases.

mod execute;
mod query;
mod response;

use berth_domain::{ReputationParameters, Terms};
use cosmwasm_schema::cw_serde;

use crate::Contracts;

pub use execute::*;
pub use query::*;
pub use response::*;

/// Bids in one message.
pub const MAX_BIDS: usize = 20;
/// Leases in one confirmation.
pub const MAX_CONFIRMED: usize = 100;
/// Leases in one confirmation that collects, and in CollectEarnings.
pub const MAX_COLLECTED: usize = 40;
/// Ids that Facilitate leaves alone.
pub const MAX_SKIPPED: usize = 8;
/// The largest `limit`.
pub const MAX_LIMIT: u32 = 32;
/// Deployments named in one message.
pub const MAX_DEPLOYMENTS: usize = 32;

/// Its rules.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// The rules of each denom that may be used, 1 to 16, each denom once.
    pub terms: Vec<Terms>,
    /// What is not a denom's.
    pub parameters: Parameters,
}

/// What market goes by beside the rules of each denom. Live: a change counts from its block on.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Parameters {
    /// How service and stake are weighed. Bids that stand are not judged again.
    pub reputation: ReputationParameters,
    /// How much of what is due the host chain's scheduler does per call, 0 to 32. While it has less than 300,000 gas per
    /// call this must be 0: out of gas cannot be caught there, and some hosts punish it.
    pub sudo_limit: u32,
}
