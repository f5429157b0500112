//! Which chain, and how it is reached.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Endpoint;

/// Which chain, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChainSettings {
    /// Name of the chain in the chains file, as in "cosmoshub", "osmosis", "neutron" or "local".
    pub name: String,
    /// A chains file of your own: what it says of a name goes before what the program knows. It holds everything about a chain:
    /// endpoints, gas, fees.
    pub file: Option<PathBuf>,
    /// RPC URLs instead of those of the chains file, the preferred one first. Several make the program outlive one of them.
    pub endpoints: Vec<Endpoint>,
}

impl Default for ChainSettings {
    fn default() -> Self {
        Self { name: "local".to_owned(), file: None, endpoints: vec![] }
    }
}
