//! The reading side.

use async_trait::async_trait;
use cosmwasm_std::{Coin, Uint128};

use crate::{Block, Head, Result};

/// A chain that can be read. Every `at` is the height as of which is asked; none is the latest.
#[async_trait]
pub trait Chain: Send + Sync {
    /// Its id, as in `cosmoshub-4`.
    fn id(&self) -> &str;

    /// The latest block there is.
    async fn head(&self) -> Result<Head>;

    /// Waits for a block above `height`: the latest then. Heights may be passed over, and read with [`Chain::block`].
    /// Whatever happens to endpoints meanwhile, it goes on waiting; it ends in an error only when none can be asked at all.
    async fn head_above(&self, height: u64) -> Result<Head>;

    /// A block with its results. Errors if the node has it no more, or not yet.
    async fn block(&self, height: u64) -> Result<Block>;

    /// A contract's answer, JSON, to a query, JSON.
    async fn smart(&self, contract: &str, query: &[u8], at: Option<u64>) -> Result<Vec<u8>>;

    /// What a contract stores under a key; `None` for nothing.
    async fn raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>>;

    /// What an address has of one coin.
    async fn balance(&self, address: &str, denom: &str) -> Result<Uint128>;

    /// All coins of an address, by denom.
    async fn balances(&self, address: &str) -> Result<Vec<Coin>>;

    /// The account of an address; `None` if the chain has never seen it.
    async fn account(&self, address: &str) -> Result<Option<Account>>;

    /// A contract's record; `None` if there is none at this address.
    async fn contract(&self, address: &str) -> Result<Option<ContractInfo>>;

    /// A stored code; `None` if there is none of this number.
    async fn code(&self, id: u64) -> Result<Option<CodeInfo>>;

    /// The address that [`crate::Message::Instantiate2`] would make.
    async fn build_address(&self, checksum: &[u8], creator: &str, salt: &[u8]) -> Result<String>;
}

/// An account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number, which may have the top bit set.
    pub number: u64,
    /// Of its next transaction, those that wait in the pool not counted.
    pub sequence: u64,
}

/// A contract's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractInfo {
    /// Number of its code.
    pub code_id: u64,
    /// Who made it.
    pub creator: String,
    /// Who may migrate it.
    pub admin: Option<String>,
    /// Name for people.
    pub label: String,
}

/// A stored code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// Its number.
    pub id: u64,
    /// Who stored it.
    pub creator: String,
    /// SHA-256 of the wasm.
    pub checksum: Vec<u8>,
}
