//! The deployment contract: what tenants want to run.

use berth_domain::{DeploymentInfrastructure, WaitDuration};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, HexBinary};

use crate::Contracts;

/// Its rules, fixed when it is made.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// The longest `wait_duration` in blocks, 1 to 1,000,000 (default 14,400).
    pub max_wait_blocks: u64,
    /// The longest `wait_duration` in seconds, 1 to 31,536,000 (default 86,400).
    pub max_wait_seconds: u64,
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
    /// Ends every order and lease of the deployment and credits what is left to the owner.
    ///
    /// The owner; no coins. Always succeeds while the deployment lives.
    CancelDeployment {
        /// Which.
        deployment: u64,
        /// Send what this credits to the owner, instead of adding it to the balance.
        payout: bool,
    },
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
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
    /// SHA-256 of the manifest.
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
