//! What a provider's readiness rests on.

use std::time::Duration;

use berth_service::{Checks, Mark};

use super::Metrics;

/// How long a result counts.
const WITHIN: Duration = Duration::from_secs(600);

/// What was last seen on the paths that a provider uses. Clones are of the same.
#[derive(Clone, Debug)]
pub struct Health {
    /// Whether the registry lets it bid.
    pub(super) registered: Mark,
    /// Whether ProviderWork answers.
    pub(super) work: Mark,
    /// Whether a confirmation would come through.
    pub(super) confirming: Mark,
    /// Whether the key can pay for confirmations.
    pub(super) funded: Mark,
    /// Whether the machines say what they can do.
    pub(super) machines: Mark,
    /// Whether every lease is confirmed before the last quarter of its period.
    pub(super) on_time: Mark,
    metrics: Metrics,
}

impl Health {
    pub(super) fn new(metrics: Metrics) -> Self {
        let mark = || Mark::new(WITHIN);
        Self {
            registered: mark(),
            work: mark(),
            confirming: mark(),
            funded: mark(),
            machines: mark(),
            on_time: mark(),
            metrics,
        }
    }

    /// The checks of /readyz; the newest block must be younger than `fresh_within` seconds.
    pub fn checks(&self, fresh_within: u64) -> Checks {
        let blocks = self.metrics.blocks.clone();
        let mut checks = Checks::new().with("head", move || blocks.fresh(fresh_within));
        for (name, mark) in [
            ("work", &self.work),
            ("registered", &self.registered),
            ("confirming", &self.confirming),
            ("funded", &self.funded),
            ("machines", &self.machines),
            ("on_time", &self.on_time),
        ] {
            let mark = mark.clone();
            checks = checks.with(name, move || mark.check());
        }
        checks
    }
}
