//! Deployment: what tenants want.

use berth_api::deployment::*;
use berth_api::{Contracts, Role, VersionResponse};

use crate::view::{lists, questions};

questions! {
    /// Deployment: what tenants want to run.
    Deployment = Role::Deployment, deployment;
    /// The four contracts.
    contracts() -> Contracts = Contracts;
    /// Which code it runs.
    version() -> VersionResponse = Version;
    /// The bounds of what tenants may ask for.
    parameters() -> Parameters = Parameters;
    /// One deployment. Errors: `not_found`.
    deployment(deployment: u64) -> DeploymentResponse = Deployment;
    /// A page of the deployments of one tenant, by id.
    deployments(owner: &str, start_after: Option<u64>, limit: Option<u32>) -> DeploymentsResponse = Deployments;
    /// A page of the deployments of all tenants, by id, cancelled ones included.
    all_deployments(start_after: Option<u64>, limit: Option<u32>) -> AllDeploymentsResponse = AllDeployments;
    /// One infrastructure of a deployment that lives. Errors: `infrastructure_not_found`.
    infrastructure(deployment: u64, slot: u32) -> InfrastructureResponse = Infrastructure;
}

lists! {
    Deployment;
    /// The deployments of one tenant, by id.
    every_deployment_of(owner: &str) -> u64 = deployments.deployments after |row| *row;
    /// The deployments of all tenants, by id, cancelled ones included.
    every_deployment() -> DeploymentSummary = all_deployments.deployments after |row| row.deployment;
}
