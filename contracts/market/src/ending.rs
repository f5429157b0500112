//! How leases end, and what follows: book first, then act.

use berth_api::event::{LeaseEnded, OrderOpened};
use berth_domain::{CloseReason, DeploymentInfrastructure, Lease, Movement, OpenOrder, OrderId};
use cosmwasm_std::{Addr, Uint128};

use crate::ContractError;
use crate::session::Session;
use crate::state::orders;

/// Whether a broken lease is followed by a new order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Successor {
    /// If the infrastructure persists.
    IfPersist,
    /// Never: the infrastructure is going away.
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
    let terms = session.terms(lease.terms)?;
    let caller = session.caller.clone();
    let ending = lease.end(reason, session.now, &account, &terms, Some(&caller))?;
    let amount = ending.movements.iter().fold(Uint128::zero(), |sum, movement| match movement {
        Movement::End { payment, .. } => sum.saturating_add(payment.amount).saturating_add(payment.fee),
        _ => sum,
    });
    for movement in ending.movements {
        session.move_money(id.deployment, &terms.denom, movement)?;
    }
    session.unlock(&lease.provider, &terms.denom, lease.collateral)?;
    orders::close_lease(session.deps.storage, id, lease, reason, session.now.height)?;
    session.emit(LeaseEnded {
        lease: id,
        provider: lease.provider.clone(),
        reason: reason.as_str().to_owned(),
        seconds: ending.seconds,
        amount,
        forfeited: if reason.is_broken() { lease.collateral } else { Uint128::zero() },
    });
    if reason.is_broken() && successor == Successor::IfPersist {
        let infrastructure = session.infrastructure(id)?;
        if infrastructure.persist {
            reopen(session, id, &lease.provider, &terms.denom, &infrastructure)?;
        }
    }
    Ok(Some(reason))
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
    let order = OpenOrder::open(quote, Some(barred.clone()), number);
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
    });
    Ok(())
}
