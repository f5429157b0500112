//! Asks an endpoint for its latest block, again and again.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::time::{sleep, timeout};

use super::{Shared, Slot, Word};
use crate::{
    Error, Head, Result,
    node::{Fault, Status},
};

/// Shortest and longest time between two questions to an endpoint that answers, in milliseconds.
const BETWEEN: (u64, u64) = (100, 2_000);
/// Shortest and longest time until one that fails is asked again.
const AGAIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(10));

/// Runs until the endpoint is found to be another chain's.
pub(super) async fn run(shared: Arc<Shared>, slot: Arc<Slot>) {
    // Twice in a block's time: half a block late at most.
    let half = shared.config.block_time_ms.checked_div(2).unwrap_or_default();
    let between = Duration::from_millis(half.clamp(BETWEEN.0, BETWEEN.1));
    let mut again = AGAIN.0;
    loop {
        let good = shared.look(&slot).await.is_ok();
        if slot.state().out.is_some() {
            return;
        }
        let wait = if good { between } else { again };
        again = if good { AGAIN.0 } else { again.saturating_mul(2).min(AGAIN.1) };
        if timeout(wait, slot.bell.notified()).await.is_ok() && !good {
            // Someone wants it sooner than it deserves: not much sooner.
            sleep(AGAIN.0).await;
        }
    }
}

impl Shared {
    /// Asks an endpoint for its latest block, and takes note.
    pub async fn look(&self, slot: &Slot) -> Result<(), Fault> {
        let answer = slot.node.status().await.and_then(|status| self.checked(slot, status));
        let result = match answer {
            Ok(head) => {
                self.heard(slot, head, now());
                return Ok(());
            }
            Err(fault) => fault,
        };
        if slot.state().out.is_none() {
            slot.failed(&result.reason());
        }
        // Those who wait for a block see that this one was asked.
        self.weigh(now());
        Err(result)
    }

    fn checked(&self, slot: &Slot, status: Status) -> Result<Head, Fault> {
        if status.chain == self.config.id {
            return Ok(status.head);
        }
        let found = status.chain.escape_debug().to_string();
        slot.put_out(&format!("is of chain {found}, not {}", self.config.id));
        Err(Fault::Answer { field: "status.node_info.network".into(), found, allowed: self.config.id.clone() })
    }

    /// The latest block that is believed, having asked whoever is asked first.
    pub async fn fresh_head(&self) -> Result<Head> {
        if self.head.borrow().height == 0 {
            return self.above(0).await;
        }
        let mut last = None;
        let judge = |word: Word<'_, Result<(), Fault>>| {
            match word.answer {
                Ok(()) if word.slot.state().fault.is_none() => return Some(*self.head.borrow()),
                Err(fault @ Fault::Answer { .. }) => {
                    last = Some(fault.into_error(&self.config.id, &word.slot.node.endpoint));
                }
                Ok(()) | Err(_) => {}
            }
            None
        };
        let asked = |slot: Arc<Slot>| async move { self.look(&slot).await };
        let head = self.first_of(self.order(None), asked, judge).await;
        head.ok_or_else(|| last.unwrap_or_else(|| self.unreachable()))
    }

    /// Waits for a block above a height.
    pub async fn above(&self, height: u64) -> Result<Head> {
        let mut heads = self.head.subscribe();
        let before: Vec<u64> = self.slots.iter().map(|slot| slot.state().asked).collect();
        for slot in &self.slots {
            if slot.state().fault.is_some() {
                slot.bell.notify_one();
            }
        }
        loop {
            let head = *heads.borrow_and_update();
            if head.height > height {
                return Ok(head);
            }
            if self.all_fail_since(&before) {
                return Err(self.unreachable());
            }
            // Its sender lives as long as `self`.
            if heads.changed().await.is_err() {
                return Err(self.unreachable());
            }
        }
    }

    /// Whether every endpoint has been asked since, and has failed, or is out.
    fn all_fail_since(&self, before: &[u64]) -> bool {
        self.slots.iter().zip(before).all(|(slot, before)| {
            let state = slot.state();
            state.out.is_some() || (state.fault.is_some() && state.asked > *before)
        })
    }

    /// Nobody answers.
    pub fn unreachable(&self) -> Error {
        Error::Unreachable { chain: self.config.id.clone(), reasons: self.reasons() }
    }

    /// Errors as [`Error::Halted`] if the chain makes no blocks, judged by the time of the latest.
    pub fn alive(&self, head: Head) -> Result<()> {
        let seconds = now().saturating_sub(head.time);
        if self.config.halt_seconds == 0 || seconds < self.config.halt_seconds {
            return Ok(());
        }
        Err(Error::Halted { chain: self.config.id.clone(), height: head.height, seconds })
    }
}

/// Unix seconds by this machine's clock.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
