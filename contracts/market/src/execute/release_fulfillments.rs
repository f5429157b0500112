//! ReleaseFulfillments.

use cosmwasm_std::{Response, to_json_binary};

use super::check_limit;
use crate::ContractError;
use crate::keeping::{Work, release};
use crate::session::Session;

/// Frees dead bids.
pub fn release_fulfillments(mut session: Session, limit: u32) -> Result<Response, ContractError> {
    let mut work = Work::up_to(check_limit(limit)?);
    release(&mut session, &mut work)?;
    Ok(session.finish(false)?.set_data(to_json_binary(&work.done())?))
}
