//! CloseDeployment: at most 16 orders or leases, and the refund.

use berth_api::event::OrderClosed;
use berth_domain::{CloseReason, OpenOrder, Order, OrderId};
use cosmwasm_std::{Addr, Response};

use crate::ContractError;
use crate::ending::{Successor, end_lease};
use crate::session::Session;
use crate::state::book::{self, Estate};
use crate::state::orders;

/// What deployment asks for.
pub struct Closing {
    /// Which deployment.
    pub deployment: u64,
    /// Who gets what is left, and the tips of what is booked.
    pub owner: String,
    /// What it is paid in.
    pub denom: String,
    /// Its infrastructures.
    pub slots: Vec<u32>,
    /// Send what this credits to the owner.
    pub payout: bool,
}

/// Books what is due, ends the rest, closes the account.
pub fn close_deployment(mut session: Session, closing: Closing) -> Result<Response, ContractError> {
    session.caller = Addr::unchecked(&closing.owner);
    for slot in &closing.slots {
        match orders::latest(session.deps.storage, closing.deployment, *slot)? {
            Some((id, Order::Open(order))) => close_order(&mut session, id, &order)?,
            Some((id, Order::Leased(lease))) => {
                end_lease(&mut session, id, &lease, Some(CloseReason::Cancelled), Successor::Never)?;
            }
            Some((_, Order::Closed { .. })) | None => {}
        }
    }
    session.refund(closing.deployment, &closing.denom, closing.owner)?;
    session.finish(closing.payout)
}

fn close_order(session: &mut Session, id: OrderId, order: &OpenOrder) -> Result<(), ContractError> {
    let terms = session.terms(order.terms)?;
    session.move_money(id.deployment, &terms.denom, order.closing(&terms, false)?)?;
    orders::close_open(session.deps.storage, id, order, CloseReason::Cancelled, session.now.height)?;
    book::abandon(session.deps.storage, id, || Estate(order.collateral, terms.denom))?;
    session.emit(OrderClosed { order: id, reason: CloseReason::Cancelled.as_str().to_owned() });
    Ok(())
}
