//! SetGuardian.

use berth_api::event::GuardianSet;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{DepsMut, Response};

use crate::address::officer;
use crate::{ContractError, state};

/// Replaces the guardian.
pub fn set_guardian(deps: DepsMut, read: Option<Authority>, guardian: &str) -> Result<Response, ContractError> {
    let guardian = officer(deps.as_ref(), "guardian", guardian)?;
    let mut authority = state::authority(deps.storage, read)?;
    if authority.guardian == guardian {
        return Err(ContractError::Unchanged("guardian"));
    }
    let former = std::mem::replace(&mut authority.guardian, guardian.clone());
    AUTHORITY.save(deps.storage, &authority)?;
    Ok(Response::new().add_event(GuardianSet { guardian, former }))
}
