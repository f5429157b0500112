//! Which key signs.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The environment variable that holds a passphrase where no file does.
pub const PASSPHRASE: &str = "BERTH_PASSPHRASE";

/// Which key signs. No secret stands in the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeySettings {
    /// Where the key comes from: "file", an encrypted file of the key directory; "environment", a variable that holds its
    /// mnemonic.
    pub source: KeySource,
    /// Name of the key in the key directory.
    pub name: String,
    /// The key directory. Left out: .berth/keys in the home directory.
    pub directory: Option<PathBuf>,
    /// A file whose first line is the passphrase of the key, readable by the program alone. Left out: the environment variable
    /// BERTH_PASSPHRASE holds it.
    pub passphrase_file: Option<PathBuf>,
    /// With source "environment": the variable with the mnemonic, or the private key in hexadecimal.
    pub variable: String,
}

/// Where a key comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// An encrypted file.
    #[default]
    File,
    /// An environment variable.
    Environment,
}

impl Default for KeySettings {
    fn default() -> Self {
        Self::named("default")
    }
}

impl KeySettings {
    /// The key of this name in the key directory.
    pub fn named(name: &str) -> Self {
        Self {
            source: KeySource::File,
            name: name.to_owned(),
            directory: None,
            passphrase_file: None,
            variable: "BERTH_MNEMONIC".to_owned(),
        }
    }
}
