//! Hands a transaction to nodes, as often as it takes, always the same bytes.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc::{self, Sender},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    State, TxWriter,
    flight::Flight,
    refusal::{Verdict, rpc_verdict, verdict},
};
use crate::{
    Error, Refusal, Result, Stage,
    network::{Shared, Slot, Word},
    node::Fault,
};

/// How often all endpoints are tried while it is not known whether one has taken it.
const ROUNDS: usize = 2;
/// Shortest and longest wait for room in a pool.
const AGAIN: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));
/// How long a block is waited for.
const BLOCK: Duration = Duration::from_secs(30);
/// Transactions that may wait for an endpoint that is not the first.
const QUEUE: usize = 1_024;

/// What came of it.
#[derive(Debug)]
pub(super) enum Delivery {
    /// A node has it, or may have it: it must not be signed anew.
    Sent,
    /// No node has it; the first one said why not.
    Refused(Verdict, Refusal),
}

/// What one node said to it.
enum Said {
    Taken,
    Refused(Verdict, Refusal),
    /// It has not arrived.
    Not,
    /// It may have.
    Perhaps,
}

impl TxWriter {
    /// Endpoints in the order in which they get a transaction: the same one first while it is any good.
    pub(super) fn route(&self, state: &State) -> Vec<usize> {
        let mut order = self.shared.order(None);
        if let Some(pin) = state.pin
            && self.shared.slots.get(pin).is_some_and(|slot| self.shared.is_good(slot))
        {
            order.retain(|index| *index != pin);
            order.insert(0, pin);
        }
        order
    }

    /// Gives it to the first node that can judge it, then to all others.
    ///
    /// Errors: [`Error::Unreachable`] and [`Error::Expired`] if no node can have it; [`Error::Refused`] if it is too large.
    pub(super) async fn deliver(&self, state: &mut State, flight: &Flight) -> Result<Delivery> {
        let mut perhaps = false;
        let mut rounds = 0_usize;
        let mut again = AGAIN.0;
        loop {
            let mut full = None;
            let judge = |word: Word<'_, Said>| {
                match word.answer {
                    Said::Taken => return Some((Some(word.index), Delivery::Sent)),
                    Said::Not => {}
                    Said::Perhaps => perhaps = true,
                    Said::Refused(Verdict::Full, refusal) => full = Some(refusal),
                    // Another may have taken it, which this one's reason then follows from.
                    Said::Refused(..) if perhaps || word.others_silent => return Some((None, Delivery::Sent)),
                    Said::Refused(verdict, refusal) => {
                        return Some((Some(word.index), Delivery::Refused(verdict, refusal)));
                    }
                }
                None
            };
            if let Some((index, delivery)) = self.give(self.route(state), flight, judge).await {
                state.pin = index.or(state.pin);
                if matches!(delivery, Delivery::Sent) {
                    self.spread(state, flight);
                }
                return Ok(delivery);
            }
            rounds = rounds.saturating_add(1);
            let over = self.shared.head.borrow().height >= flight.timeout_height;
            match full {
                _ if perhaps && (rounds >= ROUNDS || over) => return Ok(Delivery::Sent),
                None if !perhaps => return Err(self.shared.unreachable()),
                Some(refusal) if over => {
                    return Err(Error::Refused { stage: Stage::Broadcast, refusal });
                }
                _ => {}
            }
            sleep(again).await;
            again = again.saturating_mul(2).min(AGAIN.1);
        }
    }

    /// Sends what is on its way again, in order, to the first endpoint that can judge it and all others, until one is refused: how.
    ///
    /// Whatever it says: what becomes of them is seen in blocks.
    pub(super) async fn again(&self, state: &mut State, flights: &[Flight]) -> Option<Verdict> {
        for flight in flights {
            let judge = |word: Word<'_, Said>| match word.answer {
                Said::Taken => Some(None),
                Said::Refused(verdict, refusal) => Some(Some((verdict, refusal))),
                Said::Not | Said::Perhaps => None,
            };
            if let Some(Some((verdict, refusal))) = self.give(self.route(state), flight, judge).await {
                tracing::debug!(hash = flight.hash, %refusal, "sent again, not taken");
                return Some(verdict);
            }
            self.spread(state, flight);
        }
        None
    }

    /// Gives it to these endpoints, first to last, until one says what `judge` is content with.
    async fn give<R: Send>(
        &self,
        route: Vec<usize>,
        flight: &Flight,
        judge: impl FnMut(Word<'_, Said>) -> Option<R> + Send,
    ) -> Option<R> {
        let given = |slot: Arc<Slot>| async move { give(&slot, flight).await };
        self.shared.first_of(route, given, judge).await
    }

    /// Waits for a block, for a while.
    pub(super) async fn next_block(&self) {
        let height = self.shared.head.borrow().height;
        // Without one what is tried next says why.
        drop(timeout(BLOCK, self.shared.above(height)).await);
    }

    /// To the endpoints other than the first, without waiting for them.
    fn spread(&self, state: &mut State, flight: &Flight) {
        let first = state.pin;
        state.couriers.send(&self.shared, first, flight);
    }
}

/// One node's word on it.
async fn give(slot: &Slot, flight: &Flight) -> Said {
    match slot.node.broadcast(&flight.tx, &flight.hash).await {
        Ok(None) => Said::Taken,
        Ok(Some(refusal)) => match verdict(&refusal) {
            Verdict::Taken => Said::Taken,
            verdict => Said::Refused(verdict, refusal),
        },
        Err(Fault::Rpc { code: _, message }) => match rpc_verdict(&message) {
            Some(Verdict::Taken) => Said::Taken,
            Some(verdict) => {
                // By the number that the application would have for it: 20 a full pool, 21 a transaction too large.
                let code = if verdict == Verdict::Full { 20 } else { 21 };
                Said::Refused(verdict, Refusal { code, codespace: "sdk".into(), log: message })
            }
            None => Said::Perhaps,
        },
        Err(fault) => {
            slot.failed(&fault.reason());
            if matches!(fault, Fault::Down { arrived: false, .. }) { Said::Not } else { Said::Perhaps }
        }
    }
}

/// A task for each endpoint, so that each gets everything in order, and a slow one holds nobody up.
#[derive(Default)]
pub(super) struct Couriers {
    queues: Vec<Sender<Flight>>,
    tasks: JoinSet<()>,
}

impl Couriers {
    fn send(&mut self, shared: &Arc<Shared>, first: Option<usize>, flight: &Flight) {
        if shared.slots.len() < 2 {
            return;
        }
        if self.queues.is_empty() {
            self.queues = shared.slots.iter().map(|slot| courier(&mut self.tasks, Arc::clone(slot))).collect();
        }
        for (index, queue) in self.queues.iter().enumerate() {
            if Some(index) != first && queue.try_send(flight.clone()).is_err() {
                tracing::debug!(index, "endpoint gets no transactions: too many wait for it");
            }
        }
    }
}

fn courier(tasks: &mut JoinSet<()>, slot: Arc<Slot>) -> Sender<Flight> {
    let (sender, mut flights) = mpsc::channel::<Flight>(QUEUE);
    tasks.spawn(async move {
        while let Some(flight) = flights.recv().await {
            let usable = {
                let state = slot.state();
                state.out.is_none() && state.fault.is_none()
            };
            if usable {
                // That the others have it is enough; its faults are found by its watcher.
                drop(slot.node.broadcast(&flight.tx, &flight.hash).await);
            }
        }
    });
    sender
}
