//! Unpause.

use berth_api::event::ExchangeUnpaused;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::ContractError;

/// Lets new business in again.
pub fn unpause(deps: DepsMut, sender: Addr) -> Result<Response, ContractError> {
    let authority = AUTHORITY.load(deps.storage)?;
    if !authority.paused {
        return Err(ContractError::NotPaused);
    }
    AUTHORITY.save(deps.storage, &Authority { paused: false, ..authority })?;
    Ok(Response::new().add_event(ExchangeUnpaused { by: sender }))
}
