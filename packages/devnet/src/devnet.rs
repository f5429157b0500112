//! A running devnet.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::Context;
use berth_api::Contracts;
use berth_sandbox::Solvency;
use cosmwasm_std::Coin;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Result;
use crate::asked::{Asked, Count};
use crate::books::Exchange;
use crate::chain::Chain;
use crate::config::{Blocks, Config};
use crate::faults::Switch;
use crate::node::Trouble;
use crate::plan::FaultPlan;
use crate::rpc::{Endpoint, serve};

/// A chain with its endpoints. It ends when it is dropped.
pub struct Devnet {
    chain: Arc<Chain>,
    endpoints: Vec<Door>,
    stop: CancellationToken,
    steps: Arc<Steps>,
}

/// An endpoint as its devnet knows it.
struct Door {
    address: SocketAddr,
    switch: Arc<Switch>,
    asked: Arc<Count>,
}

/// The plan that is followed, and how far.
#[derive(Default)]
struct Steps {
    plan: Mutex<Option<FaultPlan>>,
    taken: AtomicU64,
    switches: OnceLock<Vec<Arc<Switch>>>,
}

/// A block's height and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Height.
    pub height: u64,
    /// Unix seconds, as contracts see them.
    pub time: u64,
}

impl Devnet {
    /// Starts a chain and opens its endpoints. There is a first block when it returns.
    ///
    /// Errors name what of the config is wrong, or the port that is in use.
    pub async fn start(config: Config) -> Result<Self> {
        config.check()?;
        let chain = Arc::new(Chain::start(&config).await?);
        let stop = CancellationToken::new();
        let mut endpoints = vec![];
        for port in &config.ports {
            let bound = TcpListener::bind(("127.0.0.1", *port)).await;
            let listener = bound.map_err(|error| anyhow::anyhow!("port {port}: {error}"))?;
            let (switch, asked) = (Arc::new(Switch::default()), Arc::new(Count::default()));
            let address = listener.local_addr()?;
            endpoints.push(Door { address, switch: Arc::clone(&switch), asked: Arc::clone(&asked) });
            let endpoint = Arc::new(Endpoint { chain: Arc::clone(&chain), switch, asked });
            tokio::spawn(serve(listener, endpoint, stop.clone()));
        }
        let steps = Arc::new(Steps::default());
        let switches = endpoints.iter().map(|door| Arc::clone(&door.switch)).collect();
        steps.switches.get_or_init(|| switches);
        if let Blocks::Every { interval, chain_time } = config.blocks {
            tokio::spawn(tick(Arc::clone(&chain), Arc::clone(&steps), interval, chain_time, stop.clone()));
        }
        Ok(Self { chain, endpoints, stop, steps })
    }

    /// The URL of the first endpoint.
    pub fn url(&self) -> String {
        self.urls().into_iter().next().unwrap_or_default()
    }

    /// The URLs of all endpoints.
    pub fn urls(&self) -> Vec<String> {
        self.endpoints.iter().map(|door| format!("http://{}", door.address)).collect()
    }

    /// Its id.
    pub fn chain_id(&self) -> &str {
        &self.chain.rules.chain_id
    }

    /// The latest block.
    pub fn head(&self) -> Head {
        let ledger = self.chain.ledger();
        ledger.latest().map_or(Head { height: 0, time: 0 }, |block| Head {
            height: block.height(),
            time: block.info.time.seconds(),
        })
    }

    /// Makes a block, so many seconds of the chain's time after the one before. While the chain is halted there is none,
    /// and the head stays what it is.
    pub async fn produce_block(&self, seconds: u64) -> Result<Head> {
        step(&self.chain, &self.steps, Duration::from_secs(seconds)).await?;
        Ok(self.head())
    }

    /// Makes so many blocks, each so many seconds after the one before.
    pub async fn produce_blocks(&self, blocks: u64, seconds: u64) -> Result<Head> {
        for _ in 0..blocks {
            self.produce_block(seconds).await?;
        }
        Ok(self.head())
    }

    /// Makes coins out of nothing, at once.
    pub async fn fund(&self, address: &str, coin: Coin) -> Result<()> {
        let valid = crate::node::address::is_valid(address);
        anyhow::ensure!(valid, "address is {address}, allowed: addresses that begin with wasm1");
        self.chain.fund(address, &coin).await
    }

    /// Asserts every invariant of money, locks and queues of the exchange at these addresses, after the latest block; the
    /// figures behind them.
    pub fn check(&self, contracts: &Contracts) -> Result<Solvency> {
        let view = {
            let ledger = self.chain.ledger();
            ledger.view(ledger.height())
        };
        let view = view.context("there is no block yet")?;
        Solvency::of(&Exchange { contracts, view: &view })
    }

    /// How many transactions wait to be carried out.
    pub async fn waiting(&self) -> Result<usize> {
        self.chain.with_producer(|producer| producer.waiting()).await
    }

    /// Empties the pool, as when the nodes start anew; nobody is told.
    pub async fn lose_pool(&self) -> Result<()> {
        self.chain.with_producer(|producer| producer.lose_pool()).await
    }

    /// What ails the whole chain from now on.
    pub async fn trouble(&self, trouble: Trouble) -> Result<()> {
        self.chain.trouble(trouble).await
    }

    /// Lets a plan switch all faults from now on, by hand-made blocks and by those that come by themselves; without one
    /// everything is healed and stays so.
    ///
    /// Errors if it is made for another number of endpoints.
    pub async fn follow(&self, plan: Option<FaultPlan>) -> Result<()> {
        let (found, allowed) = (plan.as_ref().map(FaultPlan::endpoints), self.endpoints.len());
        anyhow::ensure!(
            found.is_none_or(|found| found == allowed),
            "plan is for {found:?} endpoints, allowed: {allowed}"
        );
        *self.steps.plan.lock().unwrap_or_else(PoisonError::into_inner) = plan;
        self.steps.taken.store(0, Ordering::SeqCst);
        self.endpoints.iter().for_each(|door| door.switch.heal());
        self.trouble(Trouble::default()).await
    }

    /// The switch of the faults of an endpoint, counted from 0; `None` if there is no such endpoint.
    pub fn faults(&self, endpoint: usize) -> Option<&Switch> {
        self.endpoints.get(endpoint).map(|door| door.switch.as_ref())
    }

    /// What an endpoint, counted from 0, has been asked over HTTP, by question: a method of JSON-RPC as `status`, or the one of a
    /// service that was queried, as `SmartContractState`. `None` if there is no such endpoint.
    pub fn asked(&self, endpoint: usize) -> Option<BTreeMap<String, Asked>> {
        self.endpoints.get(endpoint).map(|door| door.asked.so_far())
    }
}

impl Drop for Devnet {
    fn drop(&mut self) {
        self.stop.cancel();
        self.endpoints.iter().for_each(|door| door.switch.cut());
    }
}

/// Makes a block, after the plan has switched what it switches.
async fn step(chain: &Chain, steps: &Steps, later: Duration) -> Result<()> {
    let plan = steps.plan.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(plan) = plan {
        let number = steps.taken.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        for (endpoint, switch) in steps.switches.get().into_iter().flatten().enumerate() {
            let faults = plan.faults(endpoint, number);
            if faults != switch.get() {
                switch.set(faults);
            }
        }
        chain.trouble(plan.trouble(number)).await?;
        if plan.loses_pool(number) {
            chain.with_producer(|producer| producer.lose_pool()).await?;
        }
    }
    chain.produce(later).await?;
    Ok(())
}

async fn tick(chain: Arc<Chain>, steps: Arc<Steps>, interval: Duration, chain_time: Duration, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // The first tick is at once, and there is a block already.
    ticks.tick().await;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if step(&chain, &steps, chain_time).await.is_err() {
            return;
        }
    }
}
