//! CancelAdminProposal.

use berth_api::event::AdminProposalCancelled;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{DepsMut, Response};

use crate::{ContractError, state};

/// Takes the offer back, expired or not.
pub fn cancel_admin_proposal(deps: DepsMut, read: Option<Authority>) -> Result<Response, ContractError> {
    let mut authority = state::authority(deps.storage, read)?;
    let pending = authority.pending.take().ok_or(ContractError::NoProposal)?;
    AUTHORITY.save(deps.storage, &authority)?;
    Ok(Response::new().add_event(AdminProposalCancelled { admin: pending.address }))
}
