//! Facilitate: everything that is due, in one call with one call of escrow.

use berth_api::market::{MAX_DEPLOYMENTS, MAX_SKIPPED};
use berth_domain::OrderId;
use cosmwasm_std::{Response, to_json_binary};

use super::{check_increasing, check_limit};
use crate::ContractError;
use crate::keeping::{Work, close_unfunded, invalidate_stale, match_ready, ready_orders, release};
use crate::session::Session;

/// Matches, invalidates, closes unfunded leases, frees dead bids: in this order, one limit over all. Matches nothing
/// while paused.
pub fn facilitate(
    mut session: Session,
    limit: u32,
    deployments: &[u64],
    skip: &[OrderId],
) -> Result<Response, ContractError> {
    let mut work = Work::up_to(check_limit(limit)?);
    check_increasing("deployments", deployments, MAX_DEPLOYMENTS)?;
    check_increasing("skip", skip, MAX_SKIPPED)?;
    let something_is_ready = !ready_orders(session.deps.storage, session.now, 1, skip)?.is_empty();
    if something_is_ready && !session.paused()? {
        match_ready(&mut session, &mut work, skip)?;
    }
    invalidate_stale(&mut session, &mut work, skip)?;
    for deployment in deployments {
        // One that can still pay is passed over.
        let _passed_over = close_unfunded(&mut session, &mut work, *deployment, skip)?;
    }
    release(&mut session, &mut work)?;
    Ok(session.finish(false)?.set_data(to_json_binary(&work.done())?))
}
