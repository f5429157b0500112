//! AcceptAdmin.

use berth_api::event::AdminAccepted;
use berth_api::raw::AUTHORITY;
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::ContractError;

/// Makes the sender, who was proposed, the admin.
pub fn accept_admin(deps: DepsMut, env: &Env, sender: Addr) -> Result<Response, ContractError> {
    let mut authority = AUTHORITY.load(deps.storage)?;
    let pending = authority.pending.take().ok_or(ContractError::NoProposal)?;
    let now = env.block.time.seconds();
    if pending.is_expired(now) {
        return Err(ContractError::ProposalExpired { expires_at: pending.expires_at, now });
    }
    let former = std::mem::replace(&mut authority.admin, sender.clone());
    AUTHORITY.save(deps.storage, &authority)?;
    Ok(Response::new().add_event(AdminAccepted { admin: sender, former }))
}
