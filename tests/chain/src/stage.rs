//! An exchange on an embedded node, and people with keys: everything over the wire.

use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market, LeaseStatus, OrderStatus};
use berth_api::plan::{Each, Setup};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_chain::config::{ChainConfig, Chains, KeyScheme};
use berth_chain::keys::{Key as Signing, Secret, Signer};
use berth_chain::{Chain, Head, Network};
use berth_client::deploy::{Code, Deployer};
use berth_client::{Exchange, Session};
use berth_devnet::{Blocks, Config, Devnet, native_code};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, OrderId, ProviderProfile, Requirements, ResourceGroup, WaitDuration,
};
use cosmwasm_std::{Decimal, HexBinary, Uint128, coin};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Who has coins from the beginning.
const PEOPLE: [&str; 7] = ["admin", "tenant", "provider", "other", "keeper", "keeper1", "keeper2"];
/// What is traded in.
const DENOM: &str = "uusdc";
/// Blocks that orders collect bids for.
const WAIT: u64 = 2;

/// Seconds of the chain's time from block to block.
const SECONDS: u64 = 5;
/// How long something that needs a block waits for one before one is made by hand.
const STILL: Duration = Duration::from_millis(50);
/// Long enough for a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a stage is like.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Endpoints of the node.
    pub endpoints: usize,
    /// The node makes a block about so often; none: blocks are made by [`Stage::block`] alone.
    pub every: Option<Duration>,
    /// Blocks in which a lease must be confirmed again.
    pub period: u64,
    /// Whether what a lease leaves behind is ordered again.
    pub persist: bool,
    /// Seconds of notice that a provider gives.
    pub notice: u64,
}

impl Default for Setting {
    /// One endpoint, blocks by hand, leases of 600 blocks that end for good and without notice.
    fn default() -> Self {
        Self { endpoints: 1, every: None, period: 600, persist: false, notice: 0 }
    }
}

/// An exchange on an embedded node.
pub struct Stage {
    /// The node.
    pub devnet: Devnet,
    /// The way to it of everybody but who asks for one of his own.
    pub network: Arc<Network>,
    /// The exchange.
    pub exchange: Exchange,
    setting: Setting,
    /// Holds the exchange file.
    dir: TempDir,
}

/// The secret of a person, 64 hex digits; the same each time.
pub fn secret(name: &str) -> String {
    hex::encode(Sha256::digest(name))
}

/// The key of a person.
pub fn signer(name: &str) -> Result<Arc<dyn Signer>> {
    let secret = Secret::parse(secret(name).into()).map_err(|reason| anyhow::anyhow!(reason))?;
    Ok(Arc::new(Signing::new(name, &secret, &KeyScheme::default())?))
}

impl Stage {
    /// A node with so many endpoints and a block about every `interval`, each 5 s of the chain's time after the one before; the
    /// exchange deployed by the admin; two providers registered, with collateral.
    pub async fn open(endpoints: usize, interval: Duration) -> Result<Self> {
        Self::set(Setting { endpoints, every: Some(interval), ..Setting::default() }).await
    }

    /// The same with everything that a setting says.
    pub async fn set(setting: Setting) -> Result<Self> {
        let mut config = Config { ports: vec![0; setting.endpoints], ..Config::default() };
        if let Some(interval) = setting.every {
            config.blocks = Blocks::Every { interval, chain_time: Duration::from_secs(SECONDS) };
        }
        for name in PEOPLE {
            let coins = vec![coin(10_000_000_000, "stake"), coin(1_000_000_000_000, DENOM)];
            config = config.with_balance(signer(name)?.address("wasm")?, coins);
        }
        let devnet = Devnet::start(config).await?;
        let network = Network::connect(chain_config(&devnet, setting.every.unwrap_or(STILL))?).await?;
        let dir = TempDir::new()?;
        let admin = network.writer(signer("admin")?)?;
        let codes = Each::of(|role| Code::Wasm(native_code(role)));
        let chain: Arc<dyn Chain> = network.clone();
        let mut rules = Setup::default();
        rules.terms.iter_mut().for_each(|terms| terms.reconfirmation_period = setting.period);
        let deployer = Deployer::new(chain, admin, rules, codes, b"berth".to_vec())?;
        let file = dir.path().join("exchange.toml");
        let made = with_blocks(&devnet, setting, deployer.run(&file, &mut |_| ())).await?;
        let stage = Self { devnet, network, exchange: made?.exchange, setting, dir };
        for name in ["provider", "other"] {
            stage.register(name).await?;
        }
        Ok(stage)
    }

    /// How the chain is reached.
    pub fn chain_config(&self) -> ChainConfig {
        self.network.config().clone()
    }

    /// The exchange file.
    pub fn exchange_file(&self) -> PathBuf {
        self.dir.path().join("exchange.toml")
    }

    /// A person on the exchange, over everybody's way to the node.
    pub fn session(&self, name: &str) -> Result<Session> {
        Ok(Session::new(self.exchange.clone(), self.network.writer(signer(name)?)?))
    }

    /// A person on the exchange, over a way of his own: another program.
    pub async fn own_session(&self, name: &str) -> Result<(Arc<Network>, Session)> {
        let network = Network::connect(self.chain_config()).await?;
        let exchange = Exchange::open(network.clone(), self.exchange.contracts().clone()).await?;
        let writer = network.writer(signer(name)?)?;
        Ok((network, Session::new(exchange, writer)))
    }

    async fn register(&self, name: &str) -> Result<()> {
        let provider = self.session(name)?;
        let endpoint = "https://dc.example".to_owned();
        let profile = ProviderProfile { endpoint, region: "eu-west".to_owned(), attributes: vec![] };
        self.done(provider.execute(Registry::RegisterProvider { profile }, vec![])).await??;
        let collateral = vec![coin(10_000_000_000, DENOM)];
        self.done(provider.execute(Escrow::Deposit { deployment: None }, collateral)).await??;
        Ok(())
    }

    /// What comes of something that needs blocks: where they are made by hand, so many are made.
    ///
    /// Errors if the node makes none.
    pub async fn done<T>(&self, something: impl Future<Output = T>) -> Result<T> {
        with_blocks(&self.devnet, self.setting, something).await
    }

    /// Makes a block by hand, and waits until everybody's way to the node knows of it.
    pub async fn block(&self) -> Result<Head> {
        let height = self.devnet.produce_block(SECONDS).await?.height;
        Ok(self.network.head_above(height.saturating_sub(1)).await?)
    }

    /// A deployment of the tenant with so many orders, 1 to 16: their ids.
    pub async fn submit(&self, orders: u32) -> Result<Vec<OrderId>> {
        let submission = Deployment::SubmitDeployment {
            version: HexBinary::from([7; 32]),
            denom: DENOM.to_owned(),
            wait_duration: WaitDuration::Blocks(WAIT),
            infrastructure: (1..=orders).map(|number| infrastructure(number, self.setting)).collect(),
        };
        let tenant = self.session("tenant")?;
        let done = self.done(tenant.execute(submission, vec![coin(1_000_000_000, DENOM)])).await??;
        let deployment = done.answer().deployment().context("no deployment was answered")?;
        Ok((1..=orders).map(|slot| OrderId::new(deployment, slot, 1)).collect())
    }

    /// Bids of the provider on these orders, 1 to 20, ascending.
    pub async fn bid(&self, orders: &[OrderId]) -> Result<()> {
        let offer = |order: &OrderId| Bid { order: *order, resources: resources() };
        let bids = Market::SubmitFulfillment { bids: orders.iter().map(offer).collect() };
        let provider = self.session("provider")?;
        let done = self.done(provider.execute(bids, vec![])).await??;
        let refused = done.answer().items().iter().find_map(|item| item.refused.clone());
        anyhow::ensure!(refused.is_none(), "{refused:?}");
        Ok(())
    }

    /// How an order stands.
    pub async fn order(&self, order: OrderId) -> Result<OrderStatus> {
        Ok(self.exchange.market().order(order).await?.status)
    }

    /// The lease of an order, if it has a live one.
    pub async fn lease(&self, order: OrderId) -> Result<Option<LeaseStatus>> {
        Ok(match self.order(order).await? {
            OrderStatus::Leased(lease) => Some(lease),
            OrderStatus::Open(_) | OrderStatus::Closed { .. } => None,
        })
    }

    /// Waits until all of these orders are leased, where the node makes blocks by itself.
    pub async fn until_leased(&self, orders: &[OrderId]) {
        let leased = async || {
            for order in orders {
                // Nobody may answer at the moment.
                if !matches!(self.lease(*order).await, Ok(Some(_))) {
                    return false;
                }
            }
            true
        };
        until("all orders are leased", leased).await;
    }
}

/// Waits until something holds; panics with `what` it was if it does not.
pub async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(STILL).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "{what}");
}

async fn with_blocks<T>(devnet: &Devnet, setting: Setting, something: impl Future<Output = T>) -> Result<T> {
    let mut something = pin!(something);
    loop {
        tokio::select! {
            found = &mut something => return Ok(found),
            () = tokio::time::sleep(STILL), if setting.every.is_none() => drop(devnet.produce_block(SECONDS).await?),
        }
    }
}

/// That of a devnet.
pub fn chain_config(devnet: &Devnet, interval: Duration) -> Result<ChainConfig> {
    let mut config = Chains::builtin()?.get("local")?.clone();
    config.id = devnet.chain_id().to_owned();
    config.endpoints = devnet.urls();
    config.block_time_ms = u64::try_from(interval.as_millis())?;
    config.hedge_ms = 500;
    Ok(config)
}

fn infrastructure(number: u32, setting: Setting) -> DeploymentInfrastructure {
    DeploymentInfrastructure {
        name: format!("web{number}"),
        region: "eu-west".to_owned(),
        persist: setting.persist,
        notice: setting.notice,
        resources: resources(),
        requirements: Requirements::default(),
    }
}

/// What every order asks for, and at most what for.
fn resources() -> Vec<ResourceGroup> {
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    vec![ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(5_000_000), count: 1 }]
}
