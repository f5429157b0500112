//! The market contract: orders, fulfillments, leases.

mod execute;
mod query;
mod response;

use std::collections::BTreeSet;

use berth_domain::{Invalid, ReputationParameters, Terms};
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
/// Denoms that an exchange can be made with.
pub const MAX_DENOMS: usize = 16;
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

impl Parameters {
    /// Every parameter within its hard range.
    pub fn check(&self) -> Result<(), Invalid> {
        self.reputation.check().map_err(|e| e.within("parameters.reputation"))?;
        if self.sudo_limit > MAX_LIMIT {
            return Err(Invalid::new("parameters.sudo_limit", self.sudo_limit, format!("0 to {MAX_LIMIT}")));
        }
        Ok(())
    }
}

/// The rules that an exchange is made with: 1 to [`MAX_DENOMS`], each within its bounds, each denom once.
pub fn check_terms(terms: &[Terms]) -> Result<(), Invalid> {
    if terms.is_empty() || terms.len() > MAX_DENOMS {
        let found = format!("a list of {}", terms.len());
        return Err(Invalid::new("terms", found, format!("1 to {MAX_DENOMS} elements")));
    }
    let mut denoms = BTreeSet::new();
    for (index, terms) in terms.iter().enumerate() {
        terms.check().map_err(|e| e.at("terms", index))?;
        if !denoms.insert(terms.denom.as_str()) {
            let twice = Invalid::new("denom", format!("`{}` again", terms.denom), "each denom once");
            return Err(twice.at("terms", index));
        }
    }
    Ok(())
}
