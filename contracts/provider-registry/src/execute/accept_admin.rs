//! AcceptAdmin.

use berth_api::event::AdminAccepted;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::{ContractError, state};

/// Makes the sender, who was proposed, the admin.
pub fn accept_admin(
    deps: DepsMut,
    env: &Env,
    read: Option<Authority>,
    sender: Addr,
) -> Result<Response, ContractError> {
    let mut authority = state::authority(deps.storage, read)?;
    let pending = authority.pending.take().ok_or(ContractError::NoProposal)?;
    let now = env.block.time.seconds();
    if pending.is_expired(now) {
        return Err(ContractError::ProposalExpired { expires_at: pending.expires_at, now });
    }
    let former = std::mem::replace(&mut authority.admin, sender.clone());
    AUTHORITY.save(deps.storage, &authority)?;
    Ok(Response::new().add_event(AdminAccepted { admin: sender, former }))
}
