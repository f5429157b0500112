//! ReleaseFulfillments, and the freeing that others do on the side.

use berth_api::WorkDone;
use berth_api::event::FulfillmentReleased;
use cosmwasm_std::{Response, to_json_binary};

use super::{check_limit, count};
use crate::ContractError;
use crate::session::Session;
use crate::state::book::{self, Estate};

/// Frees dead bids.
pub fn release_fulfillments(mut session: Session, limit: u32) -> Result<Response, ContractError> {
    let released = release(&mut session, check_limit(limit)?)?;
    Ok(session.finish(false)?.set_data(to_json_binary(&WorkDone { visited: 0, released })?))
}

/// Frees up to `limit` dead bids; how many there were.
pub fn release(session: &mut Session, limit: usize) -> Result<u32, ContractError> {
    let released = book::release(session.deps.storage, limit)?;
    let number = count(released.len());
    for bid in released {
        let Estate(collateral, denom) = bid.estate;
        session.unlock(&bid.provider, &denom, collateral)?;
        session.emit(FulfillmentReleased { order: bid.order, provider: bid.provider, collateral });
    }
    Ok(number)
}
