//! Where it is played: an embedded node, or a real one.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use berth_api::Role;
use berth_chain::config::{ChainConfig, Chains};
use berth_chain::keys::{Key, Secret, Signer, generate};
use berth_chain::{Chain, Head, Message, Network, Writer};
use berth_devnet::{Devnet, native_code};
use cosmwasm_std::Coin;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use crate::Failure;
use crate::demo::opening::BLOCK_SECONDS;

/// The least time between two blocks of the embedded node: so that a person can read along.
const PACE: Duration = Duration::from_millis(200);
/// How long the embedded node waits at most for the programs before it makes the next block.
const PATIENCE: Duration = Duration::from_secs(5);
/// After how long it makes one while nobody is followed and nothing waits.
const IDLE: Duration = Duration::from_millis(500);
/// In how many of its blocks a transaction may be carried out: they can come quickly.
const TIMEOUT_BLOCKS: u64 = 100;
/// Coins for fees that everybody gets, in the smallest unit.
const FEES: u128 = 50_000_000;

/// A chain, and somebody on it with coins to give.
pub struct Place {
    pub chain: Arc<Network>,
    pub config: ChainConfig,
    pub funder: Arc<dyn Writer>,
    /// The code of each contract.
    pub code: Box<dyn Fn(Role) -> Vec<u8> + Send + Sync>,
    /// Of the embedded node.
    embedded: Option<Embedded>,
}

struct Embedded {
    node: Arc<Devnet>,
    followed: Followed,
    making: tokio::task::JoinHandle<()>,
}

/// How far each program is.
type Followed = Arc<Mutex<Vec<watch::Receiver<u64>>>>;

impl Place {
    /// A node in this process, with coins for everybody.
    pub async fn embedded(denom: &str, pace: bool) -> Result<Self, Failure> {
        let mut config = Chains::builtin()?.get("local")?.clone();
        let bank: Arc<dyn Signer> = Arc::new(new_key("bank", &config)?);
        let plenty = [config.fee.denom.as_str(), denom].map(|denom| Coin::new(u128::MAX >> 8, denom)).to_vec();
        let node = berth_devnet::Config::default().with_balance(bank.address(&config.prefix)?, plenty);
        let node = Arc::new(Devnet::start(node).await?);
        config.id = node.chain_id().to_owned();
        config.endpoints = node.urls();
        config.block_time_ms = 1_000;
        config.timeout_blocks = TIMEOUT_BLOCKS;
        let followed = Followed::default();
        let pace = if pace { PACE } else { Duration::ZERO };
        let making = tokio::spawn(make_blocks(Arc::clone(&node), Arc::clone(&followed), pace));
        let chain = Network::connect(config.clone()).await?;
        let funder = chain.writer(bank)?;
        let code = Box::new(native_code);
        Ok(Self { chain, config, funder, code, embedded: Some(Embedded { node, followed, making }) })
    }

    /// A real chain, on which `funder` pays for everything.
    pub async fn real(
        config: ChainConfig,
        funder: Arc<dyn Signer>,
        code: impl Fn(Role) -> Vec<u8> + Send + Sync + 'static,
    ) -> Result<Self, Failure> {
        let chain = Network::connect(config.clone()).await?;
        let funder = chain.writer(funder)?;
        Ok(Self { chain, config, funder, code: Box::new(code), embedded: None })
    }

    pub const fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// From now on no block is made before this program is done with the last one. Nobody waits on a real chain.
    pub fn follow(&self, handled: watch::Receiver<u64>) {
        if let Some(embedded) = &self.embedded {
            embedded.followed.lock().unwrap_or_else(PoisonError::into_inner).push(handled);
        }
    }

    /// What somebody signs with here.
    pub fn writer(&self, key: Arc<dyn Signer>) -> Result<Arc<dyn Writer>, Failure> {
        Ok(self.chain.writer(key)?)
    }

    /// A key of its own for somebody.
    pub fn new_key(&self, name: &str) -> Result<Arc<dyn Signer>, Failure> {
        Ok(Arc::new(new_key(name, &self.config)?))
    }

    /// Gives everybody what it has when everything begins, and coins for fees, in one transaction.
    pub async fn give(&self, purses: Vec<(String, Vec<Coin>)>) -> Result<(), Failure> {
        let fees = Coin::new(FEES, &self.config.fee.denom);
        let messages = purses.into_iter().map(|(to, mut coins)| {
            coins.push(fees.clone());
            coins.sort_by(|one, other| one.denom.cmp(&other.denom));
            Message::Send { to, coins }
        });
        self.funder.send(messages.collect()).await?;
        Ok(())
    }

    /// The block after this one, when it is there.
    pub async fn head_above(&self, height: u64) -> Result<Head, Failure> {
        Ok(self.chain.head_above(height).await?)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(embedded) = &self.embedded {
            embedded.making.abort();
        }
    }
}

impl Embedded {
    /// Its URL, for whoever wants to look in.
    fn url(&self) -> String {
        self.node.url()
    }
}

impl Place {
    /// Where to look in from outside.
    pub fn url(&self) -> String {
        self.embedded.as_ref().map_or_else(|| self.config.endpoints.join(", "), Embedded::url)
    }
}

fn new_key(name: &str, config: &ChainConfig) -> Result<Key, Failure> {
    let secret = generate().and_then(Secret::parse);
    let secret = secret.map_err(|reason| berth_chain::Error::Key { name: name.to_owned(), reason })?;
    Ok(Key::new(name, &secret, &config.keys)?)
}

/// While nobody is followed, blocks are made when there is something to put in, and now and then.
async fn until_wanted(node: &Devnet) {
    let latest = Instant::now() + IDLE;
    while Instant::now() < latest && node.waiting().await.is_ok_and(|waiting| waiting == 0) {
        sleep(Duration::from_millis(5)).await;
    }
}

/// A real chain waits for nobody. The embedded one makes its next block when everybody is done with the last one, or
/// nearly: so the story does not depend on how busy this machine is.
async fn make_blocks(node: Arc<Devnet>, followed: Followed, pace: Duration) {
    loop {
        let (height, latest) = (node.head().height, Instant::now() + PATIENCE);
        sleep(pace).await;
        let programs = followed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if programs.is_empty() {
            until_wanted(&node).await;
        }
        for mut program in programs {
            // One that has ended is waited for no more, and neither is one that takes too long.
            drop(timeout_at(latest, program.wait_for(|handled| *handled >= height)).await);
        }
        if node.produce_block(BLOCK_SECONDS).await.is_err() {
            return;
        }
    }
}
