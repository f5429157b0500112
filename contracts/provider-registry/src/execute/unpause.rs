//! Unpause.

use berth_api::event::ExchangeUnpaused;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, state};

/// Lets new business in again.
pub fn unpause(deps: DepsMut, read: Option<Authority>, sender: Addr) -> Result<Response, ContractError> {
    let authority = state::authority(deps.storage, read)?;
    if !authority.paused {
        return Err(ContractError::NotPaused);
    }
    AUTHORITY.save(deps.storage, &Authority { paused: false, ..authority })?;
    Ok(Response::new().add_event(ExchangeUnpaused { by: sender }))
}
