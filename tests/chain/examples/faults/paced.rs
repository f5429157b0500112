//! A chain that tells when its program has done all that a block asks for, and waits for the next.

use std::sync::Arc;

use async_trait::async_trait;
use berth_chain::{Account, Block, Chain, CodeInfo, ContractInfo, Head, Network, Result};
use cosmwasm_std::{Coin, Uint128};
use tokio::sync::watch;

/// The height above which a program waits for a block; none while it has something to do.
pub type Waits = Option<u64>;

/// A network, and somebody who wants to know how far its program is.
pub struct Paced {
    network: Arc<Network>,
    waits: watch::Sender<Waits>,
}

impl Paced {
    /// Over a network; nothing is known of its program yet.
    pub const fn new(network: Arc<Network>, waits: watch::Sender<Waits>) -> Self {
        Self { network, waits }
    }
}

#[async_trait]
impl Chain for Paced {
    fn id(&self) -> &str {
        self.network.id()
    }

    async fn head(&self) -> Result<Head> {
        self.network.head().await
    }

    async fn head_above(&self, height: u64) -> Result<Head> {
        self.waits.send_replace(Some(height));
        let head = self.network.head_above(height).await;
        self.waits.send_replace(None);
        head
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
