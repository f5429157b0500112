//! One provider.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use berth_chain::Writer;
use berth_client::Exchange;
use serde::Serialize;
use tokio::task::JoinSet;

use super::fate::Fate;
use super::workloads::Workloads;
use super::{Health, Metrics, Seen};
use crate::{Allowance, Caps, InFlight, Listed, Machines, Patience, Pricing, ProviderSettings, Purpose};

/// What one block led to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// The block that was read.
    pub height: u64,
    /// What was sent, or would have been: for what, and how many ids each.
    pub sent: Vec<(Purpose, usize)>,
    /// What could not be sent, in sentences.
    pub failed: Vec<String>,
}

/// A provider on an exchange. It keeps nothing that is not on the chain but what is on its way; one that starts anew goes on.
pub struct Provider {
    pub(super) exchange: Exchange,
    pub(super) writer: Arc<dyn Writer>,
    pub(super) settings: ProviderSettings,
    pub(super) machines: Arc<dyn Machines>,
    pub(super) workloads: Workloads,
    pub(super) pricing: Arc<dyn Pricing>,
    pub(super) metrics: Metrics,
    pub(super) health: Health,
    pub(super) seen: Arc<Mutex<Seen>>,
    pub(super) in_flight: InFlight,
    pub(super) fates: JoinSet<Fate>,
    pub(super) caps: Caps,
    /// Leases whose confirmation failed in a block.
    pub(super) struggling: Patience,
    /// Orders on which a bid was refused.
    pub(super) refused: Patience,
    /// Orders about which a costly pricing was asked.
    pub(super) asked: Patience,
    pub(super) allowance: Allowance,
    /// From which height on bids are made: those of an earlier run may be on their way until then.
    pub(super) bids_from: Option<u64>,
    /// From which height on coins are moved: later after a failure.
    pub(super) money_from: u64,
    /// Block time of the last look at what readiness rests on.
    pub(super) checked_at: Option<u64>,
    /// Leases that are late, and counted.
    pub(super) late: BTreeSet<berth_domain::OrderId>,
}

impl Provider {
    /// A provider that signs with this writer's key, whose machines stand in its settings and whose prices come from there.
    ///
    /// Must be called within a tokio runtime.
    pub fn new(exchange: Exchange, writer: Arc<dyn Writer>, settings: ProviderSettings, metrics: Metrics) -> Self {
        let machines: Arc<dyn Machines> = Arc::new(Listed(settings.inventory.clone()));
        let pricing: Arc<dyn Pricing> = match &settings.program {
            Some(program) => Arc::new(program.program(writer.address().to_owned())),
            None => Arc::new(settings.sheets.clone()),
        };
        Self {
            health: Health::new(metrics.clone()),
            workloads: Workloads::new(Arc::clone(&machines), metrics.clone()),
            allowance: Allowance::new(settings.bid_fees_per_day),
            seen: Arc::new(Mutex::new(Seen::of(writer.address()))),
            in_flight: InFlight::default(),
            fates: JoinSet::new(),
            caps: Caps::default(),
            struggling: Patience::default(),
            refused: Patience::default(),
            asked: Patience::default(),
            bids_from: None,
            money_from: 0,
            checked_at: None,
            late: BTreeSet::new(),
            exchange,
            writer,
            settings,
            machines,
            pricing,
            metrics,
        }
    }

    /// With machines behind a driver, instead of those of the settings.
    #[must_use]
    pub fn with_machines(mut self, machines: Arc<dyn Machines>) -> Self {
        self.workloads = Workloads::new(Arc::clone(&machines), self.metrics.clone());
        self.machines = machines;
        self
    }

    /// With prices from elsewhere than the settings.
    #[must_use]
    pub fn with_pricing(mut self, pricing: Arc<dyn Pricing>) -> Self {
        self.pricing = pricing;
        self
    }

    /// Bids from the first block on: for a caller who knows that no bid of an earlier run is on its way.
    #[must_use]
    pub const fn bidding_at_once(mut self) -> Self {
        self.bids_from = Some(0);
        self
    }

    /// What it knows of itself, kept up to date.
    pub fn seen(&self) -> Arc<Mutex<Seen>> {
        Arc::clone(&self.seen)
    }

    /// What its readiness rests on, kept up to date.
    pub fn health(&self) -> Health {
        self.health.clone()
    }

    /// How many transactions are on their way.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    pub(super) fn tell(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
