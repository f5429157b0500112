//! Answers.

use berth_api::market::{
    BookPlace, FulfillmentResponse, FulfillmentsResponse, LeaseResponse, LeaseStatus, LeasesResponse,
    ObligationsResponse, OpenOrderResponse, OpenOrdersResponse, OpenStatus, OrderResponse, OrderStatus, OrdersResponse,
    PendingWorkResponse, TermsResponse,
};
use berth_api::raw::{CURRENT_TERMS, DEPLOYMENTS, INFRASTRUCTURE, LOCKS, TERMS};
use berth_api::{Role, escrow};
use berth_contract_kit::{address_of, page};
use berth_domain::{Lease, MoneyError, Now, OpenOrder, Order, OrderId};
use cosmwasm_std::{Deps, Env, StdResult, Uint128, Uint256};

use crate::ContractError;
use crate::state::book::{self, Place};
use crate::state::orders::{self, READY_HEIGHTS, READY_TIMES, STALE};

/// The current rules of a denom.
pub fn terms(deps: Deps, denom: &str) -> Result<TermsResponse, ContractError> {
    let missing = || ContractError::NoTerms(denom.to_owned());
    let number = CURRENT_TERMS.may_load(deps.storage, denom)?.ok_or_else(missing)?;
    let terms = TERMS.may_load(deps.storage, number)?.ok_or_else(missing)?;
    Ok(TermsResponse { number, terms })
}

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
    let OpenOrder { ready_at, max_rate, collateral, barred, terms } = order;
    OpenStatus { ready_at, max_rate, collateral, barred, terms }
}

fn lease_status(deps: Deps, lease: Lease) -> Result<LeaseStatus, ContractError> {
    let terms = TERMS.load(deps.storage, lease.terms)?;
    let price = Uint256::from(lease.rate).saturating_sub(terms.interest(lease.collateral)?);
    Ok(LeaseStatus {
        price: Uint128::try_from(price).map_err(MoneyError::from)?,
        reconfirmation_period: lease.progress.period,
        confirmed_height: lease.progress.confirmed_height(),
        provider: lease.provider,
        rate: lease.rate,
        collateral: lease.collateral,
        started_at: lease.started_at,
        terms: lease.terms,
        due_height: lease.progress.due_height,
        confirmed_at: lease.progress.confirmed_at,
        paid: lease.progress.paid,
        fee: lease.progress.fee,
    })
}

/// The open orders of all deployments, with what they ask for.
pub fn open_orders(
    deps: Deps,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<OpenOrdersResponse, ContractError> {
    let ids = orders::open_ids(deps.storage, start_after, page(limit))?;
    let tenants = address_of(deps.storage, Role::Deployment)?;
    let mut found = vec![];
    for id in ids {
        let deployment = DEPLOYMENTS.query(&deps.querier, tenants.clone(), id.deployment)?;
        let infrastructure = INFRASTRUCTURE.query(&deps.querier, tenants.clone(), (id.deployment, id.slot))?;
        let order = orders::may_load(deps.storage, id)?;
        if let (Some(deployment), Some(infrastructure), Some(Order::Open(order))) = (deployment, infrastructure, order)
        {
            let (owner, denom) = (deployment.owner, deployment.denom);
            found.push(OpenOrderResponse { order: id, status: open_status(order), owner, denom, infrastructure });
        }
    }
    Ok(OpenOrdersResponse { orders: found })
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
    let fulfillments = bids.map(|bid| FulfillmentResponse {
        provider: bid.provider,
        place: BookPlace { price: bid.price, sequence: bid.sequence },
    });
    Ok(FulfillmentsResponse { fulfillments: fulfillments.collect() })
}

/// The live leases of one provider.
pub fn leases(
    deps: Deps,
    provider: &str,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let provider = deps.api.addr_validate(provider)?;
    let mut leases = vec![];
    for id in orders::active_ids(deps.storage, &provider, start_after, page(limit))? {
        if let Some(Order::Leased(lease)) = orders::may_load(deps.storage, id)? {
            leases.push(LeaseResponse { lease: id, status: lease_status(deps, lease)? });
        }
    }
    Ok(LeasesResponse { leases })
}

/// What of a balance is locked.
pub fn locked(deps: Deps, owner: &str, denom: &str) -> StdResult<Uint128> {
    let owner = deps.api.addr_validate(owner)?;
    Ok(LOCKS.may_load(deps.storage, (&owner, denom))?.unwrap_or_default())
}

/// What binds a provider.
pub fn obligations(deps: Deps, provider: &str) -> StdResult<ObligationsResponse> {
    let provider = deps.api.addr_validate(provider)?;
    let leases = !orders::active_ids(deps.storage, &provider, None, 1)?.is_empty();
    Ok(ObligationsResponse { leases, bids: book::has_bid(deps.storage, &provider)? })
}

/// What is due in this block, and when something will be next.
pub fn pending_work(deps: Deps, env: &Env, limit: Option<u32>) -> Result<PendingWorkResponse, ContractError> {
    let (now, rows) = (Now::from(&env.block), page(limit));
    let late = now.height.saturating_sub(1);
    let mut ready = READY_HEIGHTS.up_to(deps.storage, now.height, rows)?;
    ready.extend(READY_TIMES.up_to(deps.storage, now.time, rows.saturating_sub(ready.len()))?);
    let stale = STALE.up_to(deps.storage, late, rows)?;
    let escrow = address_of(deps.storage, Role::Escrow)?;
    let dry: escrow::DryAccountsResponse =
        deps.querier.query_wasm_smart(escrow, &escrow::QueryMsg::DryAccounts { limit })?;
    let next_stale = STALE.next_after(deps.storage, late)?.map(|due| due.saturating_add(1));
    let next_heights = [READY_HEIGHTS.next_after(deps.storage, now.height)?, next_stale];
    let next_times = [READY_TIMES.next_after(deps.storage, now.time)?, dry.next_time];
    Ok(PendingWorkResponse {
        height: now.height,
        time: now.time,
        ready: ready.into_iter().map(|(_, id)| id).collect(),
        stale: stale.into_iter().map(|(_, id)| id).collect(),
        dry: dry.deployments,
        finished: book::finished(deps.storage, rows)?.into_iter().map(|(id, _)| id).collect(),
        next_height: next_heights.into_iter().flatten().min(),
        next_time: next_times.into_iter().flatten().min(),
    })
}
