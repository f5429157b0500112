//! DeactivateProvider.

use berth_api::event::ProviderDeactivated;
use berth_api::raw::{PROVIDERS, ProviderRecord};
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, state};

/// Stops new bids of the sender, and nothing else.
pub fn deactivate_provider(deps: DepsMut, sender: Addr) -> Result<Response, ContractError> {
    let record = state::provider(deps.storage, &sender)?;
    if !record.active {
        return Err(ContractError::NotActive(sender.into_string()));
    }
    PROVIDERS.save(deps.storage, &sender, &ProviderRecord { active: false, ..record })?;
    Ok(Response::new().add_event(ProviderDeactivated { provider: sender }))
}
