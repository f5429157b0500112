//! An exchange on an embedded node: some endpoints that are to fail, and one that never does, for whoever only looks on.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::plan::{Each, Setup};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_chain::config::{ChainConfig, Chains};
use berth_chain::{Chain, Network};
use berth_chain_tests::signer;
use berth_client::deploy::{Code, Deployer};
use berth_client::{Exchange, Session};
use berth_devnet::{Config, Devnet, native_code};
use berth_domain::ProviderProfile;
use cosmwasm_std::coin;
use tempfile::TempDir;
use tokio::time::sleep;

/// Endpoints that fail.
pub const FAULTY: usize = 3;
/// What is traded in.
pub const DENOM: &str = "uusdc";
/// What fees are paid in.
pub const STAKE: &str = "stake";
/// Blocks within which a lease must be confirmed.
pub const PERIOD: u64 = 40;
/// Seconds of the chain's time from one block to the next.
pub const SECONDS: u64 = 5;
/// Where all providers are.
pub const REGION: &str = "eu-west";
/// What a provider has in escrow at first.
pub const COLLATERAL: u128 = 30_000_000;
/// Who provides.
pub const PROVIDERS: [&str; 2] = ["provider", "other"];
/// Who keeps.
pub const KEEPERS: [&str; 2] = ["keeper1", "keeper2"];

/// What each key has for fees, and for trade.
const FEES: u128 = 1_000_000_000;
const TRADE: u128 = 1_000_000_000_000;

/// The stage of one seed.
pub struct Stage {
    /// The node.
    pub devnet: Devnet,
    /// The exchange, over the endpoint that never fails.
    pub exchange: Exchange,
    network: Arc<Network>,
    _dir: TempDir,
}

impl Stage {
    /// A node whose blocks are made by hand; the exchange on it; the providers registered, with collateral.
    pub async fn open() -> Result<Self> {
        let mut config = Config { ports: vec![0; FAULTY.saturating_add(1)], states: 1_000, ..Config::default() };
        for name in ["admin", "tenant"].into_iter().chain(PROVIDERS).chain(KEEPERS) {
            config = config.with_balance(address(name)?, vec![coin(FEES, STAKE), coin(TRADE, DENOM)]);
        }
        let devnet = Devnet::start(config).await?;
        let spare = devnet.urls().pop().context("no endpoint")?;
        let patient = ChainConfig { timeout_ms: 60_000, ..chain(&devnet, vec![spare])? };
        let network = Network::connect(patient).await?;
        let dir = TempDir::new()?;
        let deployer = {
            let codes = Each::of(|role| Code::Wasm(native_code(role)));
            let chain: Arc<dyn Chain> = network.clone();
            Deployer::new(chain, network.writer(signer("admin")?)?, setup(), codes, b"berth".to_vec())?
        };
        let file = dir.path().join("exchange.toml");
        let made = async { Ok(deployer.run(&file, &mut |_| ()).await?.exchange) };
        let exchange = with_blocks(&devnet, made).await?;
        let stage = Self { devnet, exchange, network, _dir: dir };
        for name in PROVIDERS {
            with_blocks(&stage.devnet, stage.register(name)).await?;
        }
        Ok(stage)
    }

    /// Somebody on the exchange, over the endpoint that never fails.
    pub fn session(&self, name: &str) -> Result<Session> {
        Ok(Session::new(self.exchange.clone(), self.network.writer(signer(name)?)?))
    }

    /// How the chain is reached over the endpoints that fail.
    pub fn faulty_chain(&self) -> Result<ChainConfig> {
        chain(&self.devnet, self.devnet.urls().into_iter().take(FAULTY).collect())
    }

    async fn register(&self, name: &str) -> Result<()> {
        let endpoint = "https://dc.example".to_owned();
        let profile = ProviderProfile { endpoint, region: REGION.to_owned(), attributes: vec![] };
        let deposit = (Escrow::Deposit { deployment: None }.into(), vec![coin(COLLATERAL, DENOM)]);
        let calls = vec![(Registry::RegisterProvider { profile }.into(), vec![]), deposit];
        self.session(name)?.execute_many(calls).await?;
        Ok(())
    }
}

/// Somebody's address.
pub fn address(name: &str) -> Result<String> {
    Ok(signer(name)?.address("wasm")?)
}

/// Makes a block whenever a transaction waits for one, until `work` is done.
async fn with_blocks<T>(devnet: &Devnet, work: impl Future<Output = Result<T>>) -> Result<T> {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = sleep(Duration::from_millis(5)) => {
                if devnet.waiting().await? > 0 {
                    devnet.produce_block(SECONDS).await?;
                }
            }
        }
    }
}

fn chain(devnet: &Devnet, endpoints: Vec<String>) -> Result<ChainConfig> {
    let mut config = Chains::builtin()?.get("local")?.clone();
    config.id = devnet.chain_id().to_owned();
    config.endpoints = endpoints;
    // Endpoints that do not ring are looked at twice in a block's time.
    config.block_time_ms = 600;
    config.timeout_ms = 2_000;
    config.hedge_ms = 200;
    Ok(config)
}

fn setup() -> Setup {
    let mut setup = Setup::default();
    for terms in &mut setup.terms {
        terms.reconfirmation_period = PERIOD;
        terms.min_runway = SECONDS;
    }
    setup
}
