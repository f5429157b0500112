//! Answers.

use berth_api::deployment::{
    AllDeploymentsResponse, DeploymentResponse, DeploymentSummary, DeploymentsResponse, InfrastructureResponse,
};
use berth_api::raw::{DEPLOYMENTS, INFRASTRUCTURE};
use berth_contract_kit::page;
use cosmwasm_std::{Deps, Order, StdResult};
use cw_storage_plus::Bound;

use crate::ContractError;
use crate::state::{OWNED, infrastructures};

/// One deployment.
pub fn deployment(deps: Deps, id: u64) -> Result<DeploymentResponse, ContractError> {
    let record = DEPLOYMENTS.may_load(deps.storage, id)?.ok_or(ContractError::NotFound(id))?;
    let rows = infrastructures(deps.storage, id)?.into_iter();
    Ok(DeploymentResponse {
        deployment: id,
        closed: record.is_closed(),
        owner: record.owner,
        denom: record.denom,
        version: record.version,
        wait_duration: record.wait_duration,
        infrastructure: rows.map(|(slot, infrastructure)| InfrastructureResponse { slot, infrastructure }).collect(),
    })
}

/// One infrastructure.
pub fn infrastructure(deps: Deps, deployment: u64, slot: u32) -> Result<InfrastructureResponse, ContractError> {
    let infrastructure = INFRASTRUCTURE.may_load(deps.storage, (deployment, slot))?;
    let infrastructure = infrastructure.ok_or(ContractError::InfrastructureNotFound { deployment, slot })?;
    Ok(InfrastructureResponse { slot, infrastructure })
}

/// The deployments of one tenant.
pub fn deployments(
    deps: Deps,
    owner: &str,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> StdResult<DeploymentsResponse> {
    let owner = deps.api.addr_validate(owner)?;
    let min = start_after.map(Bound::exclusive);
    let ids = OWNED.prefix(&owner).keys(deps.storage, min, None, Order::Ascending).take(page(limit));
    Ok(DeploymentsResponse { deployments: ids.collect::<StdResult<_>>()? })
}

/// The deployments of all tenants.
pub fn all_deployments(deps: Deps, start_after: Option<u64>, limit: Option<u32>) -> StdResult<AllDeploymentsResponse> {
    let min = start_after.map(Bound::exclusive);
    let rows = DEPLOYMENTS.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let rows = rows.map(|row| {
        let (deployment, record) = row?;
        Ok(DeploymentSummary { deployment, closed: record.is_closed(), owner: record.owner })
    });
    Ok(AllDeploymentsResponse { deployments: rows.collect::<StdResult<_>>()? })
}
