//! MatchOpenOrders.

use cosmwasm_std::{Response, to_json_binary};

use super::check_limit;
use crate::ContractError;
use crate::keeping::{Work, match_ready, release};
use crate::session::Session;

/// Visits what is ready; what is left of the limit frees dead bids.
pub fn match_open_orders(mut session: Session, limit: u32) -> Result<Response, ContractError> {
    let mut work = Work::up_to(check_limit(limit)?);
    match_ready(&mut session, &mut work, &[])?;
    release(&mut session, &mut work)?;
    Ok(session.finish(false)?.set_data(to_json_binary(&work.done())?))
}
