//! LeaveLease.

use berth_domain::{Order, OrderId};
use cosmwasm_std::Response;

use super::own_lease;
use crate::ContractError;
use crate::ending::{Successor, end_lease};
use crate::session::Session;
use crate::state::orders;

/// Ends a lease for its provider: after its notice, or by breaking it. Books it instead if it has ended already, and
/// does nothing if that is booked.
pub fn leave_lease(mut session: Session, id: OrderId) -> Result<Response, ContractError> {
    if let Some(Order::Closed { .. }) = orders::may_load(session.deps.storage, id)? {
        return session.finish(false);
    }
    let lease = own_lease(&session, id)?;
    let wanted = lease.leave(session.now.time);
    end_lease(&mut session, id, &lease, Some(wanted), Successor::IfPersist)?;
    session.finish(false)
}
