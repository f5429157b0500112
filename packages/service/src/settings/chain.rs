//! Which chain, and how it is reached.

use std::{path::PathBuf, sync::Arc};

use berth_chain::{
    Error, Network, Result,
    config::{ChainConfig, Chains},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{Endpoint, Wrong};

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

impl ChainSettings {
    /// Whether there is such a chain, and whether all that is said of it can be.
    pub fn check(&self) -> std::result::Result<(), Wrong> {
        match self.config() {
            Ok(_) => Ok(()),
            Err(Error::Invalid { field, found, allowed }) if field == "chain" => {
                Err(Wrong { field: "chain.name".to_owned(), found, allowed })
            }
            Err(Error::Invalid { field, found, allowed }) if field.starts_with("endpoints") => {
                Err(Wrong { field: format!("chain.{field}"), found, allowed })
            }
            Err(Error::Invalid { field, found, allowed }) => Err(Wrong {
                field: "chain.file".to_owned(),
                found: format!("one in which {field} is {found}"),
                allowed,
            }),
            Err(other) => Err(Wrong::new("chain.file", other, "a file of chains")),
        }
    }

    /// All that is known of the chain.
    ///
    /// Errors as [`berth_chain::Error::Invalid`]: no such chain, or a file or URL that is wrong.
    pub fn config(&self) -> Result<ChainConfig> {
        let mut chains = Chains::builtin()?;
        if let Some(file) = &self.file {
            chains = chains.with(Chains::read(file)?);
        }
        let mut config = chains.get(&self.name)?.clone();
        if !self.endpoints.is_empty() {
            config.endpoints = self.endpoints.iter().map(|url| url.as_str().to_owned()).collect();
            config.check()?;
        }
        Ok(config)
    }

    /// The chain itself. Endpoints that do not answer are no error: they are tried again and again.
    pub async fn connect(&self) -> Result<Arc<Network>> {
        Network::connect(self.config()?).await
    }
}
