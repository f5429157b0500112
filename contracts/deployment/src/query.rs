//! Answers.

use berth_api::deployment::{DeploymentResponse, DeploymentsResponse, InfrastructureResponse};
use berth_api::raw::{DEPLOYMENTS, INFRASTRUCTURE};
use berth_contract_kit::page;
use cosmwasm_std::{Deps, Order, StdResult};
use cw_storage_plus::Bound;

use crate::ContractError;
use crate::state::OWNED;

/// One deployment.
pub fn deployment(deps: Deps, id: u64) -> Result<DeploymentResponse, ContractError> {
    let record = DEPLOYMENTS.may_load(deps.storage, id)?.ok_or(ContractError::NotFound(id))?;
    let rows = INFRASTRUCTURE.prefix(id).range(deps.storage, None, None, Order::Ascending);
    let infrastructure =
        rows.map(|row| row.map(|(slot, infrastructure)| InfrastructureResponse { slot, infrastructure }));
    Ok(DeploymentResponse {
        deployment: id,
        owner: record.owner,
        denom: record.denom,
        version: record.version,
        wait_duration: record.wait_duration,
        infrastructure: infrastructure.collect::<StdResult<_>>()?,
    })
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
