//! What tenants do, and what the admin sets.

mod cancel_deployment;
mod resume_deployment;
mod set_parameters;
mod submit_deployment;
mod update_deployment;

use berth_api::market::SlotUpdate;
use berth_api::raw::DeploymentRecord;
use berth_api::{Role, market};
use berth_contract_kit::address_of;
use cosmwasm_std::{StdResult, Storage, WasmMsg, to_json_binary};

pub use cancel_deployment::cancel_deployment;
pub use resume_deployment::resume_deployment;
pub use set_parameters::set_parameters;
pub use submit_deployment::{Submission, submit_deployment};
pub use update_deployment::{Update, update_deployment};

/// The one call of market that does what an update or a resumption asks for.
fn update_orders(
    storage: &dyn Storage,
    deployment: u64,
    record: &DeploymentRecord,
    slots: Vec<SlotUpdate>,
    resume: bool,
) -> StdResult<WasmMsg> {
    let (owner, denom) = (record.owner.to_string(), record.denom.clone());
    let update = market::ExecuteMsg::UpdateOrders { deployment, owner, denom, slots, resume };
    Ok(WasmMsg::Execute {
        contract_addr: address_of(storage, Role::Market)?.into_string(),
        msg: to_json_binary(&update)?,
        funds: vec![],
    })
}
