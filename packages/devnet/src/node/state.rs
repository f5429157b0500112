//! The state of the chain: a map whose copies cost nothing, so that every height can keep its own.

use std::ops::Bound;

use cosmwasm_std::{Order, Record, Storage};
use rpds::RedBlackTreeMapSync;

/// All keys and values. A copy shares what neither of the two has changed.
#[derive(Clone)]
pub struct State(RedBlackTreeMapSync<Vec<u8>, Vec<u8>>);

impl State {
    /// Nothing.
    pub fn new() -> Self {
        Self(RedBlackTreeMapSync::new_sync())
    }
}

impl Storage for State {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.get(key).cloned()
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        // The map would panic on it; a contract may ask for it.
        if let (Some(start), Some(end)) = (start, end)
            && start >= end
        {
            return Box::new(std::iter::empty());
        }
        let start = start.map_or(Bound::Unbounded, |key| Bound::Included(key.to_vec()));
        let end = end.map_or(Bound::Unbounded, |key| Bound::Excluded(key.to_vec()));
        let rows = self.0.range::<Vec<u8>, _>((start, end)).map(|(key, value)| (key.clone(), value.clone()));
        match order {
            Order::Ascending => Box::new(rows),
            Order::Descending => Box::new(rows.rev()),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.0.insert_mut(key.to_vec(), value.to_vec());
    }

    fn remove(&mut self, key: &[u8]) {
        self.0.remove_mut(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(state: &State, start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> Vec<Vec<u8>> {
        state.range(start, end, order).map(|(key, _)| key).collect()
    }

    #[test]
    fn a_copy_stays_as_it_was() {
        let mut state = State::new();
        state.set(b"a", b"1");
        let before = state.clone();
        state.set(b"a", b"2");
        state.set(b"b", b"3");
        state.remove(b"a");
        assert_eq!((before.get(b"a"), before.get(b"b")), (Some(b"1".to_vec()), None));
        assert_eq!((state.get(b"a"), state.get(b"b")), (None, Some(b"3".to_vec())));
    }

    #[test]
    fn ranges_are_as_a_contract_expects_them() {
        let mut state = State::new();
        for key in [b"a", b"b", b"c"] {
            state.set(key, b"x");
        }
        let (a, b, c) = (b"a".to_vec(), b"b".to_vec(), b"c".to_vec());
        assert_eq!(keys(&state, None, None, Order::Ascending), [a.clone(), b.clone(), c.clone()]);
        assert_eq!(keys(&state, Some(b"a"), Some(b"c"), Order::Descending), [b.clone(), a]);
        assert_eq!(keys(&state, Some(b"b"), None, Order::Ascending), [b, c]);
        for (start, end) in [(b"b", b"b"), (b"c", b"a")] {
            assert!(keys(&state, Some(start), Some(end), Order::Ascending).is_empty());
        }
    }
}
