//! CloseLease.

use berth_domain::{CloseReason, Lease, Order, OrderId};
use cosmwasm_std::Response;

use crate::ContractError;
use crate::ending::{Successor, end_lease, reopen};
use crate::session::Session;
use crate::state::orders;

/// Ends a lease for its tenant; books it instead if it has ended already, and does nothing if that is booked.
pub fn close_lease(mut session: Session, id: OrderId, reorder: bool) -> Result<Response, ContractError> {
    let order = orders::may_load(session.deps.storage, id)?.ok_or(ContractError::NoOrder(id))?;
    let owner = session.deployment(id.deployment)?.ok_or(ContractError::NoOrder(id))?.owner;
    if session.caller != owner {
        let (sender, owner) = (session.caller.to_string(), owner.into_string());
        return Err(ContractError::NotOwner { deployment: id.deployment, sender, owner });
    }
    match order {
        Order::Open(_) => return Err(ContractError::NotLeased(id)),
        Order::Closed { .. } => {}
        Order::Leased(lease) => close(&mut session, id, &lease, reorder)?,
    }
    session.finish(false)
}

fn close(session: &mut Session, id: OrderId, lease: &Lease, reorder: bool) -> Result<(), ContractError> {
    let wanted = Some(CloseReason::TenantClosed);
    let reason = end_lease(session, id, lease, wanted, Successor::IfPersist)?;
    // While paused the infrastructure is left idle.
    if reorder && reason == wanted && !session.paused()? {
        let infrastructure = session.infrastructure(id)?;
        let denom = session.terms(lease.progress.terms)?.denom;
        reopen(session, id, &lease.provider, &denom, &infrastructure)?;
    }
    Ok(())
}
