//! SubmitStaleLease: one lease, booked as InvalidateStaleLeases or CloseUnfundedLeases would.

use berth_domain::{Order, OrderId};
use cosmwasm_std::{Response, to_json_binary};

use super::outcome;
use crate::ContractError;
use crate::ending::{Successor, end_lease};
use crate::session::Session;
use crate::state::orders;

/// Books how a lease has ended; does nothing, and says so, if it has not.
pub fn submit_stale_lease(mut session: Session, id: OrderId) -> Result<Response, ContractError> {
    let order = orders::may_load(session.deps.storage, id)?.ok_or(ContractError::NoOrder(id))?;
    let booked = match order {
        Order::Leased(lease) => end_lease(&mut session, id, &lease, None, Successor::IfPersist)?,
        Order::Open(_) | Order::Closed { .. } => None,
    };
    let result = booked.map(|_| ()).ok_or(ContractError::NotDue(id));
    Ok(session.finish(false)?.set_data(to_json_binary(&outcome(id, result))?))
}
