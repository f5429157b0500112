//! BidOnOpenOrders: offer what the machines can do, at the price that stands on the sheet.

use std::collections::BTreeMap;

use berth_api::market::{Bid, ExecuteMsg, MAX_BIDS, OpenOrderResponse};
use berth_domain::{Applicant, OrderId, ResourceGroup, check_offer};
use cosmwasm_std::Uint128;

use crate::collateral::Collateral;
use crate::inventory::Load;
use crate::{Config, PassedOver, PriceSheet, Situation, Unfit};

/// Bidding in one block: what is left shrinks with each bid.
pub(crate) struct Bidding<'a> {
    situation: &'a Situation,
    config: &'a Config,
    orders: BTreeMap<OrderId, &'a OpenOrderResponse>,
    standing: BTreeMap<OrderId, Uint128>,
    taken: Load,
    collateral: Collateral,
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) messages: Vec<ExecuteMsg>,
    pub(crate) passed_over: Vec<PassedOver>,
    /// An order was passed over for want of collateral that dead bids still lock.
    pub(crate) wants_release: bool,
}

impl<'a> Bidding<'a> {
    /// Takes stock. A bid whose order is not open any more is dead: it takes no capacity, only collateral.
    pub(crate) fn new(situation: &'a Situation, config: &'a Config) -> Self {
        let orders: BTreeMap<_, _> = situation.open_orders.iter().map(|order| (order.order, order)).collect();
        let bids = situation.bids.iter().filter(|bid| orders.contains_key(&bid.order));
        let standing: BTreeMap<_, _> = bids.map(|bid| (bid.order, bid.price)).collect();
        let bid_on = || standing.keys().filter_map(|order| orders.get(order)).copied();
        let leased = situation.leases.iter().map(|own| &own.resources);
        let offered = bid_on().map(|order| &order.infrastructure.resources);
        let taken = leased.chain(offered).fold(Load::default(), |load, resources| load.and(resources));
        let collateral = Collateral::of(situation, bid_on());
        Self { situation, config, orders, standing, taken, collateral }
    }

    /// Oldest order first.
    ///
    /// DCS-2 ends the round at the first order for which the collateral does not suffice. Here such an order is passed over: else a
    /// stranger could silence every provider with one order that asks for more collateral than anybody has.
    pub(crate) fn bid_on_open_orders(mut self) -> Outcome {
        let (mut bids, mut passed_over, mut wants_release) = (vec![], vec![], false);
        for (id, order) in std::mem::take(&mut self.orders) {
            match self.consider(order) {
                Ok(Some(resources)) => bids.push(Bid { order: id, resources }),
                Ok(None) => {}
                // A bid that stands goes on standing, whatever the provider could not do now.
                Err(_) if self.standing.contains_key(&id) => {}
                Err(reason) => {
                    wants_release |= self.is_short_for_now(order, &reason);
                    passed_over.push(PassedOver { order: id, reason });
                }
            }
        }
        let messages =
            bids.chunks(MAX_BIDS).map(|bids| ExecuteMsg::SubmitFulfillment { bids: bids.to_vec() }).collect();
        Outcome { messages, passed_over, wants_release }
    }

    /// What to offer on `order`, if that is better than what stands. Collateral is judged last: only an order that wants
    /// nothing else is a reason to free some.
    fn consider(&mut self, order: &OpenOrderResponse) -> Result<Option<Vec<ResourceGroup>>, Unfit> {
        let Situation { now, address, profile, signed, stake, reputation, .. } = self.situation;
        if order.status.ready_at.is_some_and(|ready_at| ready_at.reached(*now)) {
            return Err(Unfit::BiddingOver);
        }
        let sheet = self.config.sheet(&order.denom).ok_or_else(|| Unfit::Denom(order.denom.clone()))?;
        let asked = &order.infrastructure.resources;
        let applicant = Applicant { address, profile, signed, stake: *stake, reputation: *reputation };
        let objections = applicant.objections(&order.owner, &order.infrastructure, order.status.barred.as_ref());
        if let Some(objection) = objections.into_iter().next() {
            return Err(objection.into());
        }
        let offer = priced(asked, sheet)?;
        let total = check_offer(asked, &offer)?;
        match self.standing.get(&order.order) {
            // Its capacity and collateral are taken already, and stay what they are.
            Some(standing) => Ok((total < *standing).then_some(offer)),
            None => self.take(order).map(|()| Some(offer)),
        }
    }

    /// Takes capacity and collateral for a new bid, or neither.
    fn take(&mut self, order: &OpenOrderResponse) -> Result<(), Unfit> {
        let taken = self.taken.clone().and(&order.infrastructure.resources);
        if let Some(resource) = self.config.inventory.short_of(&taken) {
            return Err(Unfit::Capacity(resource));
        }
        let asked = order.status.collateral;
        self.collateral.lock(&order.denom, asked).map_err(|free| Unfit::Collateral { asked, free })?;
        self.taken = taken;
        Ok(())
    }

    fn is_short_for_now(&self, order: &OpenOrderResponse, reason: &Unfit) -> bool {
        let Unfit::Collateral { asked, free } = reason else { return false };
        self.collateral.would_suffice(&order.denom, *free, *asked)
    }
}

/// The order's resources at the sheet's prices.
fn priced(asked: &[ResourceGroup], sheet: &PriceSheet) -> Result<Vec<ResourceGroup>, Unfit> {
    let price = |(group, asked): (usize, &ResourceGroup)| {
        let price = sheet.price_ceil(&asked.compute).ok_or(Unfit::Gpu { group })?;
        Ok(ResourceGroup { price, ..asked.clone() })
    };
    asked.iter().enumerate().map(price).collect()
}
