//! What an update makes of the infrastructures of a deployment: no storage, no messages.

use std::collections::{BTreeMap, BTreeSet};

use berth_api::market::{SlotEnd, SlotUpdate};
use berth_domain::{DeploymentInfrastructure, Invalid, MAX_INFRASTRUCTURE};

use crate::ContractError;

/// What an update comes to.
#[derive(Debug, Default)]
pub struct Change {
    /// What is written, by slot.
    pub set: BTreeMap<u32, DeploymentInfrastructure>,
    /// What is deleted: the names, by slot.
    pub removed: BTreeMap<u32, String>,
    /// What market is to do, by slot; with everything that was named, changed or not.
    pub orders: BTreeMap<u32, SlotUpdate>,
    /// The infrastructures from now on.
    pub slots: Vec<u32>,
    /// The highest slot ever given, from now on.
    pub last_slot: u32,
    /// Those of `set` in the message that are new or no longer what they were: where they stand in it, and their slots.
    pub opened: Vec<(usize, u32)>,
}

/// The infrastructures as they are.
pub struct Before {
    /// By slot.
    pub infrastructure: Vec<(u32, DeploymentInfrastructure)>,
    /// The highest slot ever given.
    pub last_slot: u32,
}

/// Sets some infrastructures and removes others; what is not named stays as it is.
///
/// Errors: a field out of its bounds, a name twice, a name to be removed that is not there, fewer than 1 or more than 16
/// infrastructures left.
pub fn change(before: Before, set: Vec<DeploymentInfrastructure>, remove: &[String]) -> Result<Change, ContractError> {
    check_names(&set, remove)?;
    let mut list: BTreeMap<u32, DeploymentInfrastructure> = before.infrastructure.into_iter().collect();
    let mut change = Change { last_slot: before.last_slot, ..Change::default() };
    for name in remove {
        let slot = slot_of(&list, name).ok_or_else(|| ContractError::unknown_infrastructure(name))?;
        change.end(slot, list.remove(&slot));
    }
    for (index, wanted) in set.into_iter().enumerate() {
        let old = slot_of(&list, &wanted.name).and_then(|slot| Some((slot, list.remove(&slot)?)));
        let slot = change.put(index, old, &wanted)?;
        list.insert(slot, wanted);
    }
    if list.is_empty() || list.len() > MAX_INFRASTRUCTURE {
        let found = format!("a list of {} after the update", list.len());
        return Err(Invalid::new("infrastructure", found, format!("1 to {MAX_INFRASTRUCTURE} elements")).into());
    }
    change.slots = list.into_keys().collect();
    Ok(change)
}

impl Change {
    /// An infrastructure goes.
    fn end(&mut self, slot: u32, old: Option<DeploymentInfrastructure>) {
        let Some(DeploymentInfrastructure { name, persist, .. }) = old else { return };
        self.orders.insert(slot, SlotUpdate { slot, persist, end: Some(SlotEnd::Removed), open: false });
        self.removed.insert(slot, name);
    }

    /// An infrastructure comes, in the place of the old one of its name if there is one; under which slot.
    fn put(
        &mut self,
        index: usize,
        old: Option<(u32, DeploymentInfrastructure)>,
        wanted: &DeploymentInfrastructure,
    ) -> Result<u32, ContractError> {
        let (slot, update, differs) = match old {
            None => {
                self.last_slot = self.last_slot.checked_add(1).ok_or(ContractError::SlotsExhausted)?;
                let slot = self.last_slot;
                (slot, SlotUpdate { slot, persist: false, end: None, open: true }, true)
            }
            Some((slot, old)) => {
                let (persist, differs) = (old.persist, old != *wanted);
                let replaced = differs && DeploymentInfrastructure { persist: wanted.persist, ..old } != *wanted;
                let end = replaced.then_some(SlotEnd::Replaced);
                (slot, SlotUpdate { slot, persist, end, open: replaced }, differs)
            }
        };
        if differs {
            self.set.insert(slot, wanted.clone());
        }
        if update.open {
            self.opened.push((index, slot));
        }
        self.orders.insert(slot, update);
        Ok(slot)
    }
}

/// Both lists are short enough, what is set is within its own bounds, and no name stands twice.
fn check_names(set: &[DeploymentInfrastructure], remove: &[String]) -> Result<(), Invalid> {
    check_len("set", set.len())?;
    check_len("remove", remove.len())?;
    let mut names = BTreeSet::new();
    for (index, infrastructure) in set.iter().enumerate() {
        infrastructure.check().map_err(|e| e.at("set", index))?;
        if !names.insert(&infrastructure.name) {
            return Err(twice(format!("set[{index}].name"), &infrastructure.name));
        }
    }
    match remove.iter().enumerate().find(|(_, name)| !names.insert(name)) {
        Some((index, name)) => Err(twice(format!("remove[{index}]"), name)),
        None => Ok(()),
    }
}

fn check_len(field: &str, len: usize) -> Result<(), Invalid> {
    if len > MAX_INFRASTRUCTURE {
        let allowed = format!("0 to {MAX_INFRASTRUCTURE} elements");
        return Err(Invalid::new(field, format!("a list of {len}"), allowed));
    }
    Ok(())
}

fn twice(field: String, name: &str) -> Invalid {
    Invalid::new(field, format!("`{name}` again"), "each name once, in `set` and `remove` together")
}

fn slot_of(list: &BTreeMap<u32, DeploymentInfrastructure>, name: &str) -> Option<u32> {
    list.iter().find(|(_, infrastructure)| infrastructure.name == name).map(|(slot, _)| *slot)
}
