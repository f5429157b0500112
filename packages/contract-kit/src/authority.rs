//! Who holds authority, as the provider registry has it.

use berth_api::Role;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{Deps, StdError, StdResult};

use crate::wiring::address_of;

/// The authority record, read raw from the provider registry: one read of the addresses and one of the record.
///
/// An error if there is none: whatever asks fails closed.
pub fn authority(deps: Deps) -> StdResult<Authority> {
    let registry = address_of(deps.storage, Role::ProviderRegistry)?;
    let found = AUTHORITY.query(&deps.querier, registry.clone());
    found.map_err(|e| StdError::msg(format!("authority of {registry}: {e}")))
}
