//! What deployment keeps. Deployments and infrastructures are in [`berth_api::raw`], since market and escrow read them.

use berth_api::raw::{DEPLOYMENTS, DeploymentRecord};
use cosmwasm_std::{Addr, Storage};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use crate::ContractError;

/// The bounds of `wait_duration`; written when the contract is made.
pub const MAX_WAIT: Item<MaxWait> = Item::new("max_wait");
/// The last deployment id given; written by SubmitDeployment.
const LAST_ID: Item<u64> = Item::new("last_id");
/// (owner, id) -> 1: the deployments of a tenant; written by SubmitDeployment, never deleted.
pub const OWNED: Map<(&Addr, u64), u8> = Map::new("owned");

/// The bounds of `wait_duration`.
#[derive(Serialize, Deserialize)]
pub struct MaxWait {
    /// In blocks.
    pub blocks: u64,
    /// In seconds.
    pub seconds: u64,
}

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
