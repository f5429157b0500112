//! Addresses: their text, their number.

use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{Addr, Api, Binary, CanonicalAddr, StdResult};
use sha2::{Digest, Sha256};

/// Of every address, as on a plain `wasmd` chain.
pub const PREFIX: &str = "wasm";
/// Bytes of a user's or a module's address.
const SHORT: usize = 20;

/// What reads and writes addresses.
pub fn api() -> MockApi {
    MockApi::default().with_prefix(PREFIX)
}

/// Whether a text is an address of this chain.
pub fn is_valid(text: &str) -> bool {
    api().addr_validate(text).is_ok()
}

/// Its bytes.
pub fn bytes(text: &str) -> StdResult<CanonicalAddr> {
    api().addr_canonicalize(text)
}

/// Its text.
pub fn text(bytes: &[u8]) -> StdResult<Addr> {
    api().addr_humanize(&Binary::from(bytes).into())
}

/// Its bytes as text, which is how a node prints some addresses in its errors.
pub fn garbled(text: &str) -> String {
    bytes(text).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Of a module's account, which is nobody's.
pub fn module(name: &str) -> String {
    let hash = Sha256::digest(name);
    let bytes: Vec<u8> = hash.into_iter().take(SHORT).collect();
    // 20 bytes are always an address.
    text(&bytes).map(Addr::into_string).unwrap_or_default()
}

/// Where the fees go.
pub fn fee_collector() -> String {
    module("fee_collector")
}

/// The number of an account. It follows from the address, so that signatures can be checked without looking at the state;
/// the top bit is set, as in the numbers that a node gives to accounts it meets for the first time.
pub fn account_number(address: &str) -> u64 {
    let hash = Sha256::digest(address);
    let head = hash.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    head | (1 << 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fee_collector_is_where_a_node_has_it() {
        assert_eq!(fee_collector(), "wasm17xpfvakm2amg962yls6f84z3kell8c5l69j4zk");
    }

    #[test]
    fn numbers_have_the_top_bit() {
        assert!(account_number("a") > u64::MAX / 2);
        assert_ne!(account_number("a"), account_number("b"));
    }
}
