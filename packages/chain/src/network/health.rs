//! What an endpoint is worth, judged by what it and the others say.

use std::{
    cmp::Reverse,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{Shared, Slot};
use crate::{Head, config::ChainConfig};

/// How far behind an endpoint may be and still be as good as the others, in blocks.
const CLOSE: u64 = 2;
/// How much older than the newest block an endpoint's may be for its height to count, in seconds.
const FRESH: u64 = 30;
/// No chain makes more blocks in a second.
const FASTEST: u64 = 20;
/// Blocks by which a height may be ahead of what the others or the clock bear out.
const SLACK: u64 = 1_000;
/// How long an endpoint that was slow is asked after those that were not.
const SLOW: Duration = Duration::from_secs(60);
/// By how many seconds a block's time may be ahead of this machine's clock.
const AHEAD: u64 = 120;

/// What is known of an endpoint.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Why it is never asked again.
    pub out: Option<String>,
    /// Why its latest answer could not be used.
    pub fault: Option<String>,
    /// Its latest block, if it has told of one.
    pub head: Option<Head>,
    /// How often it has answered or failed to.
    pub asked: u64,
    /// Until when it counts as slow.
    pub slow_until: Option<Instant>,
}

/// What is known of an endpoint, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointHealth {
    /// Its URL, without user, password and what looks like a token.
    pub url: String,
    /// Whether it is asked first.
    pub ok: bool,
    /// Height of its latest block; `None` before it has answered.
    pub height: Option<u64>,
    /// Blocks behind the latest that any endpoint has.
    pub lag: u64,
    /// Why it is not asked first; empty if it is.
    pub reason: String,
}

impl Slot {
    /// What is known of it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It gave an answer that cannot be used: it is asked last until it gives a better one.
    pub fn failed(&self, reason: &str) {
        let mut state = self.state();
        if state.fault.is_none() {
            tracing::warn!(endpoint = self.node.endpoint.shown, reason, "endpoint fails");
        }
        state.fault = Some(reason.into());
        state.asked = state.asked.saturating_add(1);
    }

    /// One that was asked later has answered before it: it is asked after the others for a while.
    pub fn was_slow(&self) {
        let mut state = self.state();
        if !state.is_slow() {
            tracing::info!(endpoint = self.node.endpoint.shown, "endpoint is slow");
        }
        state.slow_until = Instant::now().checked_add(SLOW);
    }

    /// It has answered, before any that was asked later.
    pub fn was_quick(&self) {
        self.state().slow_until = None;
    }

    /// It is of no use, ever.
    pub fn put_out(&self, reason: &str) {
        tracing::error!(endpoint = self.node.endpoint.shown, reason, "endpoint is not asked again");
        let mut state = self.state();
        state.out = Some(reason.into());
        state.asked = state.asked.saturating_add(1);
    }
}

impl Shared {
    /// Endpoint by endpoint, in the order of the config.
    pub fn health(&self) -> Vec<EndpointHealth> {
        let latest = self.head.borrow().height;
        self.slots.iter().map(|slot| health(slot.node.endpoint.shown.clone(), &slot.state(), latest)).collect()
    }

    /// Takes note of an endpoint's latest block, and of what follows for all.
    pub fn heard(&self, slot: &Slot, head: Head, now: u64) {
        {
            let mut state = slot.state();
            state.asked = state.asked.saturating_add(1);
            state.head = Some(head);
            if state.fault.take().is_some() {
                tracing::info!(endpoint = slot.node.endpoint.shown, "endpoint answers again");
            }
        }
        let latest = self.weigh(now);
        if latest.height > 0 && head.height > latest.height {
            slot.failed(&format!("claims block {}, which cannot be: the latest is {}", head.height, latest.height));
        }
    }

    /// Takes what all endpoints say together: the latest block that is believed. Tells those who wait.
    pub fn weigh(&self, now: u64) -> Head {
        let states: Vec<State> = self.slots.iter().map(|slot| slot.state().clone()).collect();
        let heads: Vec<Head> = states.iter().filter_map(State::usable).collect();
        // At first there is nothing to hold a claim against but another's.
        let enough = heads.len() > 1 || states.iter().all(|state| state.asked > 0);
        let mut latest = Head::default();
        self.head.send_modify(|known| {
            if known.height > 0 || enough {
                *known = believe(&heads, *known, &self.config, now);
            }
            latest = *known;
        });
        latest
    }

    /// Whether an endpoint answers, is not slow and not behind.
    pub fn is_good(&self, slot: &Slot) -> bool {
        let latest = self.head.borrow().height;
        let state = slot.state();
        !state.is_slow() && state.usable().is_some_and(|head| head.height.saturating_add(CLOSE) >= latest)
    }

    /// Indices of the endpoints in the order in which they are asked about a height, or the latest.
    pub fn order(&self, at: Option<u64>) -> Vec<usize> {
        let latest = self.head.borrow().height;
        let wanted = at.unwrap_or_else(|| latest.saturating_sub(CLOSE));
        let mut order: Vec<(u8, Reverse<u64>, usize)> = Vec::new();
        for (index, slot) in self.slots.iter().enumerate() {
            let state = slot.state();
            if state.out.is_some() {
                continue;
            }
            let height = state.head.map_or(0, |head| head.height);
            order.push(match (&state.fault, state.head) {
                (Some(_), _) => (4, Reverse(0), index),
                (None, None) => (3, Reverse(0), index),
                (None, Some(_)) if height >= wanted => (u8::from(state.is_slow()), Reverse(0), index),
                (None, Some(_)) => (2, Reverse(height), index),
            });
        }
        order.sort();
        order.into_iter().map(|(.., index)| index).collect()
    }

    /// Each endpoint's reason, in words.
    pub fn reasons(&self) -> String {
        let reason = |health: EndpointHealth| {
            let reason = if health.reason.is_empty() { "no answer yet".into() } else { health.reason };
            format!("{}: {reason}", health.url)
        };
        self.health().into_iter().map(reason).collect::<Vec<_>>().join("; ")
    }
}

impl State {
    /// Whether others were quicker of late.
    fn is_slow(&self) -> bool {
        self.slow_until.is_some_and(|until| Instant::now() < until)
    }

    /// Its latest block, if what it says counts.
    fn usable(&self) -> Option<Head> {
        if self.out.is_some() || self.fault.is_some() { None } else { self.head }
    }
}

fn health(url: String, state: &State, latest: u64) -> EndpointHealth {
    let height = state.head.map(|head| head.height);
    let lag = latest.saturating_sub(height.unwrap_or(latest));
    let reason = match (&state.out, &state.fault) {
        (Some(reason), _) | (None, Some(reason)) => reason.clone(),
        (None, None) if height.is_none() => "has not answered yet".into(),
        (None, None) if lag > CLOSE => format!("{lag} blocks behind"),
        (None, None) => String::new(),
    };
    EndpointHealth { url, ok: reason.is_empty(), height, lag, reason }
}

/// The latest block there is, by what endpoints say. Never one before `known`.
///
/// An endpoint can lie. One that claims a block far ahead of the others, or more blocks than the time since the last one
/// allows, is not believed; where two contradict each other, the lower is.
fn believe(heads: &[Head], known: Head, config: &ChainConfig, now: u64) -> Head {
    // A chain whose halt is not judged has a clock of its own.
    let by_clock = config.halt_seconds > 0;
    let possible = |head: &&Head| {
        let blocks = head.time.saturating_sub(known.time).saturating_mul(FASTEST).saturating_add(SLACK);
        let in_time = !by_clock || head.time <= now.saturating_add(AHEAD);
        in_time && (known.height == 0 || head.height <= known.height.saturating_add(blocks))
    };
    let possible: Vec<Head> = heads.iter().filter(possible).copied().collect();
    let newest = possible.iter().map(|head| head.time).max().unwrap_or_default();
    let mut fresh: Vec<Head> = possible.into_iter().filter(|head| head.time.saturating_add(FRESH) >= newest).collect();
    fresh.sort_by_key(|head| head.height);
    let middle = fresh.len().saturating_sub(1).checked_div(2).unwrap_or_default();
    let Some(reference) = fresh.get(middle).copied() else { return known };
    let most = reference.height.saturating_add(SLACK);
    let best = fresh.into_iter().rev().find(|head| head.height <= most).unwrap_or(reference);
    if best.height > known.height { best } else { known }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Decimal;

    use super::*;

    const NOW: u64 = 1_700_000_000;

    fn head(height: u64, age: u64) -> Head {
        Head { height, time: NOW.saturating_sub(age) }
    }

    fn believed(heads: &[Head], known: Head) -> u64 {
        let config = ChainConfig::new("c", "c", "http://localhost", "c", Decimal::one());
        believe(heads, known, &config, NOW).height
    }

    #[test]
    fn the_highest_is_believed() {
        assert_eq!(believed(&[head(10, 6), head(12, 0), head(11, 3)], Head::default()), 12);
    }

    #[test]
    fn none_is_believed_backwards() {
        assert_eq!(believed(&[head(10, 0)], head(12, 5)), 12);
        assert_eq!(believed(&[], head(12, 5)), 12);
    }

    #[test]
    fn one_that_lies_ahead_is_not_believed() {
        // At first sight, against one and against two others.
        assert_eq!(believed(&[head(1_000_000, 0), head(10, 0)], Head::default()), 10);
        assert_eq!(believed(&[head(1_000_000, 0), head(10, 0), head(11, 0)], Head::default()), 11);
        // Alone, against what was known.
        assert_eq!(believed(&[head(1_000_000, 0)], head(10, 6)), 10);
        // By a time to come.
        assert_eq!(believed(&[Head { height: 13, time: NOW + 3_600 }], head(10, 6)), 10);
    }

    #[test]
    fn one_that_reads_old_blocks_does_not_hold_the_others_back() {
        assert_eq!(
            believed(&[head(10, 86_400 * 30), head(20, 86_400 * 29), head(5_000_000, 2)], Head::default()),
            5_000_000
        );
    }

    #[test]
    fn a_chain_that_went_on_while_nobody_looked_is_believed() {
        assert_eq!(believed(&[head(100_000, 0)], Head { height: 10, time: NOW - 86_400 }), 100_000);
    }

    #[test]
    fn a_chain_with_a_clock_of_its_own_is_believed() {
        let mut config = ChainConfig::new("c", "c", "http://localhost", "c", Decimal::one());
        config.halt_seconds = 0;
        let future = Head { height: 5, time: NOW + 86_400 };
        assert_eq!(believe(&[future], Head::default(), &config, NOW), future);
    }

    #[test]
    fn reasons_say_what_is_wrong() {
        let latest = 100;
        let mut state = State { head: Some(head(98, 0)), ..State::default() };
        assert!(health("u".into(), &state, latest).ok);
        state.head = Some(head(97, 0));
        assert_eq!(health("u".into(), &state, latest).reason, "3 blocks behind");
        state.fault = Some("dead".into());
        assert_eq!(health("u".into(), &state, latest).reason, "dead");
        state.out = Some("another chain".into());
        assert_eq!(health("u".into(), &state, latest).reason, "another chain");
        assert_eq!(health("u".into(), &State::default(), latest).reason, "has not answered yet");
    }
}
