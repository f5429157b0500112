//! How orders and leases end, and what follows: book first, then act.

use berth_api::event::{LeaseEnded, OrderClosed, OrderOpened};
use berth_domain::{CloseReason, DeploymentInfrastructure, Lease, Movement, OpenOrder, OrderId, Terms, TermsNumber};
use cosmwasm_std::{Addr, Uint128};

use crate::ContractError;
use crate::session::Session;
use crate::state::book::{self, Estate};
use crate::state::orders;

/// Whether the end of a lease by its provider's doing is followed by a new order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Successor {
    /// If its infrastructure persists, as deployment says.
    IfPersist,
    /// Yes: its infrastructure persisted before this message.
    Always,
    /// No: it did not, or is going away.
    Never,
}

/// Books how the lease has ended already, if it has; otherwise ends it for `wanted`, if anybody wants that.
pub fn end_lease(
    session: &mut Session,
    id: OrderId,
    lease: &Lease,
    wanted: Option<CloseReason>,
    successor: Successor,
) -> Result<Option<CloseReason>, ContractError> {
    let account = session.account(id.deployment)?;
    let Some(reason) = lease.overdue(session.now.height, &account).or(wanted) else { return Ok(None) };
    let terms = session.terms(lease.progress.terms)?;
    let ending = lease.end(reason, session.now, &account, &terms, session.tipped().as_ref())?;
    let amount = ending.movements.iter().fold(Uint128::zero(), |sum, movement| match movement {
        Movement::End { payment, .. } => sum.saturating_add(payment.amount).saturating_add(payment.fee),
        _ => sum,
    });
    for movement in ending.movements {
        session.move_money(id.deployment, &terms.denom, movement)?;
    }
    session.unlock(&lease.provider, &terms.denom, lease.collateral)?;
    session.remember(&lease.provider, ending.seconds, reason.is_broken())?;
    if reason.is_broken() {
        session.slash(&lease.provider, terms.slash);
    }
    orders::close_lease(session.deps.storage, id, lease, reason, session.now.height)?;
    session.emit(LeaseEnded {
        lease: id,
        provider: lease.provider.clone(),
        reason: reason.as_str().to_owned(),
        seconds: ending.seconds,
        amount,
        forfeited: ending.forfeited,
    });
    succeed(session, id, &lease.provider, &terms.denom, (reason, successor))?;
    Ok(Some(reason))
}

/// After an end that is the provider's doing the order opens again by itself, if it is to.
fn succeed(
    session: &mut Session,
    ended: OrderId,
    provider: &Addr,
    denom: &str,
    (reason, successor): (CloseReason, Successor),
) -> Result<(), ContractError> {
    let by_provider = reason.is_broken() || reason == CloseReason::NoticeServed;
    if !by_provider || successor == Successor::Never {
        return Ok(());
    }
    let infrastructure = session.infrastructure(ended)?;
    if successor == Successor::IfPersist && !infrastructure.persist {
        return Ok(());
    }
    reopen(session, ended, provider, denom, &infrastructure)
}

/// Opens the next round, barred to the last provider, under the rules of now. If the rules or the money do not allow
/// it the infrastructure is left idle: the end of a lease never fails for want of a successor.
pub fn reopen(
    session: &mut Session,
    ended: OrderId,
    barred: &Addr,
    denom: &str,
    infrastructure: &DeploymentInfrastructure,
) -> Result<(), ContractError> {
    let Some((number, terms)) = session.current_terms(denom)? else { return Ok(()) };
    let (Some(id), Ok(quote)) = (ended.next_round(), terms.quote(&infrastructure.resources)) else { return Ok(()) };
    if !session.account(id.deployment)?.covers_hold(terms.hold()?) {
        return Ok(());
    }
    let order = OpenOrder::open(quote, Some(barred.clone()), number, infrastructure.notice);
    session.move_money(id.deployment, denom, order.opening(&terms)?)?;
    open_order(session, id, &order)
}

/// Writes an order that opens, and says so.
pub fn open_order(session: &mut Session, id: OrderId, order: &OpenOrder) -> Result<(), ContractError> {
    orders::open(session.deps.storage, id, order)?;
    session.emit(OrderOpened {
        order: id,
        max_rate: order.max_rate,
        collateral: order.collateral,
        barred: order.barred.clone(),
        terms: order.terms,
        notice: order.notice,
    });
    Ok(())
}

/// Ends an order that no bid has won. `tipped`: whoever visited it is paid for that.
pub fn close_order(
    session: &mut Session,
    id: OrderId,
    order: &OpenOrder,
    reason: CloseReason,
    tipped: bool,
) -> Result<(), ContractError> {
    let terms = session.terms(order.terms)?;
    session.move_money(id.deployment, &terms.denom, order.closing(&terms, tipped)?)?;
    orders::close_open(session.deps.storage, id, order, reason, session.now.height)?;
    book::abandon(session.deps.storage, id, || Estate(order.collateral, terms.denom))?;
    session.emit(OrderClosed { order: id, reason: reason.as_str().to_owned() });
    Ok(())
}

/// The rules under which an order opens by its tenant's wish.
pub fn opening_terms(session: &mut Session, denom: &str) -> Result<(TermsNumber, Terms), ContractError> {
    session.current_terms(denom)?.ok_or_else(|| ContractError::DenomNotAllowed(denom.to_owned()))
}
