//! What deployment keeps. Deployments and infrastructures are in [`berth_api::raw`], since market and escrow read them.

use berth_api::deployment::Parameters;
use berth_api::raw::{DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE};
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::{Addr, Order, StdResult, Storage};
use cw_storage_plus::{Item, Map};

use crate::ContractError;

/// The bounds of what tenants may ask for; written when the contract is made, and by SetParameters.
pub const PARAMETERS: Item<Parameters> = Item::new("parameters");
/// The last deployment id given; written by SubmitDeployment.
const LAST_ID: Item<u64> = Item::new("last_id");
/// (owner, id) -> 1: the deployments of a tenant; written by SubmitDeployment, never deleted.
pub const OWNED: Map<(&Addr, u64), u8> = Map::new("owned");

/// A new deployment's id; ids start at 1.
pub fn next_id(storage: &mut dyn Storage) -> Result<u64, ContractError> {
    let last = LAST_ID.may_load(storage)?.unwrap_or_default();
    let id = last.checked_add(1).ok_or(ContractError::IdsExhausted)?;
    LAST_ID.save(storage, &id)?;
    Ok(id)
}

/// A deployment that lives, for its owner.
pub fn load_owned(storage: &dyn Storage, id: u64, sender: &Addr) -> Result<DeploymentRecord, ContractError> {
    let record = DEPLOYMENTS.may_load(storage, id)?.ok_or(ContractError::NotFound(id))?;
    if record.owner != sender {
        let (sender, owner) = (sender.to_string(), record.owner.into_string());
        return Err(ContractError::NotOwner { deployment: id, sender, owner });
    }
    if record.is_closed() {
        return Err(ContractError::Closed(id));
    }
    Ok(record)
}

/// The infrastructures of a deployment, at most 16, by slot.
pub fn infrastructures(storage: &dyn Storage, id: u64) -> StdResult<Vec<(u32, DeploymentInfrastructure)>> {
    INFRASTRUCTURE.prefix(id).range(storage, None, None, Order::Ascending).collect()
}
