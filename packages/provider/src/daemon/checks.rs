//! What a provider's readiness rests on.

use std::time::Duration;

use berth_api::market::ExecuteMsg;
use berth_domain::OrderId;
use berth_service::{Checks, Mark};
use cosmwasm_std::Uint256;

use super::fate::float;
use super::{Metrics, Provider};
use crate::Situation;

/// Seconds of block time between two looks at what costs a question.
const CHECK_EVERY: u64 = 60;
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

impl Provider {
    /// Tries a confirmation without sending it, and looks into the purse.
    pub(super) async fn look_around(&mut self, situation: &Situation) {
        let time = situation.now.time;
        if self.checked_at.is_some_and(|at| time.saturating_sub(at) < CHECK_EVERY) {
            return;
        }
        self.checked_at = Some(time);
        // Nobody's lease is as good as one: it is refused by itself, and the message succeeds.
        let lease = situation.leases.first().map_or(OrderId::new(1, 1, 1), |own| own.lease.lease);
        let call = ExecuteMsg::SubmitLeaseConfirmation { leases: vec![lease], collect: false, payout: false };
        let tried = self.writer.simulate(&[self.exchange.message(call, vec![])]).await;
        self.health.confirming.set(tried.as_ref().map(|_| ()).map_err(ToString::to_string));
        let Ok(estimate) = tried else { return };
        let denom = estimate.fee.denom;
        let purse = match self.exchange.chain().balance(self.writer.address(), &denom).await {
            Ok(purse) => purse,
            Err(error) => return self.health.funded.set(Err(error.to_string())),
        };
        self.metrics.purse.get_or_create(&[("denom", denom.clone())]).set(float(purse));
        let least = estimate.fee.amount.saturating_mul(Uint256::from(self.settings.fees_in_purse));
        self.health.funded.set(if Uint256::from(purse) >= least {
            Ok(())
        } else {
            Err(format!("{} has {purse}{denom}, wanted: {least}", self.writer.address()))
        });
    }
}
