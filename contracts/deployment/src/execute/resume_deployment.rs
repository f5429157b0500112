//! ResumeDeployment.

use berth_api::event::DeploymentResumed;
use berth_api::market::SlotUpdate;
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::ContractError;
use crate::execute::update_orders;
use crate::state::{infrastructures, load_owned};

/// Has market book what is due, end a dry spell, and open an order wherever there is neither order nor lease.
pub fn resume_deployment(deps: DepsMut, sender: &Addr, deployment: u64) -> Result<Response, ContractError> {
    let record = load_owned(deps.storage, deployment, sender)?;
    let slots = infrastructures(deps.storage, deployment)?.into_iter();
    let orders = slots.map(|(slot, old)| SlotUpdate { slot, persist: old.persist, end: None, open: true }).collect();
    let message = update_orders(deps.storage, deployment, &record, orders, true)?;
    Ok(Response::new().add_event(DeploymentResumed { deployment }).add_message(message))
}
