//! CancelFulfillment.

use berth_api::event::FulfillmentReleased;
use berth_api::market::MAX_BIDS;
use berth_domain::{OpenOrder, Order, OrderId};
use cosmwasm_std::{Response, Uint128, to_json_binary};

use super::{check_ids, outcome};
use crate::ContractError;
use crate::session::Session;
use crate::state::book::{self, Estate};
use crate::state::orders;

/// Takes back each bid of the sender that is not firm yet, or frees it if it is dead; the others are refused, each by itself.
pub fn cancel_fulfillment(mut session: Session, ids: Vec<OrderId>) -> Result<Response, ContractError> {
    check_ids("orders", &ids, MAX_BIDS)?;
    let mut outcomes = vec![];
    for id in ids {
        let result = match judge(&mut session, id) {
            Ok(bid) => cancel(&mut session, id, bid).map(|()| Ok(()))?,
            Err(refusal) => Err(refusal),
        };
        outcomes.push(outcome(id, result));
    }
    Ok(session.finish(false)?.set_data(to_json_binary(&outcomes)?))
}

/// A bid that may go.
struct Cancelled {
    place: book::Place,
    collateral: Uint128,
    denom: String,
    /// Its order, if that is open still.
    open: Option<OpenOrder>,
}

fn judge(session: &mut Session, id: OrderId) -> Result<Cancelled, ContractError> {
    let place = book::standing(session.deps.storage, &session.caller, id)?.ok_or(ContractError::NoBid(id))?;
    match orders::may_load(session.deps.storage, id)? {
        Some(Order::Open(order)) => {
            let deployment = session.deployment(id.deployment)?.ok_or(ContractError::NoOrder(id))?;
            if !order.bids_may_go(deployment.wait_duration, session.now) && !session.paused()? {
                return Err(ContractError::Firm(id));
            }
            Ok(Cancelled { place, collateral: order.collateral, denom: deployment.denom, open: Some(order) })
        }
        _ => {
            let Estate(collateral, denom) = book::estate(session.deps.storage, id)?.ok_or(ContractError::NoBid(id))?;
            Ok(Cancelled { place, collateral, denom, open: None })
        }
    }
}

fn cancel(session: &mut Session, id: OrderId, bid: Cancelled) -> Result<(), ContractError> {
    let provider = session.caller.clone();
    let was_last = book::cancel(session.deps.storage, id, &provider, bid.place)?;
    match bid.open {
        Some(order) if was_last => orders::leave_ready(session.deps.storage, id, &order),
        Some(_) => {}
        None if was_last => book::forget(session.deps.storage, id),
        None => {}
    }
    session.unlock(&provider, &bid.denom, bid.collateral)?;
    session.emit(FulfillmentReleased { order: id, provider, collateral: bid.collateral });
    Ok(())
}
