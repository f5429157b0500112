//! Keys: what signs, and where keys come from. Nothing here shows a secret, in whatever form it is printed.
//!
//! A key comes from a [`KeyFiles`] directory, from the environment ([`from_env`]), or from words or a number at hand
//! ([`Key::new`]). How a [`Secret`] becomes a key depends on the chain: its [`crate::config::KeyScheme`].

mod file;
mod key;
mod secret;

use std::env;

use async_trait::async_trait;

pub use file::KeyFiles;
pub use key::Key;
pub use secrecy::SecretString;
pub use secret::{Secret, generate};

use crate::{
    Error, Result,
    config::{Algorithm, KeyScheme},
};

/// Where [`from_env`] looks unless told otherwise.
pub const ENV: &str = "BERTH_MNEMONIC";

/// Signs for one key: one in memory, or one that never leaves a device.
#[async_trait]
pub trait Signer: Send + Sync {
    /// What people call the key.
    fn name(&self) -> &str;

    /// Its kind, which must be the chain's.
    fn algorithm(&self) -> Algorithm;

    /// The public key, compressed.
    fn public_key(&self) -> [u8; 33];

    /// The signature of these bytes, r and s; they are hashed here as [`Signer::algorithm`] says.
    async fn sign(&self, bytes: &[u8]) -> Result<[u8; 64]>;

    /// Its address on chains of this prefix.
    ///
    /// Errors as [`Error::Key`] if there can be no such address.
    fn address(&self, prefix: &str) -> Result<String> {
        key::address(self.algorithm(), &self.public_key(), prefix)
            .map_err(|reason| Error::Key { name: self.name().into(), reason })
    }
}

/// The key whose mnemonic, or number of 64 hex digits, stands in an environment variable.
///
/// Errors as [`Error::Key`] if it is not set or not such.
pub fn from_env(variable: &str, scheme: &KeyScheme) -> Result<Key> {
    let name = format!("of the environment variable {variable}");
    let text = env::var(variable).map_err(|error| Error::Key {
        name: name.clone(),
        // The standard error would show the value if it is not Unicode.
        reason: match error {
            env::VarError::NotPresent => "it is not set".into(),
            env::VarError::NotUnicode(_) => "it is not text".into(),
        },
    })?;
    let secret = Secret::parse(text.into()).map_err(|reason| Error::Key { name: name.clone(), reason })?;
    Key::new(&name, &secret, scheme)
}
