//! When to try again what failed.

use std::collections::BTreeMap;

use berth_domain::OrderId;

/// The longest wait, in blocks.
const LONGEST: u64 = 64;

/// What failed lately, by order or lease, and when it is tried again: after 1 block, then 2, 4 and so on up to 64. Each try costs
/// a fee or an answer of somebody, so what goes on failing is tried less and less.
#[derive(Clone, Debug, Default)]
pub struct Patience(BTreeMap<OrderId, Failures>);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    again_at: u64,
}

impl Patience {
    /// It failed at this height, once more.
    pub fn failed(&mut self, id: OrderId, height: u64) {
        let count = self.0.get(&id).map_or(0, |failures| failures.count).saturating_add(1);
        let wait = 1_u64.checked_shl(count.saturating_sub(1)).unwrap_or(LONGEST).min(LONGEST);
        self.0.insert(id, Failures { count, again_at: height.saturating_add(wait) });
    }

    /// It came about.
    pub fn succeeded(&mut self, id: OrderId) {
        self.0.remove(&id);
    }

    /// Whether it is to be left alone at this height.
    pub fn waits(&self, id: OrderId, height: u64) -> bool {
        self.0.get(&id).is_some_and(|failures| height < failures.again_at)
    }

    /// The same for what is lost after `due_height`: the wait is at most a quarter of what is left, so there is always another try.
    pub fn waits_before(&self, id: OrderId, height: u64, due_height: u64) -> bool {
        let Some(failures) = self.0.get(&id) else { return false };
        let left = due_height.saturating_sub(height);
        height < failures.again_at && failures.again_at.saturating_sub(height) <= left / 4
    }

    /// Forgets what no longer exists.
    pub fn keep(&mut self, exists: impl Fn(OrderId) -> bool) {
        self.0.retain(|id, _| exists(*id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: OrderId = OrderId::new(7, 1, 1);

    #[test]
    fn waits_double_up_to_a_bound() {
        let mut patience = Patience::default();
        assert!(!patience.waits(ID, 0));
        let mut height = 100;
        for wait in [1, 2, 4, 8, 16, 32, 64, 64, 64] {
            patience.failed(ID, height);
            assert!(patience.waits(ID, height + wait - 1), "{wait}");
            assert!(!patience.waits(ID, height + wait), "{wait}");
            height += wait;
        }
        (0..100).for_each(|_| patience.failed(ID, height));
        assert!(!patience.waits(ID, height + 64));
        patience.succeeded(ID);
        assert!(!patience.waits(ID, height));
    }

    #[test]
    fn what_is_lost_by_waiting_does_not_wait() {
        let mut patience = Patience::default();
        (0..10).for_each(|_| patience.failed(ID, 100));
        // Again at 164: 64 blocks are a quarter of 256.
        assert!(patience.waits_before(ID, 100, 356));
        assert!(!patience.waits_before(ID, 100, 355));
        assert!(!patience.waits_before(ID, 164, 1_000));
        assert!(!patience.waits_before(ID, 100, 90));
        patience.keep(|_| false);
        assert!(!patience.waits_before(ID, 100, 356));
    }
}
