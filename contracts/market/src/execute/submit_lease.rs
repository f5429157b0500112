//! SubmitLease: one order, matched as MatchOpenOrders would.

use berth_domain::{Order, OrderId};
use cosmwasm_std::Response;

use crate::ContractError;
use crate::matching::decide;
use crate::session::Session;
use crate::state::{book, orders};

/// Visits one order that is ready, if `provider` is its winner.
pub fn submit_lease(mut session: Session, id: OrderId, provider: &str) -> Result<Response, ContractError> {
    let order = match orders::may_load(session.deps.storage, id)? {
        Some(Order::Open(order)) => order,
        Some(_) => return Err(ContractError::OrderNotOpen(id)),
        None => return Err(ContractError::NoOrder(id)),
    };
    let best = book::best(session.deps.storage, id)?;
    let best = best.filter(|_| order.is_ready(session.now)).ok_or(ContractError::NotReady(id))?;
    if best.provider.as_str() != provider {
        let (named, winner) = (provider.to_owned(), best.provider.into_string());
        return Err(ContractError::NotWinner { order: id, named, winner });
    }
    decide(&mut session, id, &order, best)?;
    session.finish(false)
}
