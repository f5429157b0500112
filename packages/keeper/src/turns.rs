//! How several keepers keep out of one another's way.
//!
//! Two that send in the same block both pay, and the second finds nothing to do. So each listens before it speaks: it
//! waits as many blocks as its patience says before it does what is due, and finds meanwhile that somebody else
//! did. Who had to act because nobody else did becomes less patient; who paid for nothing becomes more so. After
//! a few blocks one acts at once and the others stand by, and when it dies the next one takes over. Nobody has to know
//! anybody.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::aside::Item;

/// Most blocks that a keeper waits for others.
pub const MOST_PATIENCE: u64 = 8;
/// Patiences among which a new keeper begins: from 1 on, so that it first finds out whether it is needed.
const FIRST: u64 = 4;

/// When it is this keeper's turn.
#[derive(Clone, Debug)]
pub struct Turns {
    /// At most this.
    most: u64,
    patience: u64,
    /// What is due, and the block in which it was first seen to be.
    since: BTreeMap<Item, u64>,
}

impl Turns {
    /// Those of the keeper with this address.
    pub fn new(address: &str) -> Self {
        let first = number(&[address.as_bytes()]).checked_rem(FIRST).unwrap_or_default();
        Self { most: MOST_PATIENCE, patience: first.saturating_add(1), since: BTreeMap::new() }
    }

    /// Those of a keeper that never waits for others.
    pub const fn alone() -> Self {
        Self { most: 0, patience: 0, since: BTreeMap::new() }
    }

    /// Blocks that something is left to others.
    pub const fn patience(&self) -> u64 {
        self.patience
    }

    /// Takes down what is due at a height.
    pub fn see(&mut self, due: &[Item], height: u64) {
        self.since = due.iter().map(|item| (*item, self.since.get(item).copied().unwrap_or(height))).collect();
    }

    /// Whether something has been left to others for long enough.
    pub fn is_on(&self, height: u64) -> bool {
        self.since.values().any(|since| height.saturating_sub(*since) >= self.patience)
    }

    /// A transaction of this keeper did something: nobody else had.
    pub const fn acted(&mut self) {
        self.patience /= 2;
    }

    /// A transaction of this keeper found nothing to do: somebody else acts. Keepers that lose against one another at the same
    /// height do not all become equally patient.
    pub fn lost(&mut self, height: u64, address: &str) {
        let more = number(&[&height.to_be_bytes(), address.as_bytes()]).checked_rem(2).unwrap_or_default();
        self.patience = self.patience.saturating_add(1).saturating_add(more).min(self.most);
    }
}

/// How long the keeper of this address waits within a block before it looks again and sends, out of a thousand parts. The
/// same for everybody who computes it, and another one in each block.
pub fn delay(height: u64, address: &str) -> u64 {
    number(&[&height.to_be_bytes(), address.as_bytes()]).checked_rem(1_000).unwrap_or_default()
}

fn number(parts: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test")]
mod tests {
    use berth_domain::OrderId;

    use super::*;

    fn orders(count: u32) -> Vec<Item> {
        (1..=count).map(|slot| Item::Order(OrderId::new(7, slot, 1))).collect()
    }

    /// Keepers over blocks in each of which `new` orders become due. Each message does all that is due, in the block
    /// after; the first in a block finds it, the others pay for nothing.
    fn play(addresses: &[String], blocks: u64, dead: impl Fn(u64, usize) -> bool) -> (Vec<u64>, Vec<u64>, u64) {
        let mut keepers: Vec<_> = addresses.iter().map(|address| Turns::new(address)).collect();
        let (mut acted, mut lost, mut longest) = (vec![0; keepers.len()], vec![0; keepers.len()], 0);
        let mut due: BTreeMap<Item, u64> = BTreeMap::new();
        for height in 1..=blocks {
            due.insert(Item::Order(OrderId::new(height, 1, 1)), height);
            longest = longest.max(due.values().map(|since| height - since).max().unwrap());
            let now: Vec<_> = due.keys().copied().collect();
            let mut senders = vec![];
            for (index, keeper) in keepers.iter_mut().enumerate().filter(|(index, _)| !dead(height, *index)) {
                keeper.see(&now, height);
                if keeper.is_on(height) {
                    senders.push(index);
                }
            }
            senders.sort_by_key(|index| delay(height, &addresses[*index]));
            for (place, index) in senders.iter().enumerate() {
                if place == 0 {
                    keepers[*index].acted();
                    acted[*index] += 1;
                    due.clear();
                } else {
                    keepers[*index].lost(height, &addresses[*index]);
                    lost[*index] += 1;
                }
            }
        }
        (acted, lost, longest)
    }

    fn addresses(seed: u64, count: usize) -> Vec<String> {
        (0..count).map(|index| format!("keeper{seed}x{index}")).collect()
    }

    #[test]
    fn one_acts_and_the_others_pay_nearly_nothing_however_many_they_are() {
        for seed in 0..200 {
            for count in [1, 2, 3, 8] {
                let (acted, lost, longest) = play(&addresses(seed, count), 400, |_, _| false);
                let (lost, others): (u64, u64) = (lost.iter().sum(), u64::try_from(count).unwrap() - 1);
                assert!(acted.iter().sum::<u64>() > 350, "{seed} {count}: {acted:?}");
                assert!(lost <= 4 * others, "{seed} {count}: {lost} paid for nothing");
                assert!(longest <= MOST_PATIENCE, "{seed} {count}: {longest}");
            }
        }
    }

    #[test]
    fn when_one_dies_another_takes_over() {
        for seed in 0..200 {
            let addresses = addresses(seed, 3);
            let (before, _, _) = play(&addresses, 200, |_, _| false);
            let leader = (0..3).max_by_key(|index| before[*index]).unwrap();
            let (acted, lost, longest) = play(&addresses, 400, |height, index| index == leader && height > 200);
            assert!(acted.iter().sum::<u64>() > 350, "{seed}: {acted:?}");
            assert!(longest <= MOST_PATIENCE && lost.iter().sum::<u64>() <= 16, "{seed}: {longest} {lost:?}");
        }
    }

    #[test]
    fn what_others_do_meanwhile_is_not_acted_on() {
        let mut turns = Turns { most: MOST_PATIENCE, patience: 2, since: BTreeMap::new() };
        turns.see(&orders(2), 10);
        assert!(!turns.is_on(10) && !turns.is_on(11) && turns.is_on(12));
        // One of them is done, another has come: the one that stayed counts.
        turns.see(&orders(1), 11);
        turns.see(&orders(3), 12);
        assert!(turns.is_on(12));
        turns.see(&orders(3)[1..], 12);
        assert!(!turns.is_on(13) && turns.is_on(14));
        turns.see(&[], 14);
        assert!(!turns.is_on(99));
        let mut alone = Turns::alone();
        alone.see(&orders(1), 5);
        assert!(alone.is_on(5));
    }

    #[test]
    fn delays_differ_by_block_and_by_key() {
        let delays: std::collections::BTreeSet<_> = (0..50).map(|height| delay(height, "a")).collect();
        assert!(delays.len() > 40 && delays.iter().all(|delay| *delay < 1_000));
        assert_ne!(delay(1, "a"), delay(1, "b"));
        assert_eq!(delay(1, "a"), delay(1, "a"));
    }
}
