//! The node: an embedded one whose blocks are made by hand, or the one that `BERTH_LOAD_URL` names. There `BERTH_LOAD_KEY` is the
//! secret, in hexadecimal, of a key with coins of stake and uusdc, and `BERTH_LOAD_ARTIFACTS` the folder of the compiled contracts.

use std::collections::BTreeMap;
use std::env::var;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use berth_api::Role;
use berth_api::plan::Each;
use berth_chain::config::{ChainConfig, Chains};
use berth_chain::{Chain, Network};
use berth_chain_tests::{secret, signer};
use berth_client::deploy::Code;
use berth_devnet::{Asked, Config, Devnet, native_code};
use cosmwasm_std::coin;

use crate::cast::Cast;
use crate::plan::{DENOM, Plan};

/// Gas that the transactions of a block may ask for together, here and in `scripts/devnet.sh`.
pub const BLOCK_GAS: u64 = 100_000_000;
/// Seconds of the chain's time from one block to the next.
const BLOCK_TIME: u64 = 6;
/// While it is set up blocks come as fast as this.
const BEAT: Duration = Duration::from_millis(100);
/// An answer that takes longer than this is none, on however slow a machine.
const TIMEOUT_MS: u64 = 120_000;

/// Each kind of program has an endpoint of its own, which counts what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Who sets up, sends orders and reads blocks.
    Driver,
    /// The keeper.
    Keeper,
    /// All providers.
    Providers,
}

/// The node, and the way of whoever sets up and watches.
pub struct Ground {
    devnet: Option<Devnet>,
    url: String,
    /// The driver's way to it.
    pub network: Arc<Network>,
    /// The keys that everybody has.
    pub cast: Cast,
}

impl Ground {
    /// Finds the node, or starts one.
    pub async fn open(plan: &Plan) -> Result<Self> {
        let (devnet, url, bank) = match var("BERTH_LOAD_URL") {
            Ok(url) => (None, url, var("BERTH_LOAD_KEY").context("BERTH_LOAD_KEY is not set")?),
            Err(_) => {
                let devnet = devnet().await?;
                let url = devnet.url();
                (Some(devnet), url, secret("bank"))
            }
        };
        let network = Network::connect(config(&url, devnet.is_some())?).await?;
        let cast = Cast::new(Arc::clone(&network), bank, plan)?;
        Ok(Self { devnet, url, network, cast })
    }

    /// How a program reaches the chain.
    pub fn chain(&self, door: Door) -> Result<ChainConfig> {
        let own = self.devnet.as_ref().and_then(|devnet| devnet.urls().get(door.number()).cloned());
        config(own.as_deref().unwrap_or(&self.url), self.devnet.is_some())
    }

    /// The codes that the node takes.
    pub fn codes(&self) -> Result<Each<Code>> {
        let mut codes = Each::of(|role| Code::Wasm(native_code(role)));
        if self.devnet.is_none() {
            let folder = PathBuf::from(var("BERTH_LOAD_ARTIFACTS").context("BERTH_LOAD_ARTIFACTS is not set")?);
            for role in Role::ALL {
                let path = folder.join(format!("{}.wasm", role.name().replace('-', "_")));
                *codes.get_mut(role) = Code::Wasm(std::fs::read(&path).with_context(|| path.display().to_string())?);
            }
        }
        Ok(codes)
    }

    /// Whether blocks are made by hand.
    pub const fn is_by_hand(&self) -> bool {
        self.devnet.is_some()
    }

    /// A block after this one: made, or waited for. Its height.
    pub async fn next(&self, after: u64) -> Result<u64> {
        if let Some(devnet) = &self.devnet {
            devnet.produce_block(BLOCK_TIME).await?;
        }
        Ok(self.network.head_above(after).await?.height)
    }

    /// The latest height.
    pub async fn height(&self) -> Result<u64> {
        Ok(self.network.head().await?.height)
    }

    /// Has blocks come while something is done that waits for them.
    pub async fn meanwhile<T>(&self, something: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(devnet) = &self.devnet else { return something.await };
        let blocks = async {
            loop {
                tokio::time::sleep(BEAT).await;
                if devnet.waiting().await? > 0 {
                    devnet.produce_block(BLOCK_TIME).await?;
                }
            }
        };
        tokio::select! {
            done = something => done,
            failed = blocks => failed,
        }
    }

    /// What was asked through a door so far; a real node does not tell.
    pub fn asked(&self, door: Door) -> Option<BTreeMap<String, Asked>> {
        self.devnet.as_ref()?.asked(door.number())
    }

    /// Errors if money, locks or queues of the exchange do not add up. A real node does not let everything be read.
    pub fn check(&self, contracts: &berth_api::Contracts) -> Result<()> {
        self.devnet.as_ref().map_or(Ok(()), |devnet| devnet.check(contracts).map(drop))
    }
}

impl Door {
    const fn number(self) -> usize {
        match self {
            Self::Driver => 0,
            Self::Keeper => 1,
            Self::Providers => 2,
        }
    }
}

async fn devnet() -> Result<Devnet> {
    // What nobody looks at any more is not kept: a block of all these transactions has some megabytes.
    let config = Config { ports: vec![0; 3], max_gas: BLOCK_GAS, states: 30, history: 100, ..Config::default() };
    let coins = vec![coin(1_000_000_000_000_000, "stake"), coin(1_000_000_000_000_000, DENOM)];
    Devnet::start(config.with_balance(signer("bank")?.address("wasm")?, coins)).await
}

fn config(endpoint: &str, by_hand: bool) -> Result<ChainConfig> {
    let mut config = Chains::builtin()?.get("local")?.clone();
    config.endpoints = vec![endpoint.to_owned()];
    if by_hand {
        // Who polls does so as on a chain with blocks of 6 s; a block is told of by the websocket anyway.
        config.block_time_ms = BLOCK_TIME * 1_000;
        config.timeout_ms = TIMEOUT_MS;
    }
    Ok(config)
}
