//! One block of a provider's life.

use berth_api::Call;
use berth_domain::{Mismatch, OrderId};
use cosmwasm_std::Uint128;
use thiserror::Error;

use crate::bid::Bidding;
use crate::confirm::confirm_current_leases;
use crate::leave::{is_served, leave};
use crate::{Config, Prices, Resource, Situation};

/// What to send in this block, and why not more.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In the order in which they are to be carried out.
    pub calls: Vec<Call>,
    /// Orders on which it might bid and does not, by id, each with the reason.
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
    /// The provider has no prices in this coin.
    #[error("nothing is sold for {0}")]
    Denom(String),
    /// A graphics processor that the price sheet does not name.
    #[error("the graphics processors of resources[{group}] are not sold")]
    Gpu {
        /// Index of the group.
        group: usize,
    },
    /// The sheet's price is nothing, or more than the tenant pays.
    #[error(transparent)]
    Price(#[from] Mismatch),
    /// Whoever was asked for a price gave none.
    #[error("no price: {0}")]
    Unpriced(String),
    /// Live leases and standing bids leave too little.
    #[error("not enough {0} is left")]
    Capacity(Resource),
    /// The balance in escrow leaves too little.
    #[error("the collateral is {asked}, free are {free}")]
    Collateral {
        /// What the order locks.
        asked: Uint128,
        /// What there is, with what dead bids lock.
        free: Uint128,
    },
}

/// The plan for this block: confirmations first (a lease that is lost costs its collateral, a bid that is missed costs
/// nothing), then the release of dead bids whose collateral is wanted, then bids. A provider that leaves gives notice instead, and ends
/// what is served.
///
/// Carried out in the same block, no part of it is refused, except a bid on an order of an account that ran
/// dry in the meantime, and the release of a bid that somebody else has freed. Planning again on what came of it plans nothing
/// more.
pub fn reconcile(situation: &Situation, config: &Config) -> Plan {
    reconcile_at(situation, config, config.sheets.as_slice())
}

/// The same with other prices than those of the sheets.
pub fn reconcile_at<P: Prices + ?Sized>(situation: &Situation, config: &Config, prices: &P) -> Plan {
    let mut calls = confirmations(situation, config);
    let mut passed_over = vec![];
    let more = if config.leaving {
        leave(situation)
    } else {
        let outcome = Bidding::new(situation, config, &prices).bid_on_open_orders();
        passed_over = outcome.passed_over;
        outcome.messages
    };
    calls.extend(more.into_iter().map(Call::from));
    Plan { calls, passed_over }
}

/// The confirmations of the plan alone, which need neither machines nor prices.
pub fn confirmations(situation: &Situation, config: &Config) -> Vec<Call> {
    let goes_on = situation.leases.iter().filter(|own| !(config.leaving && is_served(own, situation.now)));
    let messages = confirm_current_leases(goes_on, config.collect_after, situation.now);
    messages.into_iter().map(Call::from).collect()
}
