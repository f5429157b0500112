//! The deployment contract: what tenants want to run.

use berth_domain::{DeploymentInfrastructure, Invalid, MAX_NOTICE, WaitDuration};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, HexBinary};

use crate::Contracts;

/// The longest `max_wait_blocks` that may be set.
pub const MAX_WAIT_BLOCKS: u64 = 1_000_000;
/// The longest `max_wait_seconds` that may be set: a year.
pub const MAX_WAIT_SECONDS: u64 = 31_536_000;
/// Bytes that the infrastructures of one message may have, written as JSON without blanks: what is stored is paid by the
/// byte, and a message at all its other limits would not fit a block.
pub const MAX_INFRASTRUCTURE_BYTES: usize = 32_768;

/// Its rules to begin with.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// The longest `wait_duration` in blocks, 1 to 1,000,000 (default 14,400).
    pub max_wait_blocks: u64,
    /// The longest `wait_duration` in seconds, 1 to 31,536,000 (default 86,400).
    pub max_wait_seconds: u64,
    /// The longest `notice` in seconds, 0 (none may be asked for) to 2,592,000 (default: that).
    pub max_notice: u64,
}

/// What tenants do.
#[cw_serde]
pub enum ExecuteMsg {
    /// Opens one order per infrastructure and an account for them all.
    ///
    /// Anyone; exactly one coin, of `denom`: at least the sum of maximum rates x min_runway, and the holds.
    SubmitDeployment {
        /// SHA-256 of the manifest in its canonical encoding: 32 bytes.
        version: HexBinary,
        /// What it is paid in; must have terms.
        denom: String,
        /// How long each order collects bids.
        wait_duration: WaitDuration,
        /// 1 to 16, names unique.
        infrastructure: Vec<DeploymentInfrastructure>,
    },
    /// Changes what the deployment runs, or the manifest. What is not named stays as it is.
    ///
    /// Its owner; no coins. While paused only what opens no order: removals, other `persist` flags, another version.
    /// Errors: nothing named at all; a name twice; what it would open is not paid for, or the account ran dry.
    UpdateDeployment {
        /// Which.
        deployment: u64,
        /// SHA-256 of another manifest: 32 bytes.
        version: Option<HexBinary>,
        /// Infrastructures that are new or different, by their names, at most 16. What differs in `persist` alone, or not at
        /// all, keeps its order or lease; any other change ends it at once and opens the next round. Each, changed or not, is
        /// booked: what is overdue takes effect.
        set: Vec<DeploymentInfrastructure>,
        /// Names of infrastructures that go, with their orders and leases, at most 16. 1 to 16 must be left.
        remove: Vec<String>,
    },
    /// Books every lease, ends a dry spell, and opens an order for each infrastructure that has neither order nor lease.
    ///
    /// Its owner, not while paused; no coins. Fails if what it opens is not paid for: deposit first.
    ResumeDeployment {
        /// Which.
        deployment: u64,
    },
    /// Ends every order and lease of the deployment and credits what is left to the owner.
    ///
    /// The owner; no coins. Always succeeds while the deployment lives.
    CancelDeployment {
        /// Which.
        deployment: u64,
        /// Send what this credits to the owner, instead of adding it to the balance.
        payout: bool,
    },
    /// Changes those parameters that are named, at least one; for what is submitted or changed from then on.
    ///
    /// The admin; no coins.
    SetParameters {
        /// The longest `wait_duration` in blocks, 1 to 1,000,000.
        max_wait_blocks: Option<u64>,
        /// The longest `wait_duration` in seconds, 1 to 31,536,000.
        max_wait_seconds: Option<u64>,
        /// The longest `notice` in seconds, 0 to 2,592,000.
        max_notice: Option<u64>,
    },
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// Which code it runs.
    #[returns(crate::VersionResponse)]
    Version {},
    /// The parameters as they are now.
    #[returns(Parameters)]
    Parameters {},
    /// One deployment.
    #[returns(DeploymentResponse)]
    Deployment {
        /// Which.
        deployment: u64,
    },
    /// The deployments of one tenant, by id.
    #[returns(DeploymentsResponse)]
    Deployments {
        /// Whose.
        owner: String,
        /// Begin after this one.
        start_after: Option<u64>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// The deployments of all tenants, by id, cancelled ones included.
    #[returns(AllDeploymentsResponse)]
    AllDeployments {
        /// Begin after this one.
        start_after: Option<u64>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// One infrastructure of a deployment that lives.
    #[returns(InfrastructureResponse)]
    Infrastructure {
        /// Of which deployment.
        deployment: u64,
        /// Its number there.
        slot: u32,
    },
}

/// The bounds of what tenants may ask for. Each holds for what is submitted or changed from then on, for nothing before.
#[cw_serde]
pub struct Parameters {
    /// The longest `wait_duration` in blocks.
    pub max_wait_blocks: u64,
    /// The longest `wait_duration` in seconds.
    pub max_wait_seconds: u64,
    /// The longest `notice` in seconds.
    pub max_notice: u64,
}

impl Parameters {
    /// Each within its hard range, which nobody can change.
    pub fn check(&self) -> Result<(), Invalid> {
        in_range("max_wait_blocks", self.max_wait_blocks, 1, MAX_WAIT_BLOCKS)?;
        in_range("max_wait_seconds", self.max_wait_seconds, 1, MAX_WAIT_SECONDS)?;
        in_range("max_notice", self.max_notice, 0, MAX_NOTICE)
    }
}

fn in_range(field: &str, value: u64, min: u64, max: u64) -> Result<(), Invalid> {
    if value < min || value > max {
        return Err(Invalid::new(field, value, format!("{min} to {max}")));
    }
    Ok(())
}

/// A deployment and its infrastructures.
#[cw_serde]
pub struct DeploymentResponse {
    /// Its id.
    pub deployment: u64,
    /// Its tenant.
    pub owner: Addr,
    /// What it is paid in.
    pub denom: String,
    /// Whether it is cancelled: it takes no more messages.
    pub closed: bool,
    /// SHA-256 of the manifest; empty once it is cancelled.
    pub version: HexBinary,
    /// How long each order collects bids.
    pub wait_duration: WaitDuration,
    /// By slot; none once it is cancelled.
    pub infrastructure: Vec<InfrastructureResponse>,
}

/// An infrastructure and its slot.
#[cw_serde]
pub struct InfrastructureResponse {
    /// Its number within the deployment.
    pub slot: u32,
    /// What is wanted.
    pub infrastructure: DeploymentInfrastructure,
}

/// Ids of deployments.
#[cw_serde]
pub struct DeploymentsResponse {
    /// In increasing order.
    pub deployments: Vec<u64>,
}

/// A deployment in short.
#[cw_serde]
pub struct DeploymentSummary {
    /// Its id.
    pub deployment: u64,
    /// Its tenant.
    pub owner: Addr,
    /// Whether it is cancelled.
    pub closed: bool,
}

/// A page of deployments.
#[cw_serde]
pub struct AllDeploymentsResponse {
    /// By id.
    pub deployments: Vec<DeploymentSummary>,
}
