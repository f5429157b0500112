//! UpdateProvider.

use berth_api::event::ProviderUpdated;
use berth_api::raw::ProviderRecord;
use berth_domain::ProviderProfile;
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, state};

/// Replaces what the sender publishes about itself.
pub fn update_provider(deps: DepsMut, sender: Addr, profile: ProviderProfile) -> Result<Response, ContractError> {
    profile.check().map_err(|e| e.within("profile"))?;
    let old = state::provider(deps.storage, &sender)?;
    if old.profile == profile {
        return Err(ContractError::Unchanged("profile"));
    }
    let new = ProviderRecord { profile, active: old.active };
    state::put_provider(deps.storage, &sender, Some(&old), &new)?;
    Ok(Response::new().add_event(ProviderUpdated { provider: sender, region: new.profile.region }))
}
