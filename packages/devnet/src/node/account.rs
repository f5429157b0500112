//! Accounts: who has signed how often, with which key.

use cosmwasm_std::{StdError, StdResult, Storage, from_json, to_json_vec};
use serde::{Deserialize, Serialize};

use super::address::account_number;

/// Beyond every key of the emulator, whose keys begin with the length of a name.
const NAMESPACE: &[u8] = b"\xff\xffaccount/";

/// An account that the chain knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Of its next transaction.
    pub sequence: u64,
    /// Compressed secp256k1, once it has signed.
    pub key: Option<Vec<u8>>,
}

impl Account {
    /// The account of an address, if the chain has met it.
    pub fn load(storage: &dyn Storage, address: &str) -> Option<Self> {
        storage.get(&key(address)).and_then(|json| from_json(json).ok())
    }

    /// Writes it.
    pub fn save(&self, storage: &mut dyn Storage, address: &str) -> StdResult<()> {
        let json = to_json_vec(self).map_err(|e| StdError::msg(e.to_string()))?;
        storage.set(&key(address), &json);
        Ok(())
    }

    /// Makes one for an address that has none.
    pub fn ensure(storage: &mut dyn Storage, address: &str) -> StdResult<()> {
        if storage.get(&key(address)).is_none() {
            Self::default().save(storage, address)?;
        }
        Ok(())
    }

    /// Its number.
    pub fn number(address: &str) -> u64 {
        account_number(address)
    }
}

fn key(address: &str) -> Vec<u8> {
    [NAMESPACE, address.as_bytes()].concat()
}
