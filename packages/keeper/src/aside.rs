//! What is left alone for a while, because it made a message fail.

use std::{collections::BTreeMap, fmt};

use berth_api::market::{MAX_SKIPPED, PendingWorkResponse};
use berth_domain::OrderId;

/// Something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// An order that is ready, or a lease that is stale.
    Order(OrderId),
    /// A deployment that is dry.
    Deployment(u64),
    /// An order whose dead bids wait to be freed.
    Finished(OrderId),
}

impl Item {
    /// All that is due, in the order in which Facilitate visits it. Dead bids come last, if they count.
    pub fn all(pending: &PendingWorkResponse, finished: bool) -> Vec<Self> {
        let orders = pending.ready.iter().chain(&pending.stale).copied().map(Self::Order);
        let deployments = pending.dry.iter().copied().map(Self::Deployment);
        let dead = pending.finished.iter().filter(|_| finished).copied().map(Self::Finished);
        orders.chain(deployments).chain(dead).collect()
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(f, "order {id}"),
            Self::Deployment(id) => write!(f, "deployment {id}"),
            Self::Finished(id) => write!(f, "dead bids on order {id}"),
        }
    }
}

/// What is left alone, each until a height. It is not written down: after a restart everything is tried again.
#[derive(Clone, Debug, Default)]
pub struct Aside(BTreeMap<Item, u64>);

impl Aside {
    /// Leaves something alone up to a height. False if that is not possible: a message passes over so many orders and leases and
    /// no more, and over no dead bids.
    pub fn put(&mut self, item: Item, until: u64) -> bool {
        let orders = self.0.keys().filter(|item| matches!(item, Item::Order(_))).count();
        let possible = match item {
            Item::Order(_) => orders < MAX_SKIPPED,
            Item::Deployment(_) => true,
            Item::Finished(_) => false,
        };
        if possible {
            self.0.insert(item, until);
        }
        possible
    }

    /// Forgets what has been left alone long enough.
    pub fn forget(&mut self, height: u64) {
        self.0.retain(|_, until| *until >= height);
    }

    /// How much is left alone.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes out of what is due what is left alone; the orders and leases among it, ascending, which the message must pass over.
    pub fn take_out(&self, pending: &mut PendingWorkResponse) -> Vec<OrderId> {
        let mut passed = vec![];
        let mut left = |id: &OrderId| {
            let aside = self.0.contains_key(&Item::Order(*id));
            if aside {
                passed.push(*id);
            }
            !aside
        };
        pending.ready.retain(&mut left);
        pending.stale.retain(&mut left);
        pending.dry.retain(|id| !self.0.contains_key(&Item::Deployment(*id)));
        passed.sort_unstable();
        passed.dedup();
        passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending() -> PendingWorkResponse {
        PendingWorkResponse {
            height: 10,
            time: 100,
            ready: vec![OrderId::new(9, 1, 1), OrderId::new(2, 1, 1)],
            stale: vec![OrderId::new(3, 1, 1), OrderId::new(1, 1, 1)],
            dry: vec![8, 7],
            finished: vec![OrderId::new(5, 1, 1)],
            next_height: None,
            next_time: None,
        }
    }

    #[test]
    fn what_is_aside_is_not_due_until_its_height_is_over() {
        let mut aside = Aside::default();
        for item in [Item::Order(OrderId::new(9, 1, 1)), Item::Order(OrderId::new(3, 1, 1)), Item::Deployment(7)] {
            assert!(aside.put(item, 12));
        }
        // Not due: not passed over either.
        assert!(aside.put(Item::Order(OrderId::new(4, 1, 1)), 12));
        aside.forget(12);
        let mut left = pending();
        assert_eq!(aside.take_out(&mut left), [OrderId::new(3, 1, 1), OrderId::new(9, 1, 1)]);
        assert_eq!((left.ready, left.stale), (vec![OrderId::new(2, 1, 1)], vec![OrderId::new(1, 1, 1)]));
        assert_eq!(left.dry, [8]);
        aside.forget(13);
        let mut all = pending();
        assert_eq!((aside.take_out(&mut all), all, aside.len()), (vec![], pending(), 0));
    }

    #[test]
    fn no_more_is_passed_over_than_a_message_can() {
        let mut aside = Aside::default();
        let put: Vec<_> = (1..=9).map(|slot| aside.put(Item::Order(OrderId::new(1, slot, 1)), 9)).collect();
        assert_eq!(put, [true, true, true, true, true, true, true, true, false]);
        assert!(aside.put(Item::Deployment(1), 9));
        assert!(!aside.put(Item::Finished(OrderId::new(5, 1, 1)), 9));
    }

    #[test]
    fn items_stand_as_they_are_visited() {
        let all: Vec<_> = Item::all(&pending(), true).iter().map(ToString::to_string).collect();
        let orders = ["order 9.1.1", "order 2.1.1", "order 3.1.1", "order 1.1.1"].map(String::from);
        assert_eq!(all[..4], orders);
        assert_eq!(all[4..], ["deployment 8", "deployment 7", "dead bids on order 5.1.1"]);
        assert_eq!(Item::all(&pending(), false).len(), 6);
    }
}
