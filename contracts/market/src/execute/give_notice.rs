//! GiveNotice.

use berth_api::event::NoticeGiven;
use berth_domain::OrderId;
use cosmwasm_std::Response;

use super::own_lease;
use crate::ContractError;
use crate::session::Session;
use crate::state::orders;

/// From its notice's end on a provider may leave. Nothing else changes: the lease must still be confirmed.
pub fn give_notice(mut session: Session, id: OrderId) -> Result<Response, ContractError> {
    let lease = own_lease(&session, id)?;
    let noticed = lease.give_notice(session.now.time).ok_or(ContractError::NoticeGiven(id))?;
    orders::rewrite_lease(session.deps.storage, id, &noticed)?;
    let leave_at = noticed.leave_at.unwrap_or_default();
    session.emit(NoticeGiven { lease: id, provider: noticed.provider, leave_at });
    session.finish(false)
}
