//! Which key signs.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use berth_chain::{
    Error, Result,
    config::KeyScheme,
    keys::{self, Key, KeyFiles, SecretString},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Wrong;

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
            variable: keys::ENV.to_owned(),
        }
    }

    /// Whether there can be such a key; its file is not opened.
    pub fn check(&self) -> std::result::Result<(), Wrong> {
        if self.source == KeySource::Environment {
            return Ok(());
        }
        let wrong = |error: Error| Wrong::new("key.name", format!("\"{}\"", self.name), error.to_string());
        KeyFiles::new("").path(&self.name).map(drop).map_err(wrong)
    }

    /// The key, on a chain of this scheme.
    ///
    /// Errors as [`Error::Key`], with a reason that holds nothing secret.
    pub fn unlock(&self, scheme: &KeyScheme) -> Result<Key> {
        match self.source {
            KeySource::Environment => keys::from_env(&self.variable, scheme),
            KeySource::File => KeyFiles::new(self.directory()?).unlock(&self.name, &self.passphrase()?, scheme),
        }
    }

    fn directory(&self) -> Result<PathBuf> {
        if let Some(directory) = &self.directory {
            return Ok(directory.clone());
        }
        let home = env::var_os("HOME").filter(|home| !home.is_empty());
        let home = home.ok_or_else(|| self.wrong("HOME is not set, so key.directory must be".to_owned()))?;
        Ok(Path::new(&home).join(".berth").join("keys"))
    }

    fn passphrase(&self) -> Result<SecretString> {
        let Some(file) = &self.passphrase_file else {
            // The standard error would show the value if it is not Unicode.
            return env::var(PASSPHRASE).map(SecretString::from).map_err(|_| {
                self.wrong(format!("there is no passphrase: neither key.passphrase_file nor {PASSPHRASE} is set"))
            });
        };
        let text = fs::read_to_string(file).map_err(|error| self.wrong(format!("{}: {error}", file.display())))?;
        let line = text.lines().next().unwrap_or_default();
        Ok(SecretString::from(line))
    }

    fn wrong(&self, reason: String) -> Error {
        Error::Key { name: self.name.clone(), reason }
    }
}
