//! ActivateProvider.

use berth_api::event::ProviderActivated;
use berth_api::raw::{PROVIDERS, ProviderRecord};
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, state};

/// Lets the sender bid again.
pub fn activate_provider(deps: DepsMut, sender: Addr) -> Result<Response, ContractError> {
    let record = state::provider(deps.storage, &sender)?;
    if record.active {
        return Err(ContractError::AlreadyActive(sender.into_string()));
    }
    PROVIDERS.save(deps.storage, &sender, &ProviderRecord { active: true, ..record })?;
    Ok(Response::new().add_event(ProviderActivated { provider: sender }))
}
