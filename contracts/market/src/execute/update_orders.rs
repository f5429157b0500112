//! UpdateOrders: what UpdateDeployment and ResumeDeployment ask of market.

use berth_api::market::{SlotEnd, SlotUpdate};
use berth_domain::{CloseReason, Movement, OpenOrder, Order, OrderId};
use cosmwasm_std::{Addr, Response};

use crate::ContractError;
use crate::ending::{Successor, close_order, end_lease, open_order, opening_terms};
use crate::session::Session;
use crate::state::orders;

/// What deployment asks for.
pub struct Update {
    /// Which deployment.
    pub deployment: u64,
    /// Whose it is: gets the tips of what is booked.
    pub owner: String,
    /// What it is paid in.
    pub denom: String,
    /// What becomes of which infrastructure.
    pub slots: Vec<SlotUpdate>,
    /// Ends a dry spell once every lease is booked.
    pub resume: bool,
}

/// Books and ends, slot by slot; then opens what is to be opened, all of it or nothing.
pub fn update_orders(mut session: Session, update: Update) -> Result<Response, ContractError> {
    session.caller = Addr::unchecked(&update.owner);
    for slot in &update.slots {
        end_slot(&mut session, update.deployment, slot)?;
    }
    if update.resume && session.account(update.deployment)?.is_dry() {
        session.move_money(update.deployment, &update.denom, Movement::Resume {})?;
    }
    let mut opened = false;
    for slot in update.slots.iter().filter(|slot| slot.open) {
        opened |= open_slot(&mut session, &update, slot.slot)?;
    }
    if opened && !session.account(update.deployment)?.covers_openings()? {
        return Err(ContractError::InsufficientFunds(update.deployment));
    }
    session.finish(false)
}

fn end_slot(session: &mut Session, deployment: u64, slot: &SlotUpdate) -> Result<(), ContractError> {
    let reason = slot.end.map(|end| match end {
        SlotEnd::Replaced => CloseReason::Replaced,
        SlotEnd::Removed => CloseReason::Removed,
    });
    let successor = if slot.persist && reason.is_none() { Successor::Always } else { Successor::Never };
    match orders::latest(session.deps.storage, deployment, slot.slot)? {
        Some((id, Order::Open(order))) => match reason {
            Some(reason) => close_order(session, id, &order, reason, false),
            None => Ok(()),
        },
        Some((id, Order::Leased(lease))) => end_lease(session, id, &lease, reason, successor).map(|_| ()),
        Some((_, Order::Closed { .. })) | None => Ok(()),
    }
}

/// Opens the next round of an infrastructure that is idle; whether it was.
fn open_slot(session: &mut Session, update: &Update, slot: u32) -> Result<bool, ContractError> {
    let id = match orders::latest(session.deps.storage, update.deployment, slot)? {
        Some((_, Order::Open(_) | Order::Leased(_))) => return Ok(false),
        Some((last, Order::Closed { .. })) => last.next_round().ok_or(ContractError::RoundsExhausted(last))?,
        None => OrderId::new(update.deployment, slot, 1),
    };
    if session.account(update.deployment)?.is_dry() {
        return Err(ContractError::AccountDry(update.deployment));
    }
    let (number, terms) = opening_terms(session, &update.denom)?;
    let infrastructure = session.infrastructure(id)?;
    let quote = terms.quote(&infrastructure.resources).map_err(|e| e.within(&infrastructure.name))?;
    let hold = terms.hold()?;
    if !session.account(update.deployment)?.covers_hold(hold) {
        return Err(ContractError::InsufficientFunds(update.deployment));
    }
    let order = OpenOrder::open(quote, None, number, infrastructure.notice);
    session.move_money(update.deployment, &update.denom, order.opening(&terms)?)?;
    open_order(session, id, &order)?;
    Ok(true)
}
