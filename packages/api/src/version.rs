//! Which code a contract runs.

use cosmwasm_schema::cw_serde;

/// The version of these messages, queries, events and raw keys: raised when one of them changes so that an older client
/// would misread it.
pub const API_VERSION: u32 = 1;

/// Moves a contract to new code: its name must be the same, its version must not go down.
///
/// The chain lets only the contract's admin send it.
#[cw_serde]
pub struct MigrateMsg {}

/// What a contract is, and what it speaks.
#[cw_serde]
pub struct VersionResponse {
    /// Its cw2 name, as in `berth/market`.
    pub contract: String,
    /// The version of its code.
    pub version: String,
    /// [`API_VERSION`] of its code.
    pub api: u32,
}
