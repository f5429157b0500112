//! A keeper or a provider: the real one, on a runtime of its own, so that it can be killed as a process is.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use berth_api::Contracts;
use berth_chain::Network;
use berth_chain::config::ChainConfig;
use berth_chain_tests::signer;
use berth_client::{Exchange, Session};
use berth_keeper::KeeperSettings;
use berth_provider::{Inventory, PriceSheet, ProviderSettings, Reserve};
use berth_service::{FaceSettings, Stop};
use cosmwasm_std::{Decimal, Uint128};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::paced::{Paced, Waits};
use crate::stage::{DENOM, Stage};

/// What a provider wants to have free, and fills its balance up from.
pub const KEEP: u128 = 60_000_000;
const TOP_UP_BELOW: u128 = 20_000_000;

/// What is run.
#[derive(Clone)]
enum What {
    Keeper(Box<KeeperSettings>),
    Provider(Box<ProviderSettings>),
}

/// A program that may run or not.
pub struct Program {
    /// Whose key it has.
    pub name: &'static str,
    what: What,
    running: Option<Running>,
}

struct Running {
    runtime: Runtime,
    waits: watch::Receiver<Waits>,
    task: JoinHandle<String>,
}

impl Program {
    /// A keeper, with others beside it or without.
    pub fn keeper(name: &'static str, yields: bool) -> Self {
        let settings = KeeperSettings { yields, spread_ms: 10, ..KeeperSettings::default() };
        Self { name, what: What::Keeper(Box::new(settings)), running: None }
    }

    /// A provider; what one asks little for, processors or memory, the next one asks much for.
    pub fn provider(name: &'static str, index: usize) -> Self {
        let (low, high) = (Decimal::permille(100), Decimal::permille(400));
        let (cpu, memory) = if index.is_multiple_of(2) { (low, high) } else { (high, low) };
        let zero = Decimal::zero();
        let sheet = PriceSheet { denom: DENOM.to_owned(), cpu, memory, disk: zero, bandwidth: zero, gpus: vec![] };
        let reserve = Reserve {
            denom: DENOM.to_owned(),
            keep: Uint128::new(KEEP),
            withdraw_above: None,
            top_up_below: Some(Uint128::new(TOP_UP_BELOW)),
            purse: Uint128::zero(),
        };
        let endless = 1 << 30;
        let inventory = Inventory { cpu: endless, memory: endless, disk: endless, bandwidth: endless, gpus: vec![] };
        let settings =
            ProviderSettings { sheets: vec![sheet], reserves: vec![reserve], inventory, ..ProviderSettings::default() };
        Self { name, what: What::Provider(Box::new(settings)), running: None }
    }

    /// Starts it, knowing nothing of any earlier run.
    pub fn start(&mut self, stage: &Stage) -> Result<()> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (told, waits) = watch::channel(None);
        let (chain, contracts) = (stage.faulty_chain()?, stage.exchange.contracts().clone());
        let (name, what) = (self.name, self.what.clone());
        let task = runtime.spawn(async move {
            let ended = async { run(what, open(name, chain, contracts, told).await?).await };
            ended.await.map_or_else(|error| format!("{error:#}"), |()| "it stopped by itself".to_owned())
        });
        self.running = Some(Running { runtime, waits, task });
        Ok(())
    }

    /// Ends it as SIGKILL does: what it has sent goes on, and nobody is left who knows of it.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.runtime.shutdown_background();
        }
    }

    /// Waits until it has done what the block of this height asks for; not at all if it does not run.
    pub async fn has_handled(&self, height: u64) {
        if let Some(running) = &self.running {
            let mut waits = running.waits.clone();
            // An error: it has ended, which is found elsewhere.
            drop(waits.wait_for(|waits| waits.is_some_and(|above| above >= height)).await);
        }
    }

    /// Why it has ended, if it has. It never ought to.
    pub async fn ended(&mut self) -> Option<String> {
        let running = self.running.as_mut().filter(|running| running.task.is_finished())?;
        let why = (&mut running.task).await;
        let why = why.unwrap_or_else(|panicked| panicked.to_string());
        self.kill();
        Some(why)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Its own way to the exchange, tried for as long as it takes, as the programs do.
async fn open(
    name: &str,
    chain: ChainConfig,
    contracts: Contracts,
    told: watch::Sender<Waits>,
) -> Result<(Arc<Network>, Session)> {
    let network = Network::connect(chain).await?;
    let paced = Arc::new(Paced::new(Arc::clone(&network), told));
    let exchange = loop {
        match Exchange::open(paced.clone(), contracts.clone()).await {
            Ok(exchange) => break exchange,
            Err(error) if error.is_retryable() => sleep(Duration::from_millis(250)).await,
            Err(error) => return Err(error.into()),
        }
    };
    let writer = network.writer(signer(name)?)?;
    Ok((network, Session::new(exchange, writer)))
}

async fn run(what: What, (network, session): (Arc<Network>, Session)) -> Result<()> {
    let face = FaceSettings { listen: "off".to_owned(), ..FaceSettings::default() };
    let fee_denom = network.config().fee.denom.clone();
    match what {
        What::Keeper(keeper) => {
            let settings = berth_keeper::Settings { keeper: *keeper, face, ..berth_keeper::Settings::default() };
            berth_keeper::serve(session, settings, &fee_denom, || Ok(()), Stop::new()).await?;
        }
        What::Provider(provider) => {
            let settings =
                berth_provider::Settings { provider: *provider, face, ..berth_provider::Settings::default() };
            berth_provider::serve(session, settings, || Ok(()), Stop::new()).await?;
        }
    }
    Ok(())
}
