//! ProposeAdmin.

use berth_api::event::AdminProposed;
use berth_api::raw::{AUTHORITY, Authority, PendingAdmin};
use cosmwasm_std::{DepsMut, Env, Response};

use super::check_expiry;
use crate::address::officer;
use crate::{ContractError, state};

/// 30 days.
const LONGEST: u64 = 2_592_000;

/// Offers the admin's authority to somebody, instead of an earlier proposal.
pub fn propose_admin(
    deps: DepsMut,
    env: &Env,
    read: Option<Authority>,
    admin: &str,
    expires_at: u64,
) -> Result<Response, ContractError> {
    let address = officer(deps.as_ref(), "admin", admin)?;
    check_expiry(env, expires_at, LONGEST)?;
    let mut authority = state::authority(deps.storage, read)?;
    if authority.admin == address {
        return Err(ContractError::Unchanged("admin"));
    }
    authority.pending = Some(PendingAdmin { address: address.clone(), expires_at });
    AUTHORITY.save(deps.storage, &authority)?;
    Ok(Response::new().add_event(AdminProposed { admin: address, expires_at }))
}
