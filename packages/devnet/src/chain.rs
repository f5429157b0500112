//! The chain as its endpoints share it.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use berth_sandbox::gas::Chain as Pricing;
use cosmwasm_std::Coin;
use tokio::sync::broadcast;

use crate::actor::Actor;
use crate::config::Config;
use crate::node::{
    self, Answer, Block, Failure, Ledger, Machine, Producer, Query, Refused, Rules, Simulated, Trouble, Tx, View,
};
use crate::{Result, now};

/// Blocks that a slow listener may be behind.
const NEWS: usize = 1_024;

/// The threads of the chain and what they have made.
pub struct Chain {
    /// What it goes by.
    pub rules: Rules,
    ledger: Arc<RwLock<Ledger>>,
    producer: Actor<Producer>,
    readers: Actor<Machine>,
    /// Each new block.
    pub news: broadcast::Sender<Arc<Block>>,
}

/// That the chain has ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended;

impl Chain {
    /// With its first block.
    pub async fn start(config: &Config) -> Result<Self> {
        let rules = Rules {
            chain_id: config.chain_id.clone(),
            gas_price: config.gas_price,
            fee_denom: config.fee_denom.clone(),
            max_gas: config.max_gas,
        };
        let pricing = if config.discount { Pricing::Discount } else { Pricing::Plain };
        let ledger = Arc::new(RwLock::new(Ledger::new(config.history, config.states)));
        let (genesis, room) = (config.genesis.unwrap_or_else(now), config.pool);
        let producer = {
            let (rules, ledger) = (rules.clone(), Arc::clone(&ledger));
            let make = move || Producer::new(rules.clone(), pricing, Arc::clone(&ledger), genesis, room);
            Actor::new("devnet-blocks", 1, make)?
        };
        let readers = Actor::new("devnet-queries", config.readers, move || Machine::new(pricing))?;
        let chain = Self { rules, ledger, producer, readers, news: broadcast::channel(NEWS).0 };
        for (address, coins) in &config.balances {
            for coin in coins {
                chain.fund(address, coin).await?;
            }
        }
        chain.produce(Duration::ZERO).await?;
        Ok(chain)
    }

    /// The blocks and states.
    pub fn ledger(&self) -> RwLockReadGuard<'_, Ledger> {
        self.ledger.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a block; none while the chain is halted.
    pub async fn produce(&self, later: Duration) -> Result<Option<Arc<Block>>> {
        let made = self.producer.ask(move |producer| producer.produce(later)).await.ok_or(Ended)?;
        if let Some(block) = &made {
            // Nobody may be listening.
            drop(self.news.send(Arc::clone(block)));
        }
        Ok(made)
    }

    /// Makes coins out of nothing.
    pub async fn fund(&self, address: &str, coin: &Coin) -> Result<()> {
        let (to, coin) = (address.to_owned(), coin.clone());
        let made = self.producer.ask(move |producer| producer.fund(&to, &coin)).await.ok_or(Ended)?;
        made.map_err(|failure| anyhow::anyhow!("{failure}"))
    }

    /// Does something with the producer.
    pub async fn with_producer<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Producer) -> R + Send + 'static,
    ) -> Result<R> {
        Ok(self.producer.ask(job).await.ok_or(Ended)?)
    }

    /// What ails the chain from now on.
    pub async fn trouble(&self, trouble: Trouble) -> Result<()> {
        self.with_producer(move |producer| producer.trouble = trouble).await
    }

    /// Gives the pool a transaction.
    pub async fn broadcast(
        &self,
        bytes: Vec<u8>,
        is_full: bool,
    ) -> std::result::Result<std::result::Result<(), Failure>, Refused> {
        let mut tx = match Tx::read(bytes) {
            Ok(tx) => tx,
            Err(failure) => return Ok(Err(failure)),
        };
        // The dear part is done here, where many can do it at once. A signer who does not give a key is looked at later.
        if tx.signers.iter().all(|signer| signer.key.is_some()) {
            tx.verified = Some(tx.verify(&self.rules.chain_id, &[]));
        }
        let taken = self.producer.ask(move |producer| producer.check(tx, is_full)).await;
        taken.unwrap_or_else(|| Ok(Err(Failure::sdk(1, "the devnet has ended"))))
    }

    /// What a transaction would do.
    pub async fn simulate(&self, bytes: Vec<u8>) -> Simulated {
        let tx = match Tx::read(bytes) {
            Ok(tx) => tx,
            Err(failure) => return (0, Err(failure)),
        };
        let done = self.producer.ask(move |producer| producer.simulate(&tx)).await;
        done.unwrap_or_else(|| (0, Err(Failure::sdk(1, "the devnet has ended"))))
    }

    /// Answers a query as of a state.
    pub async fn query(&self, query: Query, view: View) -> Answer {
        if !query.is_smart() {
            return node::answer(&query, &view, &self.rules);
        }
        let answer = self.readers.ask(move |machine| node::smart(&query, &view, machine)).await;
        answer.unwrap_or_else(|| Err(Failure::sdk(1, "the devnet has ended")))
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the devnet has ended")
    }
}

impl std::error::Error for Ended {}
