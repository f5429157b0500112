//! Matching: the contract, never a person, gives each order to the lowest bid.

use berth_api::event::LeaseStarted;
use berth_domain::{CloseReason, OpenOrder, Order, OrderId, Terms};
use cosmwasm_std::Uint128;

use crate::ContractError;
use crate::ending::close_order;
use crate::session::Session;
use crate::state::book::{self, Estate, Fulfillment};
use crate::state::orders;

/// Visits an order out of the ready queue.
pub fn visit(session: &mut Session, id: OrderId) -> Result<(), ContractError> {
    let Some(Order::Open(order)) = orders::may_load(session.deps.storage, id)? else { return Ok(()) };
    match book::best(session.deps.storage, id)? {
        Some(best) => decide(session, id, &order, best),
        None => Ok(()),
    }
}

/// Leases an order that is ready to its lowest bid, or closes it for want of funds. Either pays the match tip.
pub fn decide(session: &mut Session, id: OrderId, order: &OpenOrder, best: Fulfillment) -> Result<(), ContractError> {
    let terms = session.terms(order.terms)?;
    let rate = terms.rate(best.price, order.collateral)?;
    if session.account(id.deployment)?.covers_match(rate)? {
        start_lease(session, id, order, &terms, (best, rate))
    } else {
        close_order(session, id, order, CloseReason::NoFunds, session.tipped().is_some())
    }
}

fn start_lease(
    session: &mut Session,
    id: OrderId,
    order: &OpenOrder,
    terms: &Terms,
    (winner, rate): (Fulfillment, Uint128),
) -> Result<(), ContractError> {
    let tipped = session.tipped().is_some();
    let (lease, movement) = order.lease(winner.provider, rate, terms, tipped, session.now);
    session.move_money(id.deployment, &terms.denom, movement)?;
    book::win(session.deps.storage, id, || Estate(order.collateral, terms.denom.clone()))?;
    orders::lease(session.deps.storage, id, order, &lease)?;
    session.emit(LeaseStarted {
        lease: id,
        provider: lease.provider,
        rate,
        price: winner.price,
        collateral: order.collateral,
        due_height: lease.progress.due_height,
    });
    Ok(())
}
