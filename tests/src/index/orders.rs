//! Orders, bids, leases, locks, track records, and the rules they are under.

use std::collections::BTreeMap;

use berth_api::event::{
    FacilitateFailed, FulfillmentReleased, FulfillmentSubmitted, LeaseConfirmed, LeaseEnded, LeasePaid, LeaseStarted,
    MarketParametersSet, NoticeGiven, OrderClosed, OrderOpened, RecordChanged, TermsRemoved, TermsSet,
};
use berth_api::raw::{LOCKS, RECORDS};
use berth_domain::{Lease, Moment, OpenOrder, Order, OrderId};
use berth_market::state::{book, orders};
use cosmwasm_std::{Addr, Event, Order as Direction, Storage, Uint128};

use super::deployments::Deployments;

#[derive(Default)]
pub struct Orders {
    known: BTreeMap<OrderId, Known>,
    /// (order, provider) -> price, sequence, what it locks.
    bids: BTreeMap<(OrderId, Addr), (Uint128, u64, Uint128)>,
    /// provider -> seconds served, leases broken.
    records: BTreeMap<Addr, (u64, u32)>,
}

enum Known {
    Open { opened: OrderOpened, ready_at: Option<Moment> },
    Leased(LeaseSeen),
    Closed(String),
}

struct LeaseSeen {
    started: LeaseStarted,
    opened: OrderOpened,
    due_height: u64,
    leave_at: Option<u64>,
    paid: (Uint128, Uint128),
}

fn moment(text: &str) -> Moment {
    let (unit, number) = text.split_once(':').unwrap();
    let number = number.parse().unwrap();
    if unit == "height" { Moment::Height(number) } else { Moment::Time(number) }
}

impl Orders {
    pub fn read(&mut self, event: &Event) -> bool {
        self.order(event) || self.bid(event) || self.lease(event) || self.rest(event)
    }

    fn order(&mut self, event: &Event) -> bool {
        if let Ok(opened) = OrderOpened::try_from(event) {
            let before = self.known.insert(opened.order, Known::Open { opened, ready_at: None });
            assert!(before.is_none());
        } else if let Ok(OrderClosed { order, reason }) = event.try_into() {
            assert!(matches!(self.known.insert(order, Known::Closed(reason)), Some(Known::Open { .. })));
        } else {
            return false;
        }
        true
    }

    fn bid(&mut self, event: &Event) -> bool {
        if let Ok(bid) = FulfillmentSubmitted::try_from(event) {
            let Some(Known::Open { ready_at, .. }) = self.known.get_mut(&bid.order) else { panic!("{bid:?}") };
            *ready_at = Some(moment(&bid.ready_at));
            let standing = self.bids.get(&(bid.order, bid.provider.clone()));
            let locked = standing.map_or(Uint128::zero(), |(_, _, locked)| *locked) + bid.collateral;
            self.bids.insert((bid.order, bid.provider), (bid.price, bid.sequence, locked));
        } else if let Ok(FulfillmentReleased { order, provider, collateral }) = event.try_into() {
            assert_eq!(self.bids.remove(&(order, provider)).unwrap().2, collateral);
        } else {
            return false;
        }
        true
    }

    fn leased(&mut self, lease: OrderId) -> &mut LeaseSeen {
        match self.known.get_mut(&lease) {
            Some(Known::Leased(seen)) => seen,
            _ => panic!("{lease} is no lease"),
        }
    }

    fn lease(&mut self, event: &Event) -> bool {
        if let Ok(started) = LeaseStarted::try_from(event) {
            let Some(Known::Open { opened, .. }) = self.known.remove(&started.lease) else { panic!("{started:?}") };
            let won = self.bids.remove(&(started.lease, started.provider.clone())).unwrap();
            assert_eq!((won.0, won.2), (started.price, started.collateral));
            let due_height = started.due_height;
            let paid = (Uint128::zero(), Uint128::zero());
            let seen = LeaseSeen { started, opened, due_height, leave_at: None, paid };
            self.known.insert(seen.started.lease, Known::Leased(seen));
        } else if let Ok(LeaseConfirmed { lease, due_height }) = event.try_into() {
            self.leased(lease).due_height = due_height;
        } else if let Ok(LeasePaid { lease, paid, fee }) = event.try_into() {
            self.leased(lease).paid = (paid, fee);
        } else if let Ok(NoticeGiven { lease, leave_at, .. }) = event.try_into() {
            self.leased(lease).leave_at = Some(leave_at);
        } else if let Ok(LeaseEnded { lease, provider, reason, .. }) = event.try_into() {
            assert_eq!(self.leased(lease).started.provider, provider);
            self.known.insert(lease, Known::Closed(reason));
        } else {
            return false;
        }
        true
    }

    fn rest(&mut self, event: &Event) -> bool {
        if let Ok(RecordChanged { provider, served_seconds, broken }) = event.try_into() {
            self.records.insert(provider, (served_seconds, broken));
            return true;
        }
        [TermsSet::TYPE, TermsRemoved::TYPE, MarketParametersSet::TYPE, FacilitateFailed::TYPE]
            .contains(&event.ty.as_str())
    }

    pub fn check(&self, storage: &dyn Storage, deployments: &Deployments) {
        let mut locks: BTreeMap<(Addr, String), Uint128> = BTreeMap::new();
        let mut lock = |owner: &Addr, order: OrderId, amount: Uint128| {
            *locks.entry((owner.clone(), deployments.denom(order.deployment).to_owned())).or_default() += amount;
        };
        for (id, known) in &self.known {
            match (known, orders::may_load(storage, *id).unwrap().unwrap()) {
                (Known::Open { opened, ready_at }, Order::Open(order)) => check_open(opened, *ready_at, &order),
                (Known::Leased(seen), Order::Leased(lease)) => {
                    seen.check(&lease);
                    lock(&lease.provider, *id, lease.collateral);
                }
                (Known::Closed(reason), Order::Closed { reason: actual, .. }) => assert_eq!(reason, actual.as_str()),
                (_, actual) => panic!("{id} is {actual:?}"),
            }
        }
        for ((order, provider), (price, sequence, locked)) in &self.bids {
            let place = book::standing(storage, provider, *order).unwrap().unwrap();
            assert_eq!((place.0, place.1), (*price, *sequence), "{order} {provider}");
            lock(provider, *order, *locked);
        }
        let rows = LOCKS.range(storage, None, None, Direction::Ascending).map(Result::unwrap);
        locks.retain(|_, amount| !amount.is_zero());
        assert_eq!(rows.collect::<BTreeMap<_, _>>(), locks);
        let rows = RECORDS.range(storage, None, None, Direction::Ascending).map(Result::unwrap);
        let records: BTreeMap<_, _> = rows.map(|(who, row)| (who, (row.served_seconds, row.broken))).collect();
        assert_eq!(records, self.records);
        assert_eq!(orders::count(storage), self.known.len());
    }
}

fn check_open(opened: &OrderOpened, ready_at: Option<Moment>, order: &OpenOrder) {
    let OpenOrder { ready_at: actual, max_rate, collateral, barred, terms, notice } = order;
    assert_eq!(ready_at, *actual, "{}", opened.order);
    let OrderOpened { order, max_rate: rate, collateral: posted, barred: out, terms: number, notice: leave } = opened;
    assert_eq!((rate, posted, out, number, leave), (max_rate, collateral, barred, terms, notice), "{order}");
}

impl LeaseSeen {
    fn check(&self, lease: &Lease) {
        let LeaseStarted { provider, rate, collateral, .. } = &self.started;
        assert_eq!((provider, rate, collateral), (&lease.provider, &lease.rate, &lease.collateral));
        assert_eq!((self.opened.terms, self.opened.notice), (lease.progress.terms, lease.notice));
        assert_eq!((self.due_height, self.leave_at), (lease.progress.due_height, lease.leave_at));
        assert_eq!(self.paid, (lease.progress.paid, lease.progress.fee));
    }
}
