//! BidOnOpenOrders: offer what the machines can do, at the price that stands on the sheet.

use std::collections::BTreeMap;

use berth_api::market::{Bid, EligibleOrder, ExecuteMsg, MAX_BIDS, OpenOrderResponse};
use berth_domain::{Mismatch, OrderId, ResourceGroup, check_offer};
use cosmwasm_std::{Decimal, Uint128};

use crate::collateral::Collateral;
use crate::inventory::Load;
use crate::{Config, PassedOver, Prices, Situation, Unfit};

/// Bidding in one block: what is left shrinks with each bid.
pub(crate) struct Bidding<'a> {
    situation: &'a Situation,
    config: &'a Config,
    prices: &'a dyn Prices,
    /// The price of each bid that stands.
    standing: BTreeMap<OrderId, Uint128>,
    taken: Load,
    collateral: Collateral<'a>,
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) messages: Vec<ExecuteMsg>,
    pub(crate) passed_over: Vec<PassedOver>,
}

impl<'a> Bidding<'a> {
    /// Takes stock. A live bid takes capacity as a lease does, for it may win; a dead one only collateral.
    pub(crate) fn new(situation: &'a Situation, config: &'a Config, prices: &'a dyn Prices) -> Self {
        let live = situation.bids.iter().filter(|bid| bid.fulfillment.live);
        Self {
            situation,
            config,
            prices,
            standing: live.map(|bid| (bid.fulfillment.order, bid.fulfillment.place.price)).collect(),
            taken: taken(situation),
            collateral: Collateral::of(situation),
        }
    }

    /// Oldest order first. Dead bids are freed before the bids that want what they lock.
    ///
    /// DCS-2 ends the round at the first order for which the collateral does not suffice. Here such an order is passed over: else a
    /// stranger could silence every provider with one order that asks for more collateral than anybody has.
    pub(crate) fn bid_on_open_orders(mut self) -> Outcome {
        let (mut bids, mut passed_over) = (vec![], vec![]);
        let mut orders: Vec<_> = self.situation.orders.iter().map(|EligibleOrder { order, .. }| order).collect();
        orders.sort_by_key(|order| order.order);
        for order in orders {
            let id = order.order;
            match self.consider(order) {
                Ok(Some(resources)) => bids.push(Bid { order: id, resources }),
                Ok(None) => {}
                // A bid that stands goes on standing, whatever the provider could not do now.
                Err(_) if self.standing.contains_key(&id) => {}
                Err(reason) => passed_over.push(PassedOver { order: id, reason }),
            }
        }
        let bids = bids.chunks(MAX_BIDS).map(|bids| ExecuteMsg::SubmitFulfillment { bids: bids.to_vec() });
        let messages = take_back(&self.collateral.into_freed()).chain(bids).collect();
        Outcome { messages, passed_over }
    }

    /// What to offer on `order`, if that is better than what stands. Collateral is judged last: only an order that wants
    /// nothing else is a reason to free some.
    fn consider(&mut self, order: &'a OpenOrderResponse) -> Result<Option<Vec<ResourceGroup>>, Unfit> {
        let asked = &order.infrastructure.resources;
        let offer = priced(asked, self.prices.unit_prices(order)?)?;
        let total = check_offer(asked, &offer)?;
        match self.standing.get(&order.order) {
            // Its capacity and collateral are taken already, and stay what they are.
            Some(standing) => Ok((total < *standing).then_some(offer)),
            None => self.take(order).map(|()| Some(offer)),
        }
    }

    /// Takes capacity and collateral for a new bid, or neither.
    fn take(&mut self, order: &'a OpenOrderResponse) -> Result<(), Unfit> {
        let taken = self.taken.clone().and(&order.infrastructure.resources);
        if let Some(resource) = self.config.inventory.short_of(&taken) {
            return Err(Unfit::Capacity(resource));
        }
        let asked = order.status.collateral;
        self.collateral.lock(&order.denom, asked).map_err(|free| Unfit::Collateral { asked, free })?;
        self.taken = taken;
        Ok(())
    }
}

/// What leases and live bids take of the machines.
pub(crate) fn taken(situation: &Situation) -> Load {
    let leased = situation.leases.iter().map(|own| &own.resources);
    let offered = situation.bids.iter().filter(|bid| bid.fulfillment.live).map(|bid| &bid.resources);
    leased.chain(offered).fold(Load::default(), |load, resources| load.and(resources))
}

/// Takes back bids, or frees them if they are dead; `orders` are in increasing order.
pub(crate) fn take_back(orders: &[OrderId]) -> impl Iterator<Item = ExecuteMsg> {
    orders.chunks(MAX_BIDS).map(|orders| ExecuteMsg::CancelFulfillment { orders: orders.to_vec() })
}

/// The order's resources at these prices, one per group.
fn priced(asked: &[ResourceGroup], prices: Vec<Decimal>) -> Result<Vec<ResourceGroup>, Mismatch> {
    if prices.len() != asked.len() {
        return Err(Mismatch::Groups { actual: prices.len(), expected: asked.len() });
    }
    Ok(asked.iter().zip(prices).map(|(asked, price)| ResourceGroup { price, ..asked.clone() }).collect())
}
