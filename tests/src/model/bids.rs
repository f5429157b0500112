//! Fulfillments: the book of an order (spec 3, "SubmitFulfillment" to "Losers").

use berth_api::domain::{DeploymentInfrastructure, Moment, OrderId, ResourceGroup, WaitDuration};
use berth_api::market::Bid as Offer;

use super::fields::increases;
use super::orders::Open;
use super::rules::total_price;
use super::{Answer, Code, Model, Plant, Who};

/// One bid, live or dead: it is dead once its order is not open any more.
#[derive(Clone, Debug)]
pub(super) struct Bid {
    pub order: OrderId,
    pub provider: Who,
    /// Total, 10^-18 per second.
    pub price: u128,
    /// Lower is earlier.
    pub sequence: u64,
    pub collateral: u128,
}

impl Model {
    /// Of an order, cheapest first, of equal prices the earliest.
    pub(super) fn book(&self, order: OrderId) -> Vec<&Bid> {
        let mut book: Vec<&Bid> = self.bids.iter().filter(|bid| bid.order == order).collect();
        let last_first = self.has(Plant::LastOfEqualBidsWins);
        book.sort_by_key(|bid| (bid.price, if last_first { u64::MAX - bid.sequence } else { bid.sequence }));
        book
    }

    pub(super) fn best_bid(&self, order: OrderId) -> Option<&Bid> {
        self.book(order).first().copied()
    }

    pub(super) fn bid_of(&self, order: OrderId, provider: &str) -> Option<&Bid> {
        self.bids.iter().find(|bid| bid.order == order && bid.provider == provider)
    }

    pub(super) fn take_bid(&mut self, order: OrderId, provider: &str) {
        self.bids.retain(|bid| bid.order != order || bid.provider != provider);
    }

    /// Of orders that are not open, lowest order first, in book order.
    pub(super) fn dead_bids(&self) -> Vec<(OrderId, Who)> {
        let mut orders: Vec<OrderId> = self.bids.iter().map(|bid| bid.order).collect();
        orders.sort_unstable();
        orders.dedup();
        orders.retain(|id| self.open_order(*id).is_none());
        let dead = orders.into_iter().flat_map(|id| self.book(id));
        dead.map(|bid| (bid.order, bid.provider.clone())).collect()
    }

    /// Frees up to so many dead bids; how many.
    pub(super) fn free_dead(&mut self, most: usize) -> usize {
        let mut dead = self.dead_bids();
        dead.truncate(most);
        for (order, provider) in &dead {
            self.take_bid(*order, provider);
        }
        dead.len()
    }

    pub(super) fn maybe_free_losers(&mut self, order: OrderId) {
        if self.has(Plant::LosersFreedByTheMatch) {
            self.bids.retain(|bid| bid.order != order);
        }
    }

    fn reached(&self, moment: Moment) -> bool {
        match moment {
            Moment::Height(height) => self.height >= height,
            Moment::Time(time) => self.time >= time,
        }
    }

    /// Bidding has ended: the winner is fixed.
    pub(super) fn is_ready(&self, id: OrderId) -> bool {
        let ready_at = self.open_order(id).and_then(|open| open.ready_at);
        ready_at.is_some_and(|ready_at| self.reached(ready_at)) && self.best_bid(id).is_some()
    }

    /// SubmitFulfillment.
    pub(super) fn submit_fulfillment(&mut self, offers: &[Offer]) -> Result<Answer, Code> {
        let ids: Vec<OrderId> = offers.iter().map(|offer| offer.order).collect();
        if !(1..=20).contains(&ids.len()) || !increases(&ids) {
            return Err("market/invalid_field");
        }
        let sender = self.sender();
        let provider = self.registry.providers.get(&sender).ok_or("market/not_registered")?;
        if !provider.active {
            return Err("market/inactive");
        }
        let bid = |offer: &Offer| (offer.order.to_string(), self.bid(&sender, offer).err());
        Ok(Answer::Items(offers.iter().map(bid).collect()))
    }

    /// Checks come first, then one dead bid is freed, then collateral is locked.
    fn bid(&mut self, provider: &str, offer: &Offer) -> Result<(), Code> {
        let id = offer.order;
        let price = self.judge(provider, offer)?;
        self.free_dead(1);
        let open = self.open_order(id).expect("it was judged").clone();
        let standing = self.bid_of(id, provider).cloned();
        let denom = self.denom_of(id.deployment).to_owned();
        if standing.is_none() && self.free(provider, &denom) < open.collateral {
            return Err("market/insufficient_collateral");
        }
        self.sequence += 1;
        let keeps = standing.filter(|_| self.has(Plant::LowerBidKeepsItsNumber)).map(|bid| bid.sequence);
        let sequence = keeps.unwrap_or(self.sequence);
        let ready_at = self.ready_after_a_bid(id, &open);
        self.take_bid(id, provider);
        let collateral = open.collateral;
        self.bids.push(Bid { order: id, provider: provider.to_owned(), price, sequence, collateral });
        self.open_order_mut(id).ready_at = Some(ready_at);
        Ok(())
    }

    fn open_order_mut(&mut self, id: OrderId) -> &mut Open {
        match self.orders.get_mut(&id) {
            Some(super::Order::Open(open)) => open,
            other => panic!("{id} is {other:?}"),
        }
    }

    /// The first bid starts the wait; until it is over nothing moves it. With no bid left then, the next starts it anew.
    fn ready_after_a_bid(&self, id: OrderId, open: &Open) -> Moment {
        match open.ready_at {
            Some(ready_at) if !self.reached(ready_at) && !self.has(Plant::EachBidRestartsTheWait) => ready_at,
            _ => match self.deployments[&id.deployment].wait {
                WaitDuration::Blocks(blocks) => Moment::Height(self.height + blocks),
                WaitDuration::Seconds(seconds) => Moment::Time(self.time + seconds),
            },
        }
    }

    /// Whether a bid may stand; its total price.
    fn judge(&self, provider: &str, offer: &Offer) -> Result<u128, Code> {
        let id = offer.order;
        let open = match self.orders.get(&id) {
            None => return Err("market/no_order"),
            Some(super::Order::Open(open)) => open,
            Some(_) => return Err("market/order_not_open"),
        };
        if self.is_ready(id) {
            return Err("market/bidding_ended");
        }
        let deployment = &self.deployments[&id.deployment];
        let wanted = &deployment.infrastructure[&id.slot];
        let barred = open.barred.as_deref() == Some(provider) && !self.has(Plant::BarsIgnored);
        if provider == deployment.owner || barred || !self.meets(provider, wanted) {
            return Err("market/ineligible");
        }
        if self.accounts[&id.deployment].is_dry() {
            return Err("market/account_dry");
        }
        if !answers(&wanted.resources, &offer.resources) {
            return Err("market/mismatch");
        }
        let price = total_price(&offer.resources).expect("at most the order's own");
        match self.bid_of(id, provider) {
            Some(standing) if price >= standing.price => Err("market/not_lower"),
            _ => Ok(price),
        }
    }

    /// Region and requirements (spec 2), by what is so now.
    pub(super) fn meets(&self, provider: &str, wanted: &DeploymentInfrastructure) -> bool {
        let (profile, required) = (&self.registry.providers[provider].profile, &wanted.requirements);
        let signed = |auditor: &String| {
            let found = self.registry.attestations.get(&(provider.to_owned(), auditor.clone()));
            found.is_some_and(|(attributes, expires_at)| {
                self.time < *expires_at && required.attributes.iter().all(|asked| attributes.contains(asked))
            })
        };
        let bonded = self.stakes.get(provider).map_or(0, |stake| stake.bonded);
        let by = &required.signed_by;
        !required.exclude.iter().any(|excluded| excluded == provider)
            && (wanted.region.is_empty() || wanted.region == profile.region)
            && required.attributes.iter().all(|asked| profile.attributes.contains(asked))
            && by.all_of.iter().all(signed)
            && (by.any_of.is_empty() || by.any_of.iter().any(signed))
            && bonded >= required.min_stake.u128()
            && self.reputation(provider) >= required.min_reputation
    }

    /// Spec 4, "Reputation".
    pub(super) fn reputation(&self, provider: &str) -> u32 {
        let (served, broken) = self.records.get(provider).copied().unwrap_or_default();
        let p = &self.parameters;
        let (g, b) = (u128::from(served), u128::from(broken) * u128::from(p.penalty));
        let s = self.stakes.get(provider).map_or(0, |stake| stake.bonded);
        let points = 700 * g / (g + b + u128::from(p.half_service)) + 300 * s / (s + p.half_stake);
        u32::try_from(points).unwrap()
    }

    /// CancelFulfillment: while 2 x (ready_at - now) > wait, or while paused; a dead bid of one's own always.
    pub(super) fn cancel_fulfillment(&mut self, orders: &[OrderId]) -> Result<Answer, Code> {
        if !(1..=20).contains(&orders.len()) || !increases(orders) {
            return Err("market/invalid_field");
        }
        let sender = self.sender();
        let mut outcomes = vec![];
        for id in orders {
            let refused = match self.bid_of(*id, &sender) {
                None => Some("market/no_bid"),
                Some(_) if self.open_order(*id).is_some() && self.is_firm(*id) => Some("market/firm"),
                Some(_) => None,
            };
            if refused.is_none() {
                self.take_bid(*id, &sender);
            }
            outcomes.push((id.to_string(), refused));
        }
        Ok(Answer::Items(outcomes))
    }

    fn is_firm(&self, id: OrderId) -> bool {
        let wait = self.deployments[&id.deployment].wait;
        let (left, whole) = match (self.open_order(id).and_then(|open| open.ready_at), wait) {
            (Some(Moment::Height(height)), WaitDuration::Blocks(blocks)) => {
                (height.saturating_sub(self.height), blocks)
            }
            (Some(Moment::Time(time)), WaitDuration::Seconds(seconds)) => (time.saturating_sub(self.time), seconds),
            other => panic!("{id} waits for {other:?}"),
        };
        let in_the_middle = 2 * left == whole && self.has(Plant::FirmAfterTheMiddle);
        2 * left <= whole && !in_the_middle && !self.registry.paused
    }
}

/// Spec 2: group by group the order's compute, count and collateral, at a price above 0 and at most the order's.
fn answers(asked: &[ResourceGroup], offered: &[ResourceGroup]) -> bool {
    asked.len() == offered.len()
        && asked.iter().zip(offered).all(|(asked, offered)| {
            asked.compute == offered.compute
                && asked.count == offered.count
                && asked.collateral == offered.collateral
                && !offered.price.is_zero()
                && offered.price <= asked.price
        })
}
