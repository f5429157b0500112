//! A provider on a chain in memory, block by block.

use std::sync::{Arc, Mutex};

use berth_api::Call;
use berth_api::market::ExecuteMsg;
use berth_domain::OrderId;
use berth_provider::{Metrics, Provider, ProviderSettings, Report, Seen, Situation};
use prometheus_client::registry::Registry;

use super::chain::{InMemory, World};
use crate::world::{config, group, lease};

pub struct Stage {
    pub chain: InMemory,
    pub provider: Provider,
    pub metrics: Metrics,
    pub settings: ProviderSettings,
}

/// The prices and machines of the other tests' world.
pub fn settings() -> ProviderSettings {
    let berth_provider::Config { inventory, sheets, collect_after, .. } = config();
    ProviderSettings { inventory, sheets, collect_after, ..ProviderSettings::default() }
}

/// A lease of a deployment with this period, just confirmed.
pub fn leased(deployment: u64, period: u64) -> berth_api::market::ServedLease {
    let mut own = lease(deployment, vec![group(1)]);
    let status = &mut own.lease.status;
    status.reconfirmation_period = period;
    status.due_height = status.confirmed_height + period;
    own
}

impl Stage {
    pub async fn new(situation: Situation, settings: ProviderSettings) -> Self {
        let mut config = settings.config(settings.inventory.clone());
        config.leaving = false;
        let chain = InMemory::new(situation, config);
        let (provider, metrics) = begin(&chain, &settings).await;
        Self { chain, provider, metrics, settings }
    }

    /// The same with another provider than that of the settings alone.
    pub fn with(mut self, change: impl FnOnce(Provider) -> Provider) -> Self {
        self.provider = change(self.provider);
        self
    }

    /// Another process with the same key.
    pub async fn restart(&mut self) {
        (self.provider, self.metrics) = begin(&self.chain, &self.settings).await;
    }

    pub fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.chain.world.lock().unwrap())
    }

    pub fn seen(&self) -> Seen {
        let seen: Arc<Mutex<Seen>> = self.provider.seen();
        seen.lock().unwrap().clone()
    }

    /// The provider acts on the head, and the next block is made.
    pub async fn block(&mut self) -> Report {
        let report = self.provider.block(self.chain.head()).await.unwrap();
        self.chain.produce().await;
        report
    }

    pub async fn blocks(&mut self, count: u64) {
        for _ in 0..count {
            self.block().await;
        }
    }

    /// No lease has ever been late.
    pub fn assert_all_in_time(&self) {
        self.world(|world| {
            let now = world.situation.now;
            for own in &world.situation.leases {
                let status = &own.lease.status;
                assert!(now.height <= status.due_height, "{} is late at {}: {status:?}", own.lease.lease, now.height);
            }
        });
    }

    /// How often each lease was named in a confirmation that was sent.
    pub fn confirmations_of(&self, deployment: u64) -> usize {
        let lease = OrderId::new(deployment, 1, 1);
        let names = |call: &Call| matches!(call, Call::Market(ExecuteMsg::SubmitLeaseConfirmation { leases, .. }) if leases.contains(&lease));
        self.world(|world| world.log.iter().flat_map(|(calls, _)| calls).filter(|call| names(call)).count())
    }
}

async fn begin(chain: &InMemory, settings: &ProviderSettings) -> (Provider, Metrics) {
    settings.check().unwrap();
    let metrics = Metrics::new(&mut Registry::with_prefix("berth_provider"));
    let provider = Provider::new(chain.exchange().await, Arc::new(chain.clone()), settings.clone(), metrics.clone());
    (provider, metrics)
}
