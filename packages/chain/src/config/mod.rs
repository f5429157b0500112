//! What has to be known of a chain before anything can be asked of it.

mod chains;
mod check;

use std::fmt;

use cosmwasm_std::Decimal;
use serde::{Deserialize, Serialize};

use crate::endpoint;

pub use chains::Chains;

/// One chain. In a file, keys that are not listed here are refused.
#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChainConfig {
    /// The chain's id, as in `cosmoshub-4`. An endpoint of another chain is never used.
    pub id: String,
    /// What its addresses begin with, as in `cosmos`.
    pub prefix: String,
    /// RPC URLs, `http` or `https`, the preferred one first. A user and a password in them are used and never shown.
    pub endpoints: Vec<String>,
    /// Whether nodes are asked to tell of new blocks. Without it they are only polled.
    #[serde(default = "yes")]
    pub websocket: bool,
    /// About how long a block takes, in milliseconds; how often nodes are polled follows from it.
    #[serde(default = "block_time")]
    pub block_time_ms: u64,
    /// How long a node may take to answer, in milliseconds.
    #[serde(default = "timeout")]
    pub timeout_ms: u64,
    /// How long a node may be silent until another one is asked as well, in milliseconds; the first answer that will do is taken.
    #[serde(default = "hedge")]
    pub hedge_ms: u64,
    /// From what age of its latest block on a chain counts as halted, in seconds: nothing is sent then. 0: never.
    #[serde(default = "halt")]
    pub halt_seconds: u64,
    /// How its keys work.
    #[serde(default)]
    pub keys: KeyScheme,
    /// Limits of gas.
    #[serde(default)]
    pub gas: GasConfig,
    /// What gas costs.
    pub fee: FeeConfig,
    /// In how many blocks, from the latest on, a transaction may be carried out.
    #[serde(default = "timeout_blocks")]
    pub timeout_blocks: u64,
    /// Goes into each transaction for all to see.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub memo: String,
    /// Who pays the fees, if it is not the key itself: an address that has granted it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granter: Option<String>,
}

/// How a chain derives keys and addresses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyScheme {
    /// The kind of its keys.
    pub algorithm: Algorithm,
    /// SLIP-44 number: a mnemonic's key is at `m/44'/<coin_type>'/0'/0/0`.
    pub coin_type: u32,
    /// Type of its public keys in transactions. None: that of [`Algorithm`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key_type: Option<String>,
}

/// Kinds of keys. Both are of the curve secp256k1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// Signs SHA-256; an address is the RIPEMD-160 of the SHA-256 of the public key.
    #[default]
    Secp256k1,
    /// Signs Keccak-256; an address is Ethereum's.
    Ethsecp256k1,
}

/// How much gas a transaction asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct GasConfig {
    /// Gas limit per gas of the simulation, at least 1.
    pub multiplier: Decimal,
    /// No transaction asks for less.
    pub floor: u64,
    /// One that needs more is not sent.
    pub cap: u64,
}

/// What a unit of gas costs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FeeConfig {
    /// The coin that fees are paid in.
    pub denom: String,
    /// Where the price comes from.
    #[serde(default)]
    pub source: PriceSource,
    /// The price, if [`PriceSource::Fixed`]; else what is paid while the source does not answer.
    pub price: Decimal,
    /// By what the price is multiplied: the first at first, the next after a fee was too low or a transaction expired, back
    /// by one after a success. Ascending, each at least 1.
    #[serde(default = "ladder")]
    pub ladder: Vec<Decimal>,
    /// Nothing is sent at a higher price.
    pub max_price: Decimal,
}

/// Where the price of gas comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// From the config.
    #[default]
    Fixed,
    /// The least that the node takes.
    Node,
    /// The module `feemarket` of Skip.
    Feemarket,
    /// The base fee of Osmosis.
    Osmosis,
}

const fn yes() -> bool {
    true
}

const fn block_time() -> u64 {
    6_000
}

const fn timeout() -> u64 {
    8_000
}

const fn hedge() -> u64 {
    2_000
}

const fn halt() -> u64 {
    300
}

const fn timeout_blocks() -> u64 {
    20
}

fn ladder() -> Vec<Decimal> {
    [100, 125, 160, 200].map(Decimal::percent).to_vec()
}

impl Default for KeyScheme {
    fn default() -> Self {
        Self { algorithm: Algorithm::default(), coin_type: 118, public_key_type: None }
    }
}

impl Default for GasConfig {
    fn default() -> Self {
        Self { multiplier: Decimal::percent(130), floor: 100_000, cap: 20_000_000 }
    }
}

impl KeyScheme {
    /// Where a mnemonic's key is.
    pub fn path(&self) -> String {
        format!("m/44'/{}'/0'/0/0", self.coin_type)
    }

    /// Type of a public key in a transaction.
    pub(crate) fn public_key_type(&self) -> &str {
        self.public_key_type.as_deref().unwrap_or(match self.algorithm {
            Algorithm::Secp256k1 => "/cosmos.crypto.secp256k1.PubKey",
            Algorithm::Ethsecp256k1 => "/cosmos.evm.crypto.v1.ethsecp256k1.PubKey",
        })
    }
}

impl ChainConfig {
    /// A chain with everything else as it is by default.
    pub fn new(id: &str, prefix: &str, endpoint: &str, denom: &str, price: Decimal) -> Self {
        Self {
            id: id.into(),
            prefix: prefix.into(),
            endpoints: vec![endpoint.into()],
            websocket: yes(),
            block_time_ms: block_time(),
            timeout_ms: timeout(),
            hedge_ms: hedge(),
            halt_seconds: halt(),
            keys: KeyScheme::default(),
            gas: GasConfig::default(),
            fee: FeeConfig {
                denom: denom.into(),
                source: PriceSource::Fixed,
                price,
                ladder: ladder(),
                max_price: price.saturating_mul(Decimal::percent(1_000)),
            },
            timeout_blocks: timeout_blocks(),
            memo: String::new(),
            granter: None,
        }
    }
}

impl fmt::Debug for ChainConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoints: Vec<String> = self.endpoints.iter().map(|url| endpoint::shown(url)).collect();
        f.debug_struct("ChainConfig").field("id", &self.id).field("endpoints", &endpoints).finish_non_exhaustive()
    }
}
