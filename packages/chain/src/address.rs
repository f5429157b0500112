//! Addresses: bech32 of 20 or 32 bytes.

use cosmrs::AccountId;

use crate::{Error, Result};

/// Errors as [`Error::Invalid`] for `field` unless it is an address of this chain.
pub(crate) fn check(text: &str, prefix: &str, field: &str) -> Result<()> {
    let good = text.parse::<AccountId>().is_ok_and(|id| id.prefix() == prefix);
    if good { Ok(()) } else { Err(Error::invalid(field, text, format!("an address that begins with {prefix}1"))) }
}
