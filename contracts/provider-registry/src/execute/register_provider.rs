//! RegisterProvider.

use berth_api::event::ProviderRegistered;
use berth_api::raw::{PROVIDERS, ProviderRecord};
use berth_domain::ProviderProfile;
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, state};

/// Makes the sender a provider.
pub fn register_provider(deps: DepsMut, sender: Addr, profile: ProviderProfile) -> Result<Response, ContractError> {
    profile.check().map_err(|e| e.within("profile"))?;
    if PROVIDERS.has(deps.storage, &sender) {
        return Err(ContractError::Registered(sender.into_string()));
    }
    let record = ProviderRecord { profile, active: true };
    state::put_provider(deps.storage, &sender, None, &record)?;
    Ok(Response::new().add_event(ProviderRegistered { provider: sender, region: record.profile.region }))
}
