//! What all scenarios play on: a node, an exchange on it, and a key with coins.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::plan::Each;
use berth_chain::config::{ChainConfig, Chains};
use berth_chain::{Chain, Message, Network, Writer, keys};
use berth_client::deploy::{Code, Deployer};
use berth_client::{Exchange, reckon};
use cosmwasm_std::coin;
use futures_util::future::try_join_all;

use crate::facts::Facts;
use crate::party::Party;
use crate::wanted::{self, DENOM, STAKE};

/// What each key gets: for fees, and for trade.
const FEES: u128 = 50_000_000;
const TRADE: u128 = 1_000_000_000;

/// Where everything is, out of the environment.
pub struct Settings {
    /// The node's RPC: `BERTH_E2E_URL`.
    pub url: String,
    /// Where the compiled contracts are: `BERTH_E2E_ARTIFACTS`.
    pub artifacts: PathBuf,
    /// Where logs, settings and the transcript go: `BERTH_E2E_DIR`.
    pub dir: PathBuf,
    /// The program that estimates gas offline: `BERTH_E2E_ESTIMATOR`.
    pub estimator: PathBuf,
    /// The script that starts the node again, with the argument `up`: `BERTH_E2E_DEVNET`.
    pub devnet: PathBuf,
    /// Where the node's process id stands: `BERTH_E2E_NODE_PID`.
    pub pid_file: PathBuf,
}

impl Settings {
    /// Out of the environment. `BERTH_E2E_KEY`, the key with coins in hexadecimal, is read later.
    pub fn read() -> Result<Self> {
        let text = |name: &str| std::env::var(name).with_context(|| format!("{name} is not set: use scripts/e2e.sh"));
        let path = |name| text(name).map(PathBuf::from);
        Ok(Self {
            url: text("BERTH_E2E_URL")?,
            artifacts: path("BERTH_E2E_ARTIFACTS")?,
            dir: path("BERTH_E2E_DIR")?,
            estimator: path("BERTH_E2E_ESTIMATOR")?,
            devnet: path("BERTH_E2E_DEVNET")?,
            pid_file: path("BERTH_E2E_NODE_PID")?,
        })
    }
}

/// The stage.
pub struct Stage {
    /// Where everything is.
    pub settings: Settings,
    /// The chain.
    pub network: Arc<Network>,
    /// The exchange of this run.
    pub exchange: Exchange,
    /// Where it is.
    pub exchange_file: PathBuf,
    /// Who made it.
    pub admin: Party,
    /// Who may pause it.
    pub guardian: Party,
    /// Who gets fees.
    pub fee_collector: Party,
    bank: Arc<dyn Writer>,
}

impl Stage {
    /// Makes an exchange of its own on the node.
    pub async fn set(settings: Settings) -> Result<Self> {
        let network = Network::connect(config(&settings.url)?).await?;
        let key = keys::from_env("BERTH_E2E_KEY", &network.config().keys)?;
        let bank = network.writer(Arc::new(key))?;
        let [admin, guardian, fee_collector] = ["admin", "guardian", "feecollector"].map(|n| Party::new(&network, n));
        let (admin, guardian, fee_collector) = (admin?, guardian?, fee_collector?);
        fund(&*bank, &[&admin, &guardian, &fee_collector]).await?;
        let salt = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let exchange_file = settings.dir.join("exchange.toml");
        let mut codes = Each::of(|_| Code::Stored(0));
        for role in berth_api::Role::ALL {
            let path = settings.artifacts.join(format!("{}.wasm", role.name().replace('-', "_")));
            *codes.get_mut(role) = Code::Wasm(std::fs::read(&path).with_context(|| path.display().to_string())?);
        }
        let setup = wanted::setup(&guardian.address, &fee_collector.address);
        let (chain, writer): (Arc<dyn Chain>, _) = (network.clone(), Arc::clone(&admin.writer));
        let deployer = Deployer::new(chain, writer, setup, codes, format!("e2e-{salt}").into_bytes())?;
        let deployed = deployer.run(&exchange_file, &mut |step| println!("  {step:?}")).await?;
        let exchange = deployed.exchange;
        Ok(Self { settings, network, exchange, exchange_file, admin, guardian, fee_collector, bank })
    }

    /// New keys with coins.
    pub async fn parties<const N: usize>(&self, names: [&str; N]) -> Result<[Party; N]> {
        let parties = names.map(|name| Party::new(&self.network, name)).into_iter().collect::<Result<Vec<_>>>()?;
        fund(&*self.bank, &parties.iter().collect::<Vec<_>>()).await?;
        <[Party; N]>::try_from(parties).ok().context("as many parties as names")
    }

    /// The first transaction of each key, which costs more gas than any later one.
    pub async fn introduce(&self, parties: &[&Party]) -> Result<()> {
        let first = |party: &&Party| {
            let message = Message::Send { to: party.address.clone(), coins: vec![coin(1, STAKE)] };
            let writer = Arc::clone(&party.writer);
            async move { writer.send(vec![message]).await }
        };
        try_join_all(parties.iter().map(first)).await?;
        Ok(())
    }

    /// Registers a provider of a region, and gives it a balance for its collateral.
    pub async fn provider(&self, party: &Party, region: &str) -> Result<()> {
        let call = wanted::register(&party.name, region);
        let deposit = (Escrow::Deposit { deployment: None }.into(), vec![coin(TRADE >> 2, DENOM)]);
        party.on(&self.exchange).execute_many(vec![(call.into(), vec![]), deposit]).await?;
        Ok(())
    }

    /// What an address has of uusdc outside the contracts.
    pub async fn in_bank(&self, address: &str) -> Result<u128> {
        Ok(self.network.balance(address, DENOM).await?.u128())
    }

    /// The latest height.
    pub async fn height(&self) -> Result<u64> {
        Ok(self.network.head().await?.height)
    }

    /// Asks at each block until there is an answer, for so many seconds. Errors of a node that is down are no answer.
    pub async fn until<T, F>(&self, what: &str, seconds: u64, mut ask: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        let began = Instant::now();
        let mut last = String::from("not yet");
        while began.elapsed() < Duration::from_secs(seconds) {
            match ask().await {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) => {}
                Err(error) => last = format!("{error:#}"),
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        bail!("{what}: not within {seconds} s ({last})")
    }

    /// The books of the exchange add up, whatever has happened.
    pub async fn check_books(&self, facts: &mut Facts) -> Result<()> {
        let reckoning = reckon::reckon(&self.exchange, None).await?;
        let faults: Vec<String> = reckoning.faults.iter().map(ToString::to_string).collect();
        let found = if faults.is_empty() { format!("at height {}", reckoning.height) } else { faults.join("; ") };
        facts.holds("escrow has what it owes, and the books add up", found, faults.is_empty());
        Ok(())
    }
}

fn config(url: &str) -> Result<ChainConfig> {
    let mut config = Chains::builtin()?.get("local")?.clone();
    config.endpoints = vec![url.to_owned()];
    Ok(config)
}

async fn fund(bank: &dyn Writer, parties: &[&Party]) -> Result<()> {
    let coins = vec![coin(FEES, STAKE), coin(TRADE, DENOM)];
    let send = |party: &&Party| Message::Send { to: party.address.clone(), coins: coins.clone() };
    bank.send(parties.iter().map(send).collect()).await?;
    Ok(())
}
