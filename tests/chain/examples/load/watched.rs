//! How far a daemon is: one that waits for the block above another is done with that one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use berth_chain::{Account, Block, Chain, CodeInfo, ContractInfo, Head, Network, Result};
use cosmwasm_std::{Coin, Uint128};

/// A daemon's way to the chain, as any other, that remembers how far it is.
pub struct Watched {
    network: Arc<Network>,
    done: Arc<AtomicU64>,
}

impl Watched {
    /// Not at any block yet.
    pub fn new(network: Arc<Network>) -> Self {
        Self { network, done: Arc::default() }
    }

    /// The height of the last block that the daemon is done with, kept up to date; 0 before.
    pub fn done(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.done)
    }
}

#[async_trait]
impl Chain for Watched {
    fn id(&self) -> &str {
        self.network.id()
    }

    async fn head(&self) -> Result<Head> {
        self.network.head().await
    }

    async fn head_above(&self, height: u64) -> Result<Head> {
        self.done.fetch_max(height, Ordering::SeqCst);
        self.network.head_above(height).await
    }

    async fn block(&self, height: u64) -> Result<Block> {
        self.network.block(height).await
    }

    async fn smart(&self, contract: &str, query: &[u8], at: Option<u64>) -> Result<Vec<u8>> {
        self.network.smart(contract, query, at).await
    }

    async fn raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>> {
        self.network.raw(contract, key, at).await
    }

    async fn balance(&self, address: &str, denom: &str) -> Result<Uint128> {
        self.network.balance(address, denom).await
    }

    async fn balances(&self, address: &str) -> Result<Vec<Coin>> {
        self.network.balances(address).await
    }

    async fn account(&self, address: &str) -> Result<Option<Account>> {
        self.network.account(address).await
    }

    async fn contract(&self, address: &str) -> Result<Option<ContractInfo>> {
        self.network.contract(address).await
    }

    async fn code(&self, id: u64) -> Result<Option<CodeInfo>> {
        self.network.code(id).await
    }

    async fn build_address(&self, checksum: &[u8], creator: &str, salt: &[u8]) -> Result<String> {
        self.network.build_address(checksum, creator, salt).await
    }
}
