//! MatchOpenOrders: the contract, never a person, gives each order to the lowest bid.

use berth_api::WorkDone;
use berth_api::event::{LeaseStarted, OrderClosed};
use berth_domain::{CloseReason, OpenOrder, Order, OrderId, Terms};
use cosmwasm_std::{Response, Uint128, to_json_binary};

use super::release_fulfillments::release;
use super::{check_limit, count};
use crate::ContractError;
use crate::session::Session;
use crate::state::book::{self, Estate, Fulfillment};
use crate::state::orders::{self, READY_HEIGHTS, READY_TIMES};

/// Visits what is ready, heights before times; every visit leases the order or closes it.
pub fn match_open_orders(mut session: Session, limit: u32) -> Result<Response, ContractError> {
    let limit = check_limit(limit)?;
    let mut ready = READY_HEIGHTS.up_to(session.deps.storage, session.now.height, limit)?;
    let left = limit.saturating_sub(ready.len());
    ready.extend(READY_TIMES.up_to(session.deps.storage, session.now.time, left)?);
    for (_, id) in &ready {
        if let Some(Order::Open(order)) = orders::may_load(session.deps.storage, *id)? {
            visit(&mut session, *id, &order)?;
        }
    }
    let released = release(&mut session, limit.saturating_sub(ready.len()))?;
    let done = WorkDone { visited: count(ready.len()), released };
    Ok(session.finish(false)?.set_data(to_json_binary(&done)?))
}

fn visit(session: &mut Session, id: OrderId, order: &OpenOrder) -> Result<(), ContractError> {
    let terms = session.terms(order.terms)?;
    let Some(best) = book::bids(session.deps.storage, id, None, 1)?.pop() else { return Ok(()) };
    let rate = terms.rate(best.price, order.collateral)?;
    if session.account(id.deployment)?.covers_match(rate)? {
        start_lease(session, id, order, &terms, (best, rate))
    } else {
        close_for_want_of_funds(session, id, order, &terms)
    }
}

fn start_lease(
    session: &mut Session,
    id: OrderId,
    order: &OpenOrder,
    terms: &Terms,
    (winner, rate): (Fulfillment, Uint128),
) -> Result<(), ContractError> {
    let (lease, movement) = order.lease(winner.provider, rate, terms, true, session.now);
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

fn close_for_want_of_funds(
    session: &mut Session,
    id: OrderId,
    order: &OpenOrder,
    terms: &Terms,
) -> Result<(), ContractError> {
    session.move_money(id.deployment, &terms.denom, order.closing(terms, true)?)?;
    orders::close_open(session.deps.storage, id, order, CloseReason::NoFunds, session.now.height)?;
    book::abandon(session.deps.storage, id, || Estate(order.collateral, terms.denom.clone()))?;
    session.emit(OrderClosed { order: id, reason: CloseReason::NoFunds.as_str().to_owned() });
    Ok(())
}
