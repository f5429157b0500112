//! The storage that may be read raw: by the sibling contracts, and by anyone who would save a query's gas.
//!
//! A key or record that changes shape changes its namespace, so that an old reader finds nothing rather than nonsense.
//! A golden test pins every key and record.

use berth_domain::{
    Account, Attribute, DeploymentInfrastructure, ProviderProfile, Stake, Terms, TermsNumber, TrackRecord, WaitDuration,
};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary, HexBinary, Uint128};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use crate::market;

/// deployment: id -> deployment. Written by SubmitDeployment, UpdateDeployment and CancelDeployment; never deleted.
pub const DEPLOYMENTS: Map<u64, DeploymentRecord> = Map::new("deployments");
/// deployment: (id, slot) -> infrastructure. Written by SubmitDeployment and UpdateDeployment; deleted by UpdateDeployment and
/// CancelDeployment.
pub const INFRASTRUCTURE: Map<(u64, u32), DeploymentInfrastructure> = Map::new("infrastructure");

/// market: denom -> number of its current rules.
pub const CURRENT_TERMS: Map<&str, TermsNumber> = Map::new("current_terms");
/// market: number -> rules. Never changed, never deleted.
pub const TERMS: Map<TermsNumber, Terms> = Map::new("terms");
/// market: (owner, denom) -> locked as collateral. Absent for nothing.
pub const LOCKS: Map<(&Addr, &str), Uint128> = Map::new("locks");

/// market: provider -> how it has served. Written when a lease ends; never deleted.
pub const RECORDS: Map<&Addr, TrackRecord> = Map::new("records");
/// market: what it goes by beside the rules of each denom.
pub const PARAMETERS: Item<market::Parameters> = Item::new("parameters");

/// escrow: deployment -> account. Deleted by CancelDeployment.
pub const ACCOUNTS: Map<u64, Account> = Map::new("accounts");
/// escrow: (owner, denom) -> balance. Absent for nothing.
pub const BALANCES: Map<(&Addr, &str), Uint128> = Map::new("balances");
/// escrow: owner -> stake, in the staking denom. Absent for nothing.
pub const STAKES: Map<&Addr, Stake> = Map::new("stakes");

/// provider-registry: address -> provider. Written by Register-, Update-, Activate- and DeactivateProvider; deleted by
/// DeregisterProvider.
pub const PROVIDERS: Map<&Addr, ProviderRecord> = Map::new("providers");
/// provider-registry: provider -> root certificate. Written by Publish-, Rotate- and RevokeCertificate and by
/// DeregisterProvider; never deleted.
pub const CERTIFICATES: Map<&Addr, CertificateRecord> = Map::new("certificates");
/// provider-registry: (provider, auditor) -> what the auditor vouches for. Written by Attest, deleted by RevokeAttestation;
/// outlives the provider's registration.
pub const ATTESTATIONS: Map<(&Addr, &Addr), Attestation> = Map::new("attestations");
/// provider-registry: who holds authority over the exchange. Written by the admin's and the guardian's messages.
pub const AUTHORITY: Item<Authority> = Item::new("authority");

/// A deployment as it is stored.
#[cw_serde]
pub struct DeploymentRecord {
    /// Its tenant.
    pub owner: Addr,
    /// What it is paid in.
    pub denom: String,
    /// SHA-256 of the manifest. Empty once the deployment is cancelled: it stays in the events.
    pub version: HexBinary,
    /// How long each order collects bids.
    pub wait_duration: WaitDuration,
    /// Its infrastructures, increasing. None: the deployment is cancelled (a live one has at least one).
    pub slots: Vec<u32>,
    /// The highest slot ever given: none is given twice.
    pub last_slot: u32,
}

impl DeploymentRecord {
    /// Whether the deployment is over.
    pub const fn is_closed(&self) -> bool {
        self.slots.is_empty()
    }
}

/// A provider as it is stored.
#[cw_serde]
pub struct ProviderRecord {
    /// What it publishes about itself.
    pub profile: ProviderProfile,
    /// Whether it may bid.
    pub active: bool,
}

/// A provider's root certificate, or what is left of it.
#[cw_serde]
pub struct CertificateRecord {
    /// DER. None: it is revoked.
    pub certificate: Option<Binary>,
    /// Grows by 1 with every change, from 1 on, and never begins anew.
    pub serial: u64,
    /// Block time of the last change, in seconds.
    pub changed_at: u64,
}

/// What an auditor vouches for.
#[cw_serde]
pub struct Attestation {
    /// What the provider is, by the auditor's word; strictly increasing by key, 1 to 24.
    pub attributes: Vec<Attribute>,
    /// Block time in seconds from which on it says nothing.
    pub expires_at: u64,
}

impl Attestation {
    /// Whether it says nothing any more.
    pub const fn is_expired(&self, now: u64) -> bool {
        now >= self.expires_at
    }
}

/// Who holds authority over the exchange. On disk a JSON array in the order of the fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredAuthority", into = "StoredAuthority")]
pub struct Authority {
    /// Who sets parameters.
    pub admin: Addr,
    /// Who may become admin, if anybody was proposed.
    pub pending: Option<PendingAdmin>,
    /// Who may stop new business in an emergency.
    pub guardian: Addr,
    /// Whether new business is stopped.
    pub paused: bool,
}

/// Who may become admin by accepting it.
#[cw_serde]
pub struct PendingAdmin {
    /// Who.
    pub address: Addr,
    /// Block time in seconds from which on it is too late.
    pub expires_at: u64,
}

impl PendingAdmin {
    /// Whether it is too late.
    pub const fn is_expired(&self, now: u64) -> bool {
        now >= self.expires_at
    }
}

type StoredAuthority = (Addr, Option<PendingAdmin>, Addr, bool);

impl From<StoredAuthority> for Authority {
    fn from((admin, pending, guardian, paused): StoredAuthority) -> Self {
        Self { admin, pending, guardian, paused }
    }
}

impl From<Authority> for StoredAuthority {
    fn from(a: Authority) -> Self {
        (a.admin, a.pending, a.guardian, a.paused)
    }
}
