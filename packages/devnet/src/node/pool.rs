//! The pool: what waits to be carried out, in the order in which it came.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::tx::Tx;

/// Bytes of all transactions that wait at most.
const MAX_BYTES: usize = 1 << 30;
/// Hashes that are remembered.
const CACHE: usize = 10_000;

/// Why a transaction is not even looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It has been seen, and may be in a block already.
    Known,
    /// There is no room.
    Full {
        /// How many wait.
        waiting: usize,
        /// How many may.
        room: usize,
        /// Bytes of those that wait.
        bytes: usize,
    },
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known => f.write_str("tx already exists in cache"),
            Self::Full { waiting, room, bytes } => write!(
                f,
                "mempool is full: number of txs {waiting} (max: {room}), total txs bytes {bytes} (max: {MAX_BYTES})"
            ),
        }
    }
}

/// What waits, and what has been seen.
pub struct Pool {
    waiting: VecDeque<Arc<Tx>>,
    bytes: usize,
    room: usize,
    seen: HashSet<[u8; 32]>,
    order: VecDeque<[u8; 32]>,
}

impl Pool {
    /// Room for so many transactions.
    pub fn new(room: usize) -> Self {
        Self { waiting: VecDeque::new(), bytes: 0, room, seen: HashSet::new(), order: VecDeque::new() }
    }

    /// Whether a transaction may be looked at.
    pub fn admit(&self, hash: &[u8; 32], bytes: usize, is_full: bool) -> Result<(), Refused> {
        if is_full || self.waiting.len() >= self.room || self.bytes.saturating_add(bytes) > MAX_BYTES {
            return Err(self.full());
        }
        if self.seen.contains(hash) { Err(Refused::Known) } else { Ok(()) }
    }

    /// That there is no room, as a pool says it.
    fn full(&self) -> Refused {
        Refused::Full { waiting: self.waiting.len(), room: self.room, bytes: self.bytes }
    }

    /// Takes one.
    pub fn push(&mut self, tx: Arc<Tx>) {
        self.remember(tx.hash);
        self.bytes = self.bytes.saturating_add(tx.bytes.len());
        self.waiting.push_back(tx);
    }

    fn remember(&mut self, hash: [u8; 32]) {
        if self.seen.insert(hash) {
            self.order.push_back(hash);
        }
        while self.order.len() > CACHE {
            if let Some(old) = self.order.pop_front() {
                self.seen.remove(&old);
            }
        }
    }

    /// A transaction that was seen may come again: it failed, or fell out.
    pub fn forget(&mut self, hash: &[u8; 32]) {
        self.seen.remove(hash);
        self.order.retain(|known| known != hash);
    }

    /// Takes out the first ones, as many as ask for no more than this gas together; 0 for all.
    pub fn reap(&mut self, max_gas: u64) -> Vec<Arc<Tx>> {
        let mut reaped = vec![];
        let mut gas = 0_u64;
        while let Some(tx) = self.waiting.front() {
            gas = gas.saturating_add(tx.gas);
            if max_gas > 0 && gas > max_gas {
                break;
            }
            let Some(tx) = self.waiting.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(tx.bytes.len());
            reaped.push(tx);
        }
        reaped
    }

    /// Takes out all, to be looked at again.
    pub fn drain(&mut self) -> Vec<Arc<Tx>> {
        self.bytes = 0;
        self.waiting.drain(..).collect()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }
}
