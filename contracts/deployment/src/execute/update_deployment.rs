//! UpdateDeployment.

use berth_api::event::{DeploymentUpdated, InfrastructureRemoved, InfrastructureSet};
use berth_api::raw::{DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE};
use berth_contract_kit::{AdmissionError, authority, contracts};
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::{Addr, Deps, DepsMut, Event, HexBinary, Response, StdResult, Storage};

use crate::ContractError;
use crate::change::{Before, Change, change};
use crate::entry::{Entry, check_size, check_version};
use crate::execute::update_orders;
use crate::state::{PARAMETERS, infrastructures, load_owned};

/// What the owner wants to be different.
pub struct Update {
    /// Of which deployment.
    pub deployment: u64,
    /// SHA-256 of another manifest.
    pub version: Option<HexBinary>,
    /// What is new or different.
    pub set: Vec<DeploymentInfrastructure>,
    /// Names of what goes.
    pub remove: Vec<String>,
}

/// Writes the infrastructures down, then has market end and open orders for them: market reads what was written.
pub fn update_deployment(deps: DepsMut, sender: &Addr, update: Update) -> Result<Response, ContractError> {
    let Update { deployment, version, set, remove } = update;
    let old = load_owned(deps.storage, deployment, sender)?;
    if version.is_none() && set.is_empty() && remove.is_empty() {
        return Err(ContractError::NothingToDo);
    }
    if let Some(version) = &version {
        check_version(version)?;
    }
    let version = version.unwrap_or_else(|| old.version.clone());
    let mut record = DeploymentRecord { version, ..old.clone() };
    let event = DeploymentUpdated { deployment, version: record.version.clone() };
    let mut response = Response::new().add_event(event);
    if !(set.is_empty() && remove.is_empty()) {
        let change = changed(deps.as_ref(), deployment, &record, set, &remove)?;
        response = response.add_events(write(deps.storage, deployment, &change)?);
        let orders = change.orders.into_values().collect();
        response = response.add_message(update_orders(deps.storage, deployment, &record, orders, false)?);
        record = DeploymentRecord { slots: change.slots, last_slot: change.last_slot, ..record };
    }
    if record != old {
        DEPLOYMENTS.save(deps.storage, deployment, &record)?;
    }
    Ok(response)
}

/// What the update comes to, if nothing stands against it.
fn changed(
    deps: Deps,
    deployment: u64,
    record: &DeploymentRecord,
    set: Vec<DeploymentInfrastructure>,
    remove: &[String],
) -> Result<Change, ContractError> {
    let infrastructure = infrastructures(deps.storage, deployment)?;
    let size = check_size("set", &set);
    let change = change(Before { infrastructure, last_slot: record.last_slot }, set, remove)?;
    // A field that is too long by itself is named first.
    size?;
    if change.opened.is_empty() {
        return Ok(change);
    }
    if authority(deps)?.paused {
        return Err(AdmissionError::Paused.into());
    }
    // What keeps its order or lease was checked when it opened; parameters that moved since do not concern it.
    let entry = Entry::new(deps, &contracts(deps.storage)?, &PARAMETERS.load(deps.storage)?);
    for (index, slot) in &change.opened {
        if let Some(infrastructure) = change.set.get(slot) {
            entry.check(infrastructure).map_err(|e| e.at("set", *index))?;
        }
    }
    Ok(change)
}

/// Writes what changed, and says so.
fn write(storage: &mut dyn Storage, deployment: u64, change: &Change) -> StdResult<Vec<Event>> {
    let mut events = vec![];
    for (slot, name) in &change.removed {
        INFRASTRUCTURE.remove(storage, (deployment, *slot));
        events.push(InfrastructureRemoved { deployment, slot: *slot, name: name.clone() }.into());
    }
    for (slot, infrastructure) in &change.set {
        INFRASTRUCTURE.save(storage, (deployment, *slot), infrastructure)?;
        let (name, persist) = (infrastructure.name.clone(), infrastructure.persist);
        events.push(InfrastructureSet { deployment, slot: *slot, name, persist }.into());
    }
    Ok(events)
}
