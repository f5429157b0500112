//! Orders and the bids on them.

use berth_api::market::{
    BookPlace, FulfillmentResponse, FulfillmentsResponse, LeaseStatus, OpenOrderResponse, OpenOrdersResponse,
    OpenStatus, OrderResponse, OrderStatus, OrdersResponse, QuoteResponse, ReadyOrder, ReadyOrdersResponse,
};
use berth_api::raw::TERMS;
use berth_contract_kit::page;
use berth_domain::{Lease, MoneyError, Now, OpenOrder, Order, OrderId};
use cosmwasm_std::{Deps, Env, StdResult, Uint128, Uint256};

use crate::ContractError;
use crate::keeping;
use crate::reading::Reading;
use crate::state::book::{self, Fulfillment, Place};
use crate::state::orders;

/// One order or lease.
pub fn order(deps: Deps, id: OrderId) -> Result<OrderResponse, ContractError> {
    let order = orders::may_load(deps.storage, id)?.ok_or(ContractError::NoOrder(id))?;
    Ok(OrderResponse { order: id, status: status(deps, order)? })
}

/// The orders and leases of one deployment.
pub fn orders(
    deps: Deps,
    deployment: u64,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<OrdersResponse, ContractError> {
    let rows = orders::of_deployment(deps.storage, deployment, start_after, page(limit))?;
    let rows = rows.into_iter().map(|(order, row)| Ok(OrderResponse { order, status: status(deps, row)? }));
    Ok(OrdersResponse { orders: rows.collect::<Result<_, ContractError>>()? })
}

fn status(deps: Deps, order: Order) -> Result<OrderStatus, ContractError> {
    Ok(match order {
        Order::Open(order) => OrderStatus::Open(open_status(order)),
        Order::Leased(lease) => OrderStatus::Leased(lease_status(deps, lease)?),
        Order::Closed { reason, height } => OrderStatus::Closed { reason, height },
    })
}

fn open_status(order: OpenOrder) -> OpenStatus {
    let OpenOrder { ready_at, max_rate, collateral, barred, terms, notice } = order;
    OpenStatus { ready_at, max_rate, collateral, barred, terms, notice }
}

/// How a lease stands, price and interest apart.
pub fn lease_status(deps: Deps, lease: Lease) -> Result<LeaseStatus, ContractError> {
    let terms = TERMS.load(deps.storage, lease.progress.terms)?;
    let price = Uint256::from(lease.rate).saturating_sub(terms.interest(lease.collateral)?);
    Ok(LeaseStatus {
        price: Uint128::try_from(price).map_err(MoneyError::from)?,
        reconfirmation_period: lease.progress.period,
        confirmed_height: lease.progress.confirmed_height(),
        provider: lease.provider,
        rate: lease.rate,
        collateral: lease.collateral,
        started_at: lease.started_at,
        terms: lease.progress.terms,
        notice: lease.notice,
        leave_at: lease.leave_at,
        due_height: lease.progress.due_height,
        confirmed_at: lease.progress.confirmed_at,
        paid: lease.progress.paid,
        fee: lease.progress.fee,
    })
}

/// The open orders of all deployments, with what they ask for.
pub fn open_orders(
    deps: Deps,
    env: &Env,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<OpenOrdersResponse, ContractError> {
    let mut reading = Reading::new(Now::from(&env.block));
    let mut found = vec![];
    for id in orders::open_ids(deps.storage, start_after, page(limit))? {
        found.extend(open_order(&mut reading, deps, id)?);
    }
    Ok(OpenOrdersResponse { orders: found })
}

/// An open order with what it asks for.
pub fn open_order(reading: &mut Reading, deps: Deps, id: OrderId) -> Result<Option<OpenOrderResponse>, ContractError> {
    let (Some(Order::Open(order)), Some(deployment)) =
        (orders::may_load(deps.storage, id)?, reading.deployment(deps, id.deployment)?)
    else {
        return Ok(None);
    };
    let infrastructure = reading.infrastructure(deps, id)?;
    let (owner, denom) = (deployment.owner, deployment.denom);
    Ok(Some(OpenOrderResponse { order: id, status: open_status(order), owner, denom, infrastructure }))
}

/// The orders that would be visited now.
pub fn ready_orders(deps: Deps, env: &Env, limit: Option<u32>) -> StdResult<ReadyOrdersResponse> {
    let ready = keeping::ready_orders(deps.storage, Now::from(&env.block), page(limit), &[])?.into_iter();
    Ok(ReadyOrdersResponse { orders: ready.map(|(ready_at, order)| ReadyOrder { order, ready_at }).collect() })
}

/// How the bidding on an open order stands.
pub fn quote(deps: Deps, env: &Env, id: OrderId) -> Result<QuoteResponse, ContractError> {
    let order = match orders::may_load(deps.storage, id)? {
        Some(Order::Open(order)) => order,
        Some(_) => return Err(ContractError::OrderNotOpen(id)),
        None => return Err(ContractError::NoOrder(id)),
    };
    let mut bids = book::bids(deps.storage, id, None, 2)?.into_iter().map(answer);
    let (best, second) = (bids.next(), bids.next());
    let ready = best.is_some() && order.is_ready(Now::from(&env.block));
    Ok(QuoteResponse { order: id, ready_at: order.ready_at, ready, best, second })
}

fn answer(bid: Fulfillment) -> FulfillmentResponse {
    FulfillmentResponse { provider: bid.provider, place: BookPlace { price: bid.price, sequence: bid.sequence } }
}

/// One bid.
pub fn fulfillment(deps: Deps, order: OrderId, provider: &str) -> Result<FulfillmentResponse, ContractError> {
    let provider = deps.api.addr_validate(provider)?;
    let place = book::standing(deps.storage, &provider, order)?.ok_or(ContractError::NoBid(order))?;
    Ok(FulfillmentResponse { provider, place: BookPlace { price: place.0, sequence: place.1 } })
}

/// The bids on one order.
pub fn fulfillments(
    deps: Deps,
    order: OrderId,
    start_after: Option<BookPlace>,
    limit: Option<u32>,
) -> StdResult<FulfillmentsResponse> {
    let after = start_after.map(|place| Place(place.price, place.sequence));
    let bids = book::bids(deps.storage, order, after, page(limit))?.into_iter();
    Ok(FulfillmentsResponse { fulfillments: bids.map(answer).collect() })
}
