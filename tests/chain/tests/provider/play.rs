//! A provider, a keeper and blocks that are made by hand: each acts on a block before there is a next one.

use std::sync::Arc;

use berth_chain::{Chain, Head, Network, Request};
use berth_chain_tests::{Setting, Stage};
use berth_client::Session;
use berth_domain::OrderId;
use berth_keeper::decide;
use berth_provider::{Inventory, Metrics, PriceSheet, Provider, ProviderSettings};
use cosmwasm_std::Decimal;
use prometheus_client::registry::Registry;

/// Blocks in which a lease must be confirmed again.
pub const PERIOD: u64 = 20;

pub struct Play {
    pub stage: Stage,
    pub settings: ProviderSettings,
    keeper: Session,
    provider: Option<Running>,
}

/// One run of the provider, as a process has it: with its own way to the node.
struct Running {
    network: Arc<Network>,
    provider: Provider,
    metrics: Metrics,
}

/// A CPU at 0.8 a second, and room for eight orders.
pub fn settings() -> ProviderSettings {
    let sheet = PriceSheet {
        denom: "uusdc".into(),
        cpu: "0.8".parse().unwrap(),
        memory: Decimal::zero(),
        disk: Decimal::zero(),
        bandwidth: Decimal::zero(),
        gpus: vec![],
    };
    let inventory = Inventory { cpu: 4_000, memory: 1_000_000, disk: 1_000_000, bandwidth: 0, gpus: vec![] };
    ProviderSettings {
        inventory,
        sheets: vec![sheet],
        collect_after: 300,
        bid_blocks: 3,
        ..ProviderSettings::default()
    }
}

impl Play {
    /// The provider has begun.
    pub async fn begin(setting: Setting, settings: ProviderSettings) -> Self {
        let stage = Stage::set(Setting { period: PERIOD, ..setting }).await.unwrap();
        let keeper = stage.session("keeper").unwrap();
        let mut play = Self { stage, settings, keeper, provider: None };
        play.start().await;
        play
    }

    /// Starts the provider, or another run of it in place of the one before.
    pub async fn start(&mut self) {
        self.kill();
        let (network, session) = self.stage.own_session("provider").await.unwrap();
        let metrics = Metrics::new(&mut Registry::with_prefix("berth_provider"));
        let (exchange, writer) = (session.exchange().clone(), Arc::clone(session.writer()));
        let provider = Provider::new(exchange, writer, self.settings.clone(), metrics.clone());
        self.provider = Some(Running { network, provider, metrics });
    }

    pub fn kill(&mut self) {
        self.provider = None;
    }

    /// Of the present run.
    pub fn metrics(&self) -> &Metrics {
        &self.provider.as_ref().unwrap().metrics
    }

    /// A block, and what follows from it. The provider must be able to act on it.
    pub async fn block(&mut self) -> Head {
        let head = self.stage.block().await.unwrap();
        self.keep(head).await;
        if let Some(running) = &mut self.provider {
            let seen = running.network.head_above(head.height - 1).await.unwrap();
            running.provider.block(seen).await.unwrap();
        }
        head
    }

    pub async fn blocks(&mut self, count: u64) {
        for _ in 0..count {
            self.block().await;
        }
    }

    /// A keeper that is always there.
    async fn keep(&self, head: Head) {
        let pending = self.stage.exchange.market().at(head.height).pending_work(None).await.unwrap();
        let Some(call) = decide(&pending, berth_keeper::Config::default()) else { return };
        let message = self.stage.exchange.message(call, vec![]);
        // Its transaction of the block before may not have come through yet: then this one has nothing to do.
        if let Err(error) = self.keeper.writer().submit(Request::new(vec![message])).await {
            eprintln!("keeper: {error}");
        }
    }

    /// Blocks until all of these orders are leased.
    pub async fn until_leased(&mut self, orders: &[OrderId]) {
        for order in orders {
            let mut left = 40;
            while self.stage.lease(*order).await.unwrap().is_none() {
                assert!(left > 0, "{order} is {:?}", self.stage.order(*order).await);
                left -= 1;
                self.block().await;
            }
        }
    }

    /// Blocks in none of which a confirmation of these leases is late.
    pub async fn served(&mut self, leases: &[OrderId], blocks: u64) {
        for _ in 0..blocks {
            let head = self.block().await;
            for lease in leases {
                let found = self.stage.lease(*lease).await.unwrap().unwrap();
                assert!(head.height <= found.due_height, "{lease} is late in block {}", head.height);
            }
        }
    }
}
