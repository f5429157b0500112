//! An exchange on an embedded node, and people with keys: everything over the wire.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market};
use berth_api::plan::{Each, Setup};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_chain::config::{ChainConfig, Chains, KeyScheme};
use berth_chain::keys::{Key as Signing, Secret, Signer};
use berth_chain::{Chain, Network};
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

/// An exchange on an embedded node that makes blocks by itself.
pub struct Stage {
    /// The node.
    pub devnet: Devnet,
    /// The way to it of everybody but who asks for one of his own.
    pub network: Arc<Network>,
    /// The exchange.
    pub exchange: Exchange,
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
        let mut config = Config { ports: vec![0; endpoints], ..Config::default() };
        config.blocks = Blocks::Every { interval, chain_time: Duration::from_secs(5) };
        for name in PEOPLE {
            let coins = vec![coin(10_000_000_000, "stake"), coin(1_000_000_000_000, DENOM)];
            config = config.with_balance(signer(name)?.address("wasm")?, coins);
        }
        let devnet = Devnet::start(config).await?;
        let network = Network::connect(chain_config(&devnet, interval)?).await?;
        let dir = TempDir::new()?;
        let admin = network.writer(signer("admin")?)?;
        let codes = Each::of(|role| Code::Wasm(native_code(role)));
        let chain: Arc<dyn Chain> = network.clone();
        let deployer = Deployer::new(chain, admin, Setup::default(), codes, b"berth".to_vec())?;
        let exchange = deployer.run(&dir.path().join("exchange.toml"), &mut |_| ()).await?.exchange;
        let stage = Self { devnet, network, exchange, dir };
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
        provider.execute(Registry::RegisterProvider { profile }, vec![]).await?;
        provider.execute(Escrow::Deposit { deployment: None }, vec![coin(10_000_000_000, DENOM)]).await?;
        Ok(())
    }

    /// A deployment of the tenant with so many orders, 1 to 16: their ids.
    pub async fn submit(&self, orders: u32) -> Result<Vec<OrderId>> {
        let submission = Deployment::SubmitDeployment {
            version: HexBinary::from([7; 32]),
            denom: DENOM.to_owned(),
            wait_duration: WaitDuration::Blocks(WAIT),
            infrastructure: (1..=orders).map(infrastructure).collect(),
        };
        let done = self.session("tenant")?.execute(submission, vec![coin(1_000_000_000, DENOM)]).await?;
        let deployment = done.answer().deployment().context("no deployment was answered")?;
        Ok((1..=orders).map(|slot| OrderId::new(deployment, slot, 1)).collect())
    }

    /// Bids of the provider on these orders, 1 to 20, ascending.
    pub async fn bid(&self, orders: &[OrderId]) -> Result<()> {
        let offer = |order: &OrderId| Bid { order: *order, resources: infrastructure(1).resources };
        let bids = Market::SubmitFulfillment { bids: orders.iter().map(offer).collect() };
        let done = self.session("provider")?.execute(bids, vec![]).await?;
        let refused = done.answer().items().iter().find_map(|item| item.refused.clone());
        anyhow::ensure!(refused.is_none(), "{refused:?}");
        Ok(())
    }
}

/// That of a devnet.
pub fn chain_config(devnet: &Devnet, interval: Duration) -> Result<ChainConfig> {
    let mut config = Chains::builtin()?.get("local")?.clone();
    config.id = devnet.chain_id().to_owned();
    config.endpoints = devnet.urls();
    config.block_time_ms = u64::try_from(interval.as_millis())?;
    config.timeout_ms = 2_000;
    Ok(config)
}

fn infrastructure(number: u32) -> DeploymentInfrastructure {
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    let collateral = Uint128::new(5_000_000);
    DeploymentInfrastructure {
        name: format!("web{number}"),
        region: "eu-west".to_owned(),
        persist: false,
        notice: 0,
        resources: vec![ResourceGroup { compute, price: Decimal::one(), collateral, count: 1 }],
        requirements: Requirements::default(),
    }
}
