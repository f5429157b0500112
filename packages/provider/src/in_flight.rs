//! What was sent and is not yet seen: it counts as done until its fate is known.

use std::collections::BTreeMap;

use berth_api::market::{BookPlace, ExecuteMsg, OfferedFulfillment, OwnFulfillment};
use berth_api::{Call, escrow};
use berth_domain::{OrderId, ResourceGroup, total_collateral, total_price};
use cosmwasm_std::Uint128;

use crate::Situation;

/// So close to its last height a lease is confirmed in every block until that shows, whatever is on its way: there is no time left to
/// learn that a transaction was lost. It costs a few fees at worst.
const LAST_STRETCH: u64 = 8;

/// What one message will have changed once it is carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A lease is confirmed.
    Confirmed(OrderId),
    /// A bid stands, or stands lower.
    Bid(Promise),
    /// A bid is taken back or freed.
    TakenBack(OrderId),
    /// Notice of a lease is given.
    NoticeGiven(OrderId),
    /// A lease is ended by its provider.
    Left(OrderId),
    /// Coins are taken out of the balance.
    Withdrawn {
        /// Which coin.
        denom: String,
        /// How much.
        amount: Uint128,
    },
    /// Coins are added to the balance.
    Deposited {
        /// Which coin.
        denom: String,
    },
}

/// What a bid on its way promises.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// On which order.
    pub order: OrderId,
    /// In which coin.
    pub denom: String,
    /// What it locks.
    pub collateral: Uint128,
    /// What runs if it wins, at the prices of the bid.
    pub resources: Vec<ResourceGroup>,
}

impl Promise {
    fn price(&self) -> Uint128 {
        total_price(&self.resources).try_into().unwrap_or(Uint128::MAX)
    }
}

/// What `call`, planned on `situation`, will have changed; nothing for messages that no plan holds.
pub fn effects(call: &Call, situation: &Situation) -> Vec<Effect> {
    match call {
        Call::Market(message) => market_effects(message, situation),
        Call::Escrow(escrow::ExecuteMsg::Withdraw { denom, amount: Some(amount) }) => {
            vec![Effect::Withdrawn { denom: denom.clone(), amount: *amount }]
        }
        _ => vec![],
    }
}

fn market_effects(message: &ExecuteMsg, situation: &Situation) -> Vec<Effect> {
    match message {
        ExecuteMsg::SubmitLeaseConfirmation { leases, .. } => leases.iter().copied().map(Effect::Confirmed).collect(),
        ExecuteMsg::CancelFulfillment { orders } => orders.iter().copied().map(Effect::TakenBack).collect(),
        ExecuteMsg::GiveNotice { lease } => vec![Effect::NoticeGiven(*lease)],
        ExecuteMsg::LeaveLease { lease } => vec![Effect::Left(*lease)],
        ExecuteMsg::SubmitFulfillment { bids } => {
            let promise = |bid: &berth_api::market::Bid| {
                let open = situation.orders.iter().find(|open| open.order.order == bid.order);
                let denom = open.map(|open| open.order.denom.clone()).unwrap_or_default();
                let collateral = total_collateral(&bid.resources).unwrap_or(Uint128::MAX);
                Effect::Bid(Promise { order: bid.order, denom, collateral, resources: bid.resources.clone() })
            };
            bids.iter().map(promise).collect()
        }
        _ => vec![],
    }
}

/// Names a transaction on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlightId(u64);

/// The transactions on their way.
///
/// One leaves the list when its fate shows in what is read: it failed; or it was carried out, and the height that is read is no
/// lower; or its last height has passed, whatever is known of it. So nothing stays, and nothing that may still come is forgotten.
#[derive(Clone, Debug, Default)]
pub struct InFlight {
    flights: BTreeMap<FlightId, Flight>,
    last: u64,
}

#[derive(Clone, Debug)]
struct Flight {
    effects: Vec<Effect>,
    /// The block that was planned for.
    planned_for: u64,
    /// The height from which on its fate shows.
    until: u64,
}

impl InFlight {
    /// Notes a transaction that may be carried out from the height `planned_for` up to `until`.
    pub fn sent(&mut self, effects: Vec<Effect>, planned_for: u64, until: u64) -> FlightId {
        self.last = self.last.saturating_add(1);
        let id = FlightId(self.last);
        self.flights.insert(id, Flight { effects, planned_for, until });
        id
    }

    /// It was carried out at `height`.
    pub fn landed(&mut self, id: FlightId, height: u64) {
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.until = height;
        }
    }

    /// It was not, and never will be.
    pub fn failed(&mut self, id: FlightId) {
        self.flights.remove(&id);
    }

    /// Forgets what shows in anything that is read as of `height`.
    pub fn forget(&mut self, height: u64) {
        self.flights.retain(|_, flight| flight.until > height);
    }

    /// How many are on their way.
    pub fn len(&self) -> usize {
        self.flights.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }

    /// Whether coins of this denom are on their way into the balance.
    pub fn deposits(&self, denom: &str) -> bool {
        let is_one = |effect: &Effect| matches!(effect, Effect::Deposited { denom: other } if other == denom);
        self.flights.values().any(|flight| flight.effects.iter().any(is_one))
    }

    /// What the chain says, as if all that is on its way had been carried out. What may come counts as taken: a bid takes
    /// machines and collateral from the moment in which it is sent. A bid that is taken back is given up, for only a dead one
    /// is while others are made.
    pub fn assume(&self, mut situation: Situation) -> Situation {
        for flight in self.flights.values() {
            for effect in flight.effects.iter().filter(|effect| flight.counts(effect, &situation)).collect::<Vec<_>>() {
                situation.assume(effect);
            }
        }
        situation
    }
}

impl Flight {
    /// Everything counts but confirmations of earlier blocks where there is no time left.
    fn counts(&self, effect: &Effect, situation: &Situation) -> bool {
        let Effect::Confirmed(lease) = effect else { return true };
        let height = situation.now.height;
        let own = situation.leases.iter().find(|own| own.lease.lease == *lease);
        let left = own.map_or(u64::MAX, |own| own.lease.status.due_height.saturating_sub(height));
        left >= LAST_STRETCH || self.planned_for >= height
    }
}

impl Situation {
    /// As if `effect` had come about in the block that is planned for. Nothing happens where it shows already.
    pub fn assume(&mut self, effect: &Effect) {
        let now = self.now;
        match effect {
            Effect::Confirmed(lease) => self.change_lease(*lease, |status| {
                status.confirmed_height = status.confirmed_height.max(now.height);
                status.due_height = status.confirmed_height.saturating_add(status.reconfirmation_period);
                status.confirmed_at = status.confirmed_at.max(now.time);
            }),
            Effect::NoticeGiven(lease) => self.change_lease(*lease, |status| {
                status.leave_at.get_or_insert(now.time.saturating_add(status.notice));
            }),
            Effect::Left(lease) => self.leases.retain(|own| own.lease.lease != *lease),
            Effect::Bid(promise) => self.promise(promise),
            Effect::TakenBack(order) => self.take_back(*order),
            Effect::Withdrawn { denom, amount } => self.spend(denom, *amount),
            Effect::Deposited { .. } => {}
        }
    }

    fn change_lease(&mut self, lease: OrderId, change: impl FnOnce(&mut berth_api::market::LeaseStatus)) {
        if let Some(own) = self.leases.iter_mut().find(|own| own.lease.lease == lease) {
            change(&mut own.lease.status);
        }
    }

    fn promise(&mut self, promise: &Promise) {
        if self.leases.iter().any(|own| own.lease.lease == promise.order) {
            return;
        }
        if let Some(standing) = self.bids.iter_mut().find(|bid| bid.fulfillment.order == promise.order) {
            let price = &mut standing.fulfillment.place.price;
            *price = (*price).min(promise.price());
            return;
        }
        let place = BookPlace { price: promise.price(), sequence: u64::MAX };
        self.spend(&promise.denom, promise.collateral);
        self.bids.push(OfferedFulfillment {
            fulfillment: OwnFulfillment { order: promise.order, place, live: true },
            denom: promise.denom.clone(),
            collateral: promise.collateral,
            resources: promise.resources.clone(),
        });
    }

    fn take_back(&mut self, order: OrderId) {
        let Some(index) = self.bids.iter().position(|bid| bid.fulfillment.order == order) else { return };
        let bid = self.bids.remove(index);
        if let Some(free) = self.collateral.iter_mut().find(|free| free.denom == bid.denom) {
            free.free = free.free.saturating_add(bid.collateral);
        }
    }

    fn spend(&mut self, denom: &str, amount: Uint128) {
        if let Some(free) = self.collateral.iter_mut().find(|free| free.denom == denom) {
            free.free = free.free.saturating_sub(amount);
        }
    }
}
