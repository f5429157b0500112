//! What a devnet is made with.

use std::time::Duration;

use cosmwasm_std::{Coin, Decimal256, Timestamp};

use crate::Result;

/// How a chain is to be. [`Config::default`] is a chain like that of `scripts/devnet.sh`, whose blocks are made by hand.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its id.
    pub chain_id: String,
    /// Who has which coins from the beginning.
    pub balances: Vec<(String, Vec<Coin>)>,
    /// When blocks are made.
    pub blocks: Blocks,
    /// Time of the first block; now if there is none.
    pub genesis: Option<Timestamp>,
    /// The ports of its endpoints, on 127.0.0.1; 0 for any that is free. At least one.
    pub ports: Vec<u16>,
    /// The least price of a unit of gas.
    pub gas_price: Decimal256,
    /// The denom of fees.
    pub fee_denom: String,
    /// Gas that the transactions of one block may ask for together; 0 for no bound.
    pub max_gas: u64,
    /// Whether a repeated call of one code in one transaction is cheap, as on a plain `wasmd`.
    pub discount: bool,
    /// How many transactions may wait in the pool.
    pub pool: usize,
    /// Of how many of the latest blocks the state is kept, to be asked as of their height.
    pub states: usize,
    /// How many of the latest blocks are kept.
    pub history: usize,
    /// Threads that run smart queries.
    pub readers: usize,
}

/// When blocks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// Only by [`crate::Devnet::produce_block`].
    ByHand,
    /// One after another.
    Every {
        /// From one to the next.
        interval: Duration,
        /// By how much the chain's own time goes on meanwhile, so that a demonstration need not wait.
        chain_time: Duration,
    },
}

impl Default for Config {
    fn default() -> Self {
        Self {
            chain_id: "berth-1".to_owned(),
            balances: vec![],
            blocks: Blocks::ByHand,
            genesis: None,
            ports: vec![0],
            gas_price: Decimal256::percent(1),
            fee_denom: "stake".to_owned(),
            max_gas: 100_000_000,
            discount: true,
            pool: 5_000,
            states: 100,
            history: 10_000,
            readers: 1,
        }
    }
}

impl Config {
    /// Adds coins that somebody has from the beginning.
    #[must_use]
    pub fn with_balance(mut self, address: impl Into<String>, coins: Vec<Coin>) -> Self {
        self.balances.push((address.into(), coins));
        self
    }

    /// Errors name the field, what was found and what is allowed.
    pub(crate) fn check(&self) -> Result<()> {
        anyhow::ensure!(!self.chain_id.is_empty(), "chain_id is empty, allowed: 1 or more letters");
        anyhow::ensure!(!self.ports.is_empty(), "ports is empty, allowed: one port for each endpoint, at least one");
        for (address, _) in &self.balances {
            let valid = crate::node::address::is_valid(address);
            anyhow::ensure!(valid, "balances has the address {address}, allowed: addresses that begin with wasm1");
        }
        for (field, found) in [("pool", self.pool), ("states", self.states), ("history", self.history)] {
            anyhow::ensure!(found > 0, "{field} is 0, allowed: 1 or more");
        }
        anyhow::ensure!(
            self.states <= self.history,
            "states is {}, allowed: up to history, {}",
            self.states,
            self.history
        );
        if let Blocks::Every { interval, .. } = self.blocks {
            anyhow::ensure!(!interval.is_zero(), "blocks.interval is 0 s, allowed: more");
        }
        Ok(())
    }
}
