//! SubmitFulfillment.

use berth_api::Role;
use berth_api::event::FulfillmentSubmitted;
use berth_api::market::{Bid, MAX_BIDS};
use berth_api::raw::{BALANCES, PROVIDERS};
use berth_domain::{Moment, OpenOrder, Order, OrderId, ProviderProfile, check_eligible, check_offer};
use cosmwasm_std::{Response, Uint128, to_json_binary};

use super::release_fulfillments::release;
use super::{check_ids, outcome};
use crate::ContractError;
use crate::few::Few;
use crate::session::Session;
use crate::state::book::{self, Fulfillment, Place};
use crate::state::orders;

/// A bid that may stand, if its collateral can be posted.
struct Admitted {
    order: OpenOrder,
    denom: String,
    ready_at: Moment,
    price: Uint128,
    standing: Option<Place>,
}

/// Judges each bid by itself; frees one dead bid for each that passes the checks.
pub fn submit_fulfillment(mut session: Session, bids: Vec<Bid>) -> Result<Response, ContractError> {
    let ids: Vec<OrderId> = bids.iter().map(|bid| bid.order).collect();
    check_ids("bids", &ids, MAX_BIDS)?;
    let registry = session.sibling(Role::ProviderRegistry)?;
    let provider = PROVIDERS.query(&session.deps.querier, registry, &session.caller)?;
    let provider = provider.ok_or_else(|| ContractError::NotRegistered(session.caller.to_string()))?;
    if !provider.active {
        return Err(ContractError::Inactive(session.caller.into_string()));
    }
    let first = book::last_sequence(session.deps.storage)?;
    let (mut sequence, mut balances, mut outcomes) = (first, Few::new(), vec![]);
    for bid in &bids {
        let result = match check(&mut session, &provider.profile, bid) {
            Ok(admitted) => {
                release(&mut session, 1)?;
                match check_collateral(&mut session, &mut balances, bid.order, &admitted) {
                    Ok(()) => place(&mut session, bid, admitted, &mut sequence).map(|()| Ok(()))?,
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

fn check(session: &mut Session, profile: &ProviderProfile, bid: &Bid) -> Result<Admitted, ContractError> {
    let id = bid.order;
    let order = match orders::may_load(session.deps.storage, id)? {
        Some(Order::Open(order)) => order,
        Some(_) => return Err(ContractError::OrderNotOpen(id)),
        None => return Err(ContractError::NoOrder(id)),
    };
    if order.is_ready(session.now) {
        return Err(ContractError::BiddingEnded(id));
    }
    let deployment = session.deployment(id.deployment)?.ok_or(ContractError::NoOrder(id))?;
    let wanted = session.infrastructure(id)?;
    check_eligible(&session.caller, profile, &deployment.owner, &wanted, order.barred.as_ref())
        .map_err(|reason| ContractError::Ineligible { order: id, reason })?;
    let price = check_offer(&wanted.resources, &bid.resources)
        .map_err(|reason| ContractError::Mismatch { order: id, reason })?;
    if session.account(id.deployment)?.is_dry() {
        return Err(ContractError::AccountDry(id.deployment));
    }
    let standing = book::standing(session.deps.storage, &session.caller, id)?;
    if let Some(Place(old, _)) = standing
        && price >= old
    {
        return Err(ContractError::NotLower { order: id, price, standing: old });
    }
    let ready_at = order.ready_after_bid(deployment.wait_duration, session.now);
    Ok(Admitted { order, denom: deployment.denom, ready_at, price, standing })
}

/// A first bid needs its collateral free; one that replaces another has it locked already.
fn check_collateral(
    session: &mut Session,
    balances: &mut Few<String, Uint128>,
    id: OrderId,
    admitted: &Admitted,
) -> Result<(), ContractError> {
    if admitted.standing.is_some() {
        return Ok(());
    }
    let (provider, denom) = (session.caller.clone(), &admitted.denom);
    let balance = match balances.get(denom) {
        Some(balance) => *balance,
        None => {
            let escrow = session.sibling(Role::Escrow)?;
            let balance = BALANCES.query(&session.deps.querier, escrow, (&provider, denom))?.unwrap_or_default();
            balances.insert(denom.clone(), balance);
            balance
        }
    };
    let free = balance.saturating_sub(session.locked(&provider, denom)?);
    if free < admitted.order.collateral {
        let (required, denom) = (admitted.order.collateral, denom.clone());
        return Err(ContractError::InsufficientCollateral { order: id, required, denom, free });
    }
    Ok(())
}

fn place(session: &mut Session, bid: &Bid, admitted: Admitted, sequence: &mut u64) -> Result<(), ContractError> {
    let Admitted { order, denom, ready_at, price, standing } = admitted;
    *sequence = sequence.checked_add(1).ok_or(ContractError::SequenceExhausted)?;
    let provider = session.caller.clone();
    let mut locked = Uint128::zero();
    if standing.is_none() {
        session.lock(&provider, &denom, order.collateral)?;
        locked = order.collateral;
    }
    if order.ready_at.is_none() {
        orders::set_ready(session.deps.storage, bid.order, &OpenOrder { ready_at: Some(ready_at), ..order })?;
    }
    let fulfillment = Fulfillment { provider: provider.clone(), price, sequence: *sequence };
    book::place(session.deps.storage, bid.order, &fulfillment, standing)?;
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
