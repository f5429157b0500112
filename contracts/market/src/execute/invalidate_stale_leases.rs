//! InvalidateStaleLeases.

use cosmwasm_std::{Response, to_json_binary};

use super::check_limit;
use crate::ContractError;
use crate::keeping::{Work, invalidate_stale};
use crate::session::Session;

/// Ends leases that are past their due height, longest first.
pub fn invalidate_stale_leases(mut session: Session, limit: u32) -> Result<Response, ContractError> {
    let mut work = Work::up_to(check_limit(limit)?);
    invalidate_stale(&mut session, &mut work, &[])?;
    Ok(session.finish(false)?.set_data(to_json_binary(&work.done())?))
}
