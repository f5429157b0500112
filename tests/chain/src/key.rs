//! Keys that sign.

use anyhow::{Context, Result};
use cosmrs::crypto::PublicKey;
use k256::ecdsa::signature::Signer;
use k256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};

/// A secret with its address.
#[derive(Clone)]
pub struct Key {
    secret: SigningKey,
    /// `wasm1..`.
    pub address: String,
}

impl Key {
    /// Of 32 bytes.
    pub fn new(secret: &[u8]) -> Result<Self> {
        let secret = SigningKey::from_slice(secret).context("no secp256k1 key")?;
        let id = PublicKey::from(secret.verifying_key()).account_id("wasm").map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(Self { secret, address: id.to_string() })
    }

    /// Of a name, the same each time.
    pub fn named(name: &str) -> Result<Self> {
        Self::new(&Sha256::digest(name))
    }

    /// Compressed.
    pub fn public(&self) -> Vec<u8> {
        self.secret.verifying_key().to_encoded_point(true).as_bytes().to_vec()
    }

    /// 64 bytes.
    pub fn sign(&self, document: &[u8]) -> Vec<u8> {
        let signature: Signature = self.secret.sign(document);
        signature.to_vec()
    }
}
