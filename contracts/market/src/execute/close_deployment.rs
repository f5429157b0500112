//! CloseDeployment: at most 16 orders or leases, and the refund.

use berth_domain::{CloseReason, Order};
use cosmwasm_std::{Addr, Response};

use crate::ContractError;
use crate::ending::{Successor, close_order, end_lease};
use crate::session::Session;
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
            Some((id, Order::Open(order))) => close_order(&mut session, id, &order, CloseReason::Cancelled, false)?,
            Some((id, Order::Leased(lease))) => {
                end_lease(&mut session, id, &lease, Some(CloseReason::Cancelled), Successor::Never)?;
            }
            Some((_, Order::Closed { .. })) | None => {}
        }
    }
    session.refund(closing.deployment, &closing.denom, closing.owner);
    session.finish(closing.payout)
}
