//! What was sent and is not known to be over.

use std::sync::Arc;

/// A signed transaction on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub sequence: u64,
    pub tx: Arc<[u8]>,
    pub hash: String,
    pub timeout_height: u64,
    /// The latest block when it was last sent.
    pub sent_at: u64,
    /// Whether it was sent again to a node that had lost it.
    pub resent: bool,
}

/// All of them, in the order in which they were sent.
#[derive(Debug, Default)]
pub(super) struct Flights(Vec<Flight>);

impl Flights {
    /// One more.
    pub fn push(&mut self, flight: Flight) {
        self.0.push(flight);
    }

    /// One is over.
    pub fn remove(&mut self, hash: &str) {
        self.0.retain(|flight| flight.hash != hash);
    }

    /// Those that can be in no block any more are over.
    pub fn forget(&mut self, latest: u64) {
        self.0.retain(|flight| flight.timeout_height > latest);
    }

    /// It was sent again to a node that had lost it.
    pub fn retire(&mut self, hash: &str) {
        for flight in &mut self.0 {
            flight.resent |= flight.hash == hash;
        }
    }

    /// Those from a sequence on that were not sent again yet, by sequence, if there is one of just this sequence: else none of them can be taken.
    pub fn from(&self, sequence: u64) -> Vec<Flight> {
        let wanted = |flight: &&Flight| flight.sequence >= sequence && !flight.resent;
        let mut flights: Vec<Flight> = self.0.iter().filter(wanted).cloned().collect();
        flights.sort_by_key(|flight| flight.sequence);
        if flights.first().is_some_and(|first| first.sequence == sequence) { flights } else { Vec::new() }
    }

    /// Those that have waited for this many blocks since they were last sent; they count as sent now.
    pub fn waiting(&mut self, latest: u64, blocks: u64) -> Vec<Flight> {
        let mut waiting: Vec<Flight> = Vec::new();
        for flight in &mut self.0 {
            if flight.sent_at.saturating_add(blocks) <= latest {
                flight.sent_at = latest;
                waiting.push(flight.clone());
            }
        }
        waiting.sort_by_key(|flight| flight.sequence);
        waiting
    }
}
