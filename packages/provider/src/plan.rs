//! One block of a provider's life.

use berth_api::Call;
use berth_api::market::{ExecuteMsg, MAX_LIMIT};
use berth_domain::{Ineligible, Mismatch, OrderId};
use cosmwasm_std::Uint128;
use thiserror::Error;

use crate::bid::Bidding;
use crate::confirm::confirm_current_leases;
use crate::{Config, Resource, Situation};

/// What to send in this block, and why not more.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In the order in which they are to be carried out.
    pub calls: Vec<Call>,
    /// Open orders that get no bid, by id, each with the reason.
    pub passed_over: Vec<PassedOver>,
}

/// An order that gets no bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Which.
    pub order: OrderId,
    /// Why.
    pub reason: Unfit,
}

/// Why an order gets no bid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// From its `ready_at` on the winner is fixed.
    #[error("bidding is over")]
    BiddingOver,
    /// The provider has no prices in this coin.
    #[error("nothing is sold for {0}")]
    Denom(String),
    /// The tenant, or the rules, would not have it.
    #[error(transparent)]
    Ineligible(#[from] Ineligible),
    /// A graphics processor that the price sheet does not name.
    #[error("the graphics processors of resources[{group}] are not sold")]
    Gpu {
        /// Index of the group.
        group: usize,
    },
    /// The sheet's price is nothing, or more than the tenant pays.
    #[error(transparent)]
    Price(#[from] Mismatch),
    /// Live leases and standing bids leave too little.
    #[error("not enough {0} is left")]
    Capacity(Resource),
    /// The balance in escrow leaves too little.
    #[error("the collateral is {asked}, free are {free}")]
    Collateral {
        /// What the order locks.
        asked: Uint128,
        /// What there is.
        free: Uint128,
    },
}

/// The plan for this block: confirmations first (a lease that is lost costs its collateral, a bid that is missed costs
/// nothing), then bids, then the release of dead bids if that would free what a bid was short of.
///
/// Carried out in the same block, no part of it is refused, except a bid on an order of an account that ran
/// dry in the meantime. Planning again on what came of it plans nothing more.
pub fn reconcile(situation: &Situation, config: &Config) -> Plan {
    let mut messages = confirm_current_leases(&situation.leases, config.collect_after, situation.now);
    let outcome = Bidding::new(situation, config).bid_on_open_orders();
    messages.extend(outcome.messages);
    if outcome.wants_release {
        messages.push(ExecuteMsg::ReleaseFulfillments { limit: MAX_LIMIT });
    }
    Plan { calls: messages.into_iter().map(Call::from).collect(), passed_over: outcome.passed_over }
}
