//! Messages to deployment.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::coin;

use super::Sample;
use crate::cast::{Cast, Sender, submission};
use crate::stage::{DENOM, infrastructure};

/// Changes deployment 1.
pub fn update(set: Vec<DeploymentInfrastructure>, remove: Vec<String>) -> Deployment {
    Deployment::UpdateDeployment { deployment: 1, version: None, set, remove }
}

pub(super) fn samples(_: &Cast) -> Vec<Sample> {
    let parameters =
        Deployment::SetParameters { max_wait_blocks: Some(20_000), max_wait_seconds: None, max_notice: None };
    vec![
        Sample::new(Sender::Tenant, submission("more")).with(coin(200_000, DENOM)),
        Sample::new(Sender::Tenant, update(vec![infrastructure("new", false)], vec![])),
        Sample::new(Sender::Tenant, update(vec![infrastructure("web", false)], vec!["db".to_owned()]))
            .noting("persist and removal"),
        Sample::new(Sender::Tenant, Deployment::ResumeDeployment { deployment: 1 }),
        Sample::new(Sender::Tenant, Deployment::CancelDeployment { deployment: 1, payout: false }),
        Sample::new(Sender::Admin, parameters),
    ]
}
