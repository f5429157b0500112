//! What the loop over blocks counts.

use std::{
    sync::atomic::AtomicU64,
    time::{SystemTime, UNIX_EPOCH},
};

use berth_chain::{Error, Head, Stage};
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

type Label = [(&'static str, &'static str); 1];

/// What the loop over blocks counts. Clones are of the same.
#[derive(Clone, Debug, Default)]
pub struct BlockMetrics {
    head: Gauge<u64, AtomicU64>,
    head_time: Gauge<u64, AtomicU64>,
    lag: Gauge<f64, AtomicU64>,
    handled_height: Gauge<u64, AtomicU64>,
    handled: Counter,
    passed_over: Counter,
    errors: Family<Label, Counter>,
}

impl BlockMetrics {
    /// Its metrics, in this registry.
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register("head_height", "Newest block that was seen", metrics.head.clone());
        registry.register("head_time", "Its time, in Unix seconds", metrics.head_time.clone());
        registry.register("head_lag_seconds", "Age of the newest block when it was seen", metrics.lag.clone());
        registry.register("handled_height", "Newest block that was handled", metrics.handled_height.clone());
        registry.register("blocks_handled", "Blocks that were handled", metrics.handled.clone());
        registry.register("blocks_passed_over", "Blocks in between that were not", metrics.passed_over.clone());
        registry.register("errors", "Failures, by kind", metrics.errors.clone());
        metrics
    }

    /// Newest block that was seen, and its time.
    pub fn head(&self) -> Head {
        Head { height: self.head.get(), time: self.head_time.get() }
    }

    /// Newest block that was handled.
    pub fn handled_height(&self) -> u64 {
        self.handled_height.get()
    }

    /// Counts a failure.
    pub fn failed(&self, kind: &'static str) {
        self.errors.get_or_create(&[("kind", kind)]).inc();
    }

    /// How often something of this kind has failed.
    pub fn failures(&self, kind: &'static str) -> u64 {
        self.errors.get_or_create(&[("kind", kind)]).get()
    }

    /// How many blocks were passed over.
    pub fn passed_over(&self) -> u64 {
        self.passed_over.get()
    }

    /// Whether the newest block is younger than so many seconds.
    pub fn fresh(&self, within: u64) -> Result<(), String> {
        let head = self.head();
        if head.height == 0 {
            return Err("no block seen yet".to_owned());
        }
        let age = now().saturating_sub(head.time);
        if age <= within {
            return Ok(());
        }
        Err(format!("block {} is {age} s old, allowed: {within} s", head.height))
    }

    pub(super) fn arrived(&self, head: Head) {
        self.head.set(head.height);
        self.head_time.set(head.time);
        let lag = u32::try_from(now().saturating_sub(head.time)).unwrap_or(u32::MAX);
        self.lag.set(lag.into());
    }

    pub(super) fn handled(&self, head: Head, passed: u64) {
        self.handled_height.set(head.height);
        self.handled.inc();
        self.passed_over.inc_by(passed);
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs())
}

/// The kind of a chain's error, as metrics label it.
pub const fn error_kind(error: &Error) -> &'static str {
    match error {
        Error::Unreachable { .. } => "unreachable",
        Error::Halted { .. } => "halted",
        Error::Answer { .. } => "answer",
        Error::Rpc { .. } => "rpc",
        Error::Query(_) => "query",
        Error::Refused { stage: Stage::Simulation, .. } => "simulation",
        Error::Refused { stage: Stage::Broadcast, .. } => "broadcast",
        Error::Refused { stage: Stage::Block, .. } => "block",
        Error::Expired { .. } => "expired",
        Error::TooDear { .. } => "too_dear",
        Error::Invalid { .. } => "invalid",
        Error::Key { .. } => "key",
    }
}
