//! The programs that are started: the keeper, and all provider daemons. Each daemon has its own key and its own way to the node,
//! and runs as its program runs it; only that the providers share a process. It writes to standard output up to which block all of
//! them are done, and ends with its standard input.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use berth_chain::Network;
use berth_chain::config::ChainConfig;
use berth_client::{Exchange, ExchangeFile, Session};
use berth_keeper::KeeperSettings;
use berth_provider::{Inventory, PriceSheet, ProviderSettings};
use berth_service::logs::{self, LogSettings};
use berth_service::{FaceSettings, Stop};
use cosmwasm_std::Decimal;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use tokio::task::JoinSet;

use crate::cast::{key, provider};
use crate::plan::{DENOM, Plan};
use crate::watched::Watched;

/// How often is looked how far they are.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// What a program is told.
#[derive(Serialize, Deserialize)]
pub struct Assignment {
    /// The way to the node.
    pub chain: ChainConfig,
    /// The exchange.
    pub exchange: ExchangeFile,
    /// What the names of this run begin with.
    pub run: String,
    /// What a CPU costs with each provider, in hundredths.
    pub prices: Vec<u64>,
}

/// The keeper.
pub async fn keeper(assignment: &Path) -> Result<()> {
    let assignment = begin(assignment)?;
    let (session, done) = session(&assignment, "keeper").await?;
    // There is no other keeper to leave work to.
    let keeper = KeeperSettings { yields: false, spread_ms: 0, ..KeeperSettings::default() };
    let settings = berth_keeper::Settings { keeper, face: no_face(), ..berth_keeper::Settings::default() };
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { Ok(berth_keeper::serve(session, settings, "stake", || Ok(()), Stop::new()).await?) });
    tell(tasks, vec![done]).await
}

/// All providers.
pub async fn providers(assignment: &Path) -> Result<()> {
    let assignment = begin(assignment)?;
    let mut tasks = JoinSet::new();
    let mut done = vec![];
    for (number, price) in assignment.prices.iter().enumerate() {
        let (session, own) = session(&assignment, &provider(number)).await?;
        done.push(own);
        let (provider, face) = (offer(*price), no_face());
        let settings = berth_provider::Settings { provider, face, ..berth_provider::Settings::default() };
        tasks.spawn(async move { Ok(berth_provider::serve(session, settings, || Ok(()), Stop::new()).await?) });
    }
    tell(tasks, done).await
}

fn begin(assignment: &Path) -> Result<Assignment> {
    // What is due late or refused is warned of.
    logs::init(&LogSettings { level: "warn".into(), ..LogSettings::default() }).map_err(berth_provider::Error::from)?;
    let text = std::fs::read(assignment).with_context(|| assignment.display().to_string())?;
    Ok(serde_json::from_slice(&text)?)
}

async fn session(assignment: &Assignment, name: &str) -> Result<(Session, Arc<AtomicU64>)> {
    let network = Network::connect(assignment.chain.clone()).await?;
    let writer = network.writer(key(&assignment.run, name)?)?;
    let watched = Arc::new(Watched::new(network));
    let done = watched.done();
    let exchange = Exchange::open_file(watched, &assignment.exchange).await?;
    Ok((Session::new(exchange, writer), done))
}

fn offer(price: u64) -> ProviderSettings {
    let nothing = Decimal::zero();
    let cpu = Decimal::percent(price);
    let sheet =
        PriceSheet { denom: DENOM.to_owned(), cpu, memory: nothing, disk: nothing, bandwidth: nothing, gpus: vec![] };
    let (cpu, plenty) = (Plan::capacity(), u64::from(u32::MAX));
    let inventory = Inventory { cpu, memory: plenty, disk: plenty, bandwidth: plenty, gpus: vec![] };
    ProviderSettings { sheets: vec![sheet], inventory, ..ProviderSettings::default() }
}

fn no_face() -> FaceSettings {
    FaceSettings { listen: "off".into(), ..FaceSettings::default() }
}

/// Tells how far all are, until the one who listens is gone. Errors with the first daemon that ends.
async fn tell(mut tasks: JoinSet<Result<()>>, done: Vec<Arc<AtomicU64>>) -> Result<()> {
    let progress = async {
        let mut told = 0;
        loop {
            let all = done.iter().map(|one| one.load(Ordering::SeqCst)).min().unwrap_or_default();
            if all > told {
                println!("{all}");
                told = all;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let mut nothing = vec![];
    let mut input = tokio::io::stdin();
    tokio::select! {
        () = progress => Ok(()),
        ended = tasks.join_next() => ended.context("no daemon")??.context("a daemon ended").map(drop),
        _ = input.read_to_end(&mut nothing) => std::process::exit(0),
    }
}
