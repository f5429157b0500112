//! A chain in memory behind as many nodes as a test wants, each of which answers as the test says.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test ends it"
)]
#![allow(dead_code, reason = "each test uses a part")]

mod ledger;
mod rpc;
pub mod send;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{Router, routing};
use berth_chain::{
    Network, Writer,
    config::{ChainConfig, KeyScheme},
    keys::{Key, Secret},
};
use cosmwasm_std::Decimal;
use serde_json::Value;
use tokio::{net::TcpListener, sync::broadcast};

pub use ledger::Ledger;

pub const CHAIN: &str = "fake-1";
pub const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// What a node does with a request instead of answering it.
#[derive(Clone, Debug)]
pub enum Trick {
    /// Nothing for long.
    Hang,
    /// Answers so much later.
    Late(Duration),
    /// Carries it out, and says nothing for long.
    Lose,
    /// An error as a proxy has it.
    Http(u16, String),
    /// An error of the node.
    Error(&'static str),
    /// This instead of the result.
    Say(Value),
    /// The result with a field, by its pointer, put to something else, or taken out.
    Bend(String, Option<Value>),
}

/// A node: a view of the ledger, and what it does wrong.
pub struct Node {
    pub url: String,
    /// Tricks by method, each for so many requests.
    tricks: Mutex<HashMap<String, (Trick, usize)>>,
    /// How many blocks it is behind, and what it claims on top.
    pub behind: Mutex<u64>,
    pub claims: Mutex<u64>,
    /// What waits here.
    pub pool: Mutex<ledger::Pool>,
    /// How often each method was asked.
    pub asked: Mutex<HashMap<String, usize>>,
    /// Tells those on its websocket of a block, or to go away.
    pub bell: broadcast::Sender<bool>,
    pub listeners: Mutex<usize>,
}

/// The chain and its nodes.
pub struct Fake {
    pub ledger: Arc<Mutex<Ledger>>,
    pub nodes: Vec<Arc<Node>>,
}

impl Fake {
    pub async fn new(nodes: usize) -> Self {
        let ledger = Arc::new(Mutex::new(Ledger::default()));
        let mut list = Vec::new();
        for _ in 0..nodes {
            list.push(serve(Arc::clone(&ledger)).await);
        }
        Self { ledger, nodes: list }
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }

    pub fn config(&self) -> ChainConfig {
        let mut config = ChainConfig::new(CHAIN, "cosmos", "http://127.0.0.1:1", "stake", Decimal::percent(1));
        config.endpoints = self.nodes.iter().map(|node| node.url.clone()).collect();
        config.block_time_ms = 200;
        // Longer than anything here takes on a loaded machine.
        config.timeout_ms = 60_000;
        config.websocket = false;
        config
    }

    pub async fn network(&self) -> Arc<Network> {
        Network::connect(self.config()).await.unwrap()
    }

    /// A block with what waits at the first node, told to all.
    pub fn block(&self) -> u64 {
        self.block_of(0)
    }

    /// A block with what waits at a node.
    pub fn block_of(&self, index: usize) -> u64 {
        let pool = self.nodes[index].pool.lock().unwrap().txs();
        let height = self.ledger().block(pool);
        for node in &self.nodes {
            node.pool.lock().unwrap().recheck(&self.ledger());
            node.bell.send(true).ok();
        }
        height
    }

    /// Blocks, one after the other, until the returned task is dropped.
    pub fn blocks(self: &Arc<Self>, every: Duration) -> Blocks {
        let fake = Arc::clone(self);
        Blocks(tokio::spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                fake.block();
            }
        }))
    }
}

pub struct Blocks(tokio::task::JoinHandle<()>);

impl Drop for Blocks {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Node {
    /// Does this with all requests of a method.
    pub fn always(&self, method: &str, trick: Trick) {
        self.times(method, trick, usize::MAX);
    }

    /// Does this with the next ones.
    pub fn times(&self, method: &str, trick: Trick, times: usize) {
        self.tricks.lock().unwrap().insert(method.into(), (trick, times));
    }

    /// Is good again.
    pub fn honest(&self) {
        self.tricks.lock().unwrap().clear();
    }

    pub fn asked(&self, method: &str) -> usize {
        self.asked.lock().unwrap().get(method).copied().unwrap_or_default()
    }

    fn trick(&self, method: &str) -> Option<Trick> {
        let mut tricks = self.tricks.lock().unwrap();
        for key in [method, "*"] {
            if let Some((trick, times)) = tricks.get_mut(key)
                && *times > 0
            {
                *times -= 1;
                return Some(trick.clone());
            }
        }
        None
    }
}

pub fn key() -> Arc<Key> {
    let secret = Secret::parse(WORDS.into()).unwrap();
    Arc::new(Key::new("test", &secret, &KeyScheme::default()).unwrap())
}

pub async fn writer(network: &Arc<Network>) -> Arc<dyn Writer> {
    network.writer(key()).unwrap()
}

async fn serve(ledger: Arc<Mutex<Ledger>>) -> Arc<Node> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (bell, _) = broadcast::channel(64);
    let node = Arc::new(Node {
        url: format!("http://{}", listener.local_addr().unwrap()),
        tricks: Mutex::default(),
        behind: Mutex::default(),
        claims: Mutex::default(),
        pool: Mutex::default(),
        asked: Mutex::default(),
        bell,
        listeners: Mutex::default(),
    });
    let served = rpc::Served { ledger, node: Arc::clone(&node) };
    let router = Router::new()
        .route("/", routing::post(rpc::post))
        .route("/websocket", routing::get(rpc::websocket))
        .with_state(served);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    node
}
