//! What deployment says.

use cosmwasm_std::{Addr, Event, HexBinary, Uint128};

use super::convert::{AttributeKind, AttributeValue, EventError, EventKind, events, read};

events! {
    /// All that deployment says.
    enum DeploymentEvent;

    /// deployment: a tenant wants something.
    DeploymentSubmitted = "deployment_submitted" {
        /// Its id.
        deployment: u64,
        /// The tenant.
        owner: Addr,
        /// What it is paid in.
        denom: String,
        /// SHA-256 of the manifest.
        version: HexBinary,
        /// What the tenant sent along.
        deposit: Uint128,
    }

    /// deployment: its owner changed a deployment, by removing or setting infrastructures or by another manifest.
    DeploymentUpdated = "deployment_updated" {
        /// Its id.
        deployment: u64,
        /// SHA-256 of the manifest, from now on.
        version: HexBinary,
    }

    /// deployment: its owner asked for an order wherever there is neither order nor lease.
    DeploymentResumed = "deployment_resumed" {
        /// Its id.
        deployment: u64,
    }

    /// deployment: an infrastructure is new, or was changed. What else it says is in the message and in the query.
    InfrastructureSet = "infrastructure_set" {
        /// Of which deployment.
        deployment: u64,
        /// Its number there; what was there under this number before is replaced.
        slot: u32,
        /// What the tenant calls it.
        name: String,
        /// Whether the lease that its provider ends is followed by a new order by itself.
        persist: bool,
    }

    /// deployment: an infrastructure is gone. None of these when all are gone with the deployment.
    InfrastructureRemoved = "infrastructure_removed" {
        /// Of which deployment.
        deployment: u64,
        /// Its number there, which is never given again.
        slot: u32,
        /// What the tenant called it.
        name: String,
    }

    /// deployment: the bounds of what tenants may ask for, from now on.
    DeploymentParametersSet = "deployment_parameters_set" {
        /// The longest wait in blocks.
        max_wait_blocks: u64,
        /// The longest wait in seconds.
        max_wait_seconds: u64,
        /// The longest notice in seconds.
        max_notice: u64,
    }

    /// deployment: a deployment is over, with all its infrastructures.
    DeploymentCancelled = "deployment_cancelled" {
        /// Its id.
        deployment: u64,
    }
}
