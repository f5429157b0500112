//! SubmitFulfillment.

use berth_api::event::FulfillmentSubmitted;
use berth_api::market::{Bid, MAX_BIDS};
use berth_api::raw::ProviderRecord;
use berth_domain::{Moment, OpenOrder, OrderId, check_offer};
use cosmwasm_std::{Response, Uint128, to_json_binary};

use super::{check_ids, outcome};
use crate::ContractError;
use crate::bidding::{Biddable, balance, biddable, bidder, check_collateral, objections};
use crate::few::Few;
use crate::keeping::{Work, release};
use crate::session::Session;
use crate::state::book::{self, Fulfillment, Place};
use crate::state::orders;

/// Judges each bid by itself; frees one dead bid for each that passes the checks.
pub fn submit_fulfillment(mut session: Session, bids: Vec<Bid>) -> Result<Response, ContractError> {
    let ids: Vec<OrderId> = bids.iter().map(|bid| bid.order).collect();
    check_ids("bids", &ids, MAX_BIDS)?;
    let provider = session.caller.clone();
    let record = bidder(&mut session.reading, session.deps.as_ref(), &provider)?;
    let first = book::last_sequence(session.deps.storage)?;
    let (mut sequence, mut balances, mut outcomes) = (first, Few::new(), vec![]);
    for bid in &bids {
        let result = match check(&mut session, &record, bid) {
            Ok((found, price)) => {
                release(&mut session, &mut Work::up_to(1))?;
                match post(&mut session, &mut balances, (bid.order, &found)) {
                    Ok(()) => place(&mut session, bid, &found, price, &mut sequence).map(|()| Ok(()))?,
                    Err(refusal) => Err(refusal),
                }
            }
            Err(refusal) => Err(refusal),
        };
        outcomes.push(outcome(bid.order, result));
    }
    if sequence != first {
        book::set_last_sequence(session.deps.storage, sequence)?;
    }
    Ok(session.finish(false)?.set_data(to_json_binary(&outcomes)?))
}

/// A bid that may stand, and its total price.
fn check(session: &mut Session, record: &ProviderRecord, bid: &Bid) -> Result<(Biddable, Uint128), ContractError> {
    let (id, provider) = (bid.order, session.caller.clone());
    let (reading, deps) = (&mut session.reading, session.deps.as_ref());
    let found = biddable(reading, deps, &provider, id)?;
    if let Some(objection) = objections(reading, deps, (&provider, record), (id, &found))?.into_iter().next() {
        return Err(objection);
    }
    let price = check_offer(&found.wanted.resources, &bid.resources)
        .map_err(|reason| ContractError::Mismatch { order: id, reason })?;
    match found.standing {
        Some(Place(standing, _)) if price >= standing => Err(ContractError::NotLower { order: id, price, standing }),
        _ => Ok((found, price)),
    }
}

/// Whether the collateral is there; each balance is read once.
fn post(
    session: &mut Session,
    balances: &mut Few<String, Uint128>,
    (id, found): (OrderId, &Biddable),
) -> Result<(), ContractError> {
    if found.standing.is_some() {
        return Ok(());
    }
    let (reading, deps) = (&mut session.reading, session.deps.as_ref());
    let denom = &found.deployment.denom;
    let held = match balances.get(denom) {
        Some(held) => *held,
        None => balance(reading, deps, &session.caller, denom)?,
    };
    balances.insert(denom.clone(), held);
    check_collateral(reading, deps, &session.caller, (id, found), held)
}

fn place(
    session: &mut Session,
    bid: &Bid,
    found: &Biddable,
    price: Uint128,
    sequence: &mut u64,
) -> Result<(), ContractError> {
    *sequence = sequence.checked_add(1).ok_or(ContractError::SequenceExhausted)?;
    let provider = session.caller.clone();
    let mut locked = Uint128::zero();
    if found.standing.is_none() {
        session.lock(&provider, &found.deployment.denom, found.order.collateral)?;
        locked = found.order.collateral;
    }
    let ready_at = wait(session, bid.order, found)?;
    let fulfillment = Fulfillment { provider: provider.clone(), price, sequence: *sequence };
    book::place(session.deps.storage, bid.order, &fulfillment, found.standing)?;
    let prices: Vec<String> = bid.resources.iter().map(|group| group.price.to_string()).collect();
    session.emit(FulfillmentSubmitted {
        order: bid.order,
        provider,
        price,
        prices: prices.join(","),
        sequence: *sequence,
        collateral: locked,
        ready_at: match ready_at {
            Moment::Height(height) => format!("height:{height}"),
            Moment::Time(time) => format!("time:{time}"),
        },
    });
    Ok(())
}

/// When the order is ready, now that it has this bid. The first bid starts the wait, and so does the next one after a
/// wait that ended with no bid left; one that comes back in time to an order without bids finds the wait as it was.
fn wait(session: &mut Session, id: OrderId, found: &Biddable) -> Result<Moment, ContractError> {
    let ready_at = found.order.ready_after_bid(found.deployment.wait_duration, session.now);
    let waiting = OpenOrder { ready_at: Some(ready_at), ..found.order.clone() };
    if found.order.ready_at != Some(ready_at) {
        orders::set_ready(session.deps.storage, id, &waiting)?;
    } else if found.standing.is_none() && book::is_empty(session.deps.storage, id)? {
        orders::enter_ready(session.deps.storage, id, &waiting)?;
    }
    Ok(ready_at)
}
