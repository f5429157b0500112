//! CancelDeployment.

use berth_api::event::DeploymentCancelled;
use berth_api::raw::{DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE};
use berth_api::{Role, market};
use berth_contract_kit::address_of;
use cosmwasm_std::{Addr, DepsMut, HexBinary, Response, WasmMsg, to_json_binary};

use crate::ContractError;
use crate::state::load_owned;

/// Ends everything; the refund rides in market's one call of escrow. What stays says whose it was and how it was paid.
pub fn cancel_deployment(
    deps: DepsMut,
    sender: &Addr,
    deployment: u64,
    payout: bool,
) -> Result<Response, ContractError> {
    let record = load_owned(deps.storage, deployment, sender)?;
    for slot in &record.slots {
        INFRASTRUCTURE.remove(deps.storage, (deployment, *slot));
    }
    let close = market::ExecuteMsg::CloseDeployment {
        deployment,
        owner: record.owner.to_string(),
        denom: record.denom.clone(),
        slots: record.slots.clone(),
        payout,
    };
    let closed = DeploymentRecord { version: HexBinary::default(), slots: vec![], ..record };
    DEPLOYMENTS.save(deps.storage, deployment, &closed)?;
    let close = WasmMsg::Execute {
        contract_addr: address_of(deps.storage, Role::Market)?.into_string(),
        msg: to_json_binary(&close)?,
        funds: vec![],
    };
    Ok(Response::new().add_event(DeploymentCancelled { deployment }).add_message(close))
}
