//! The storage that may be read raw: by the sibling contracts, and by anyone who would save a query's gas.
//!
//! A key or record that changes shape changes its namespace, so that an old reader finds nothing rather than nonsense.
//! A golden test pins every key and record.

use berth_domain::{Account, DeploymentInfrastructure, ProviderProfile, Terms, TermsNumber, WaitDuration};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, HexBinary, Uint128};
use cw_storage_plus::{Item, Map};

use crate::provider_registry::Authority;

/// deployment: id -> deployment. Written by SubmitDeployment and CancelDeployment; never deleted.
pub const DEPLOYMENTS: Map<u64, DeploymentRecord> = Map::new("deployments");
/// deployment: (id, slot) -> infrastructure. Written by SubmitDeployment; deleted by CancelDeployment.
pub const INFRASTRUCTURE: Map<(u64, u32), DeploymentInfrastructure> = Map::new("infrastructure");

/// market: denom -> number of its current rules.
pub const CURRENT_TERMS: Map<&str, TermsNumber> = Map::new("current_terms");
/// market: number -> rules. Never changed, never deleted.
pub const TERMS: Map<TermsNumber, Terms> = Map::new("terms");
/// market: (owner, denom) -> locked as collateral. Absent for nothing.
pub const LOCKS: Map<(&Addr, &str), Uint128> = Map::new("locks");

/// escrow: deployment -> account. Deleted by CancelDeployment.
pub const ACCOUNTS: Map<u64, Account> = Map::new("accounts");
/// escrow: (owner, denom) -> balance. Absent for nothing.
pub const BALANCES: Map<(&Addr, &str), Uint128> = Map::new("balances");

/// provider-registry: address -> profile.
pub const PROVIDERS: Map<&Addr, ProviderProfile> = Map::new("providers");
/// provider-registry: who holds authority over the exchange.
pub const AUTHORITY: Item<Authority> = Item::new("authority");

/// A deployment as it is stored.
#[cw_serde]
pub struct DeploymentRecord {
    /// Its tenant.
    pub owner: Addr,
    /// What it is paid in.
    pub denom: String,
    /// SHA-256 of the manifest.
    pub version: HexBinary,
    /// How long each order collects bids.
    pub wait_duration: WaitDuration,
    /// Its infrastructures, increasing. None: the deployment is cancelled (a live one has at least one).
    pub slots: Vec<u32>,
}

impl DeploymentRecord {
    /// Whether the deployment is over.
    pub const fn is_closed(&self) -> bool {
        self.slots.is_empty()
    }
}
