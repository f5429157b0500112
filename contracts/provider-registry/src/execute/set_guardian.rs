//! SetGuardian.

use berth_api::event::GuardianSet;
use berth_api::raw::AUTHORITY;
use cosmwasm_std::{DepsMut, Response};

use crate::ContractError;
use crate::address::officer;

/// Replaces the guardian.
pub fn set_guardian(deps: DepsMut, guardian: &str) -> Result<Response, ContractError> {
    let guardian = officer(deps.as_ref(), "guardian", guardian)?;
    let mut authority = AUTHORITY.load(deps.storage)?;
    if authority.guardian == guardian {
        return Err(ContractError::Unchanged("guardian"));
    }
    let former = std::mem::replace(&mut authority.guardian, guardian.clone());
    AUTHORITY.save(deps.storage, &authority)?;
    Ok(Response::new().add_event(GuardianSet { guardian, former }))
}
