//! Work in the order in which it falls due.

use cosmwasm_std::{Order, StdResult, Storage};
use cw_storage_plus::{Bound, KeyDeserialize, Map, PrefixBound, PrimaryKey};

/// Things waiting for a height or a time. Keys are (due, id), so nobody can put himself in front of what is due already.
pub struct DueQueue<K> {
    entries: Map<(u64, K), u8>,
}

/// The least value that is a value.
const PRESENT: u8 = 1;

impl<K> DueQueue<K>
where
    for<'a> K: PrimaryKey<'a> + KeyDeserialize<Output = K> + Copy + 'static,
{
    /// A queue under a namespace of its own.
    pub const fn new(namespace: &'static str) -> Self {
        Self { entries: Map::new(namespace) }
    }

    /// `id` falls due at `due`.
    pub fn insert(&self, storage: &mut dyn Storage, due: u64, id: K) -> StdResult<()> {
        self.entries.save(storage, (due, id), &PRESENT)
    }

    /// `id` no longer falls due at `due`.
    pub fn remove(&self, storage: &mut dyn Storage, due: u64, id: K) {
        self.entries.remove(storage, (due, id));
    }

    /// Moves `id` from where it waited to where it waits now; nothing is written if that is the same.
    pub fn reschedule(&self, storage: &mut dyn Storage, old: Option<u64>, new: Option<u64>, id: K) -> StdResult<()> {
        if old == new {
            return Ok(());
        }
        if let Some(old) = old {
            self.remove(storage, old, id);
        }
        new.map_or(Ok(()), |new| self.insert(storage, new, id))
    }

    /// What falls due at `last` or before, earliest first, of equals the lowest id; at most `limit`.
    pub fn up_to(&self, storage: &dyn Storage, last: u64, limit: usize) -> StdResult<Vec<(u64, K)>> {
        let max = Some(PrefixBound::inclusive(last));
        let due = self.entries.prefix_range(storage, None, max, Order::Ascending).take(limit);
        due.map(|entry| entry.map(|(key, _)| key)).collect()
    }

    /// The same, beginning after an entry.
    pub fn page(
        &self,
        storage: &dyn Storage,
        after: Option<(u64, K)>,
        last: u64,
        limit: usize,
    ) -> StdResult<Vec<(u64, K)>> {
        let entries = self.entries.keys(storage, after.map(Bound::exclusive), None, Order::Ascending);
        // Past the last the rest is later still; an error is passed on.
        entries.take_while(|entry| entry.as_ref().map_or(true, |(due, _)| *due <= last)).take(limit).collect()
    }

    /// When the first thing after `last` falls due.
    pub fn next_after(&self, storage: &dyn Storage, last: u64) -> StdResult<Option<u64>> {
        let min = Some(PrefixBound::exclusive(last));
        let next = self.entries.prefix_range(storage, min, None, Order::Ascending).next();
        next.map(|entry| entry.map(|((due, _), _)| due)).transpose()
    }

    /// Everything, for checks: (due, id).
    pub fn all(&self, storage: &dyn Storage) -> StdResult<Vec<(u64, K)>> {
        self.entries.keys(storage, None::<Bound<(u64, K)>>, None, Order::Ascending).collect()
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    const QUEUE: DueQueue<u64> = DueQueue::new("queue");

    #[test]
    fn earliest_first_and_nothing_before_its_time() {
        let mut storage = MockStorage::new();
        for (due, id) in [(300, 1), (20, 7), (20, 3), (u64::MAX, 9)] {
            QUEUE.insert(&mut storage, due, id).unwrap();
        }
        assert_eq!(QUEUE.up_to(&storage, 19, 10).unwrap(), []);
        assert_eq!(QUEUE.up_to(&storage, 20, 10).unwrap(), [(20, 3), (20, 7)]);
        assert_eq!(QUEUE.up_to(&storage, 300, 2).unwrap(), [(20, 3), (20, 7)]);
        assert_eq!(QUEUE.up_to(&storage, u64::MAX, 10).unwrap().len(), 4);
        assert_eq!(QUEUE.next_after(&storage, 20).unwrap(), Some(300));
        assert_eq!(QUEUE.next_after(&storage, u64::MAX).unwrap(), None);

        assert_eq!(QUEUE.page(&storage, None, 20, 10).unwrap(), [(20, 3), (20, 7)]);
        assert_eq!(QUEUE.page(&storage, Some((20, 3)), u64::MAX, 2).unwrap(), [(20, 7), (300, 1)]);

        QUEUE.reschedule(&mut storage, Some(20), Some(400), 3).unwrap();
        QUEUE.reschedule(&mut storage, Some(20), None, 7).unwrap();
        QUEUE.reschedule(&mut storage, None, None, 5).unwrap();
        assert_eq!(QUEUE.all(&storage).unwrap(), [(300, 1), (400, 3), (u64::MAX, 9)]);
    }
}
