//! Sections of settings that every program on a chain has.

mod chain;
mod key;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use chain::ChainSettings;
pub use key::{KeySettings, KeySource, PASSPHRASE};

/// Which exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExchangeSettings {
    /// The file that the deployment of the exchange has written: the chain's id and the addresses of the contracts.
    pub file: PathBuf,
}

impl Default for ExchangeSettings {
    fn default() -> Self {
        Self { file: "exchange.toml".into() }
    }
}
