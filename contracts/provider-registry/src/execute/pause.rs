//! Pause.

use berth_api::event::ExchangePaused;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, state};

/// Stops new business.
pub fn pause(deps: DepsMut, read: Option<Authority>, sender: Addr) -> Result<Response, ContractError> {
    let authority = state::authority(deps.storage, read)?;
    if authority.paused {
        return Err(ContractError::AlreadyPaused);
    }
    AUTHORITY.save(deps.storage, &Authority { paused: true, ..authority })?;
    Ok(Response::new().add_event(ExchangePaused { by: sender }))
}
