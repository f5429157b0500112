//! What keepers and providers do in a block.

use berth_api::Role;
use berth_api::escrow::{self, DryAccountsResponse};
use berth_api::market::{
    EligibleOrder, FreeCollateral, LeaseResponse, OfferedFulfillment, OwnFulfillment, PendingWorkResponse,
    ProviderWorkResponse, ServedLease, WorkCursor,
};
use berth_api::raw::ProviderRecord;
use berth_contract_kit::page;
use berth_domain::{Invalid, Now, Order, OrderId};
use cosmwasm_std::{Addr, Deps, Env};

use super::orders::{lease_status, open_order};
use super::providers::own_bids;
use crate::ContractError;
use crate::bidding;
use crate::keeping::{ready_orders, stale_leases};
use crate::reading::Reading;
use crate::state::book::{self, Estate};
use crate::state::orders::{self, READY_HEIGHTS, READY_TIMES, STALE};

const MAX_DENOMS: usize = 16;

/// What is due in this block, and when something will be next.
pub fn pending_work(deps: Deps, env: &Env, limit: Option<u32>) -> Result<PendingWorkResponse, ContractError> {
    let (now, rows) = (Now::from(&env.block), page(limit));
    let mut reading = Reading::new(now);
    let ready = match reading.paused(deps)? {
        true => vec![],
        false => ready_orders(deps.storage, now, rows, &[])?,
    };
    let escrow = reading.sibling(deps, Role::Escrow)?;
    let dry: DryAccountsResponse = deps.querier.query_wasm_smart(escrow, &escrow::QueryMsg::DryAccounts { limit })?;
    let next_stale = STALE.next_after(deps.storage, now.height.saturating_sub(1))?.map(|due| due.saturating_add(1));
    let next_heights = [READY_HEIGHTS.next_after(deps.storage, now.height)?, next_stale];
    let next_times = [READY_TIMES.next_after(deps.storage, now.time)?, dry.next_time];
    Ok(PendingWorkResponse {
        height: now.height,
        time: now.time,
        ready: ready.into_iter().map(|(_, id)| id).collect(),
        stale: stale_leases(deps.storage, now, rows, &[])?,
        dry: dry.deployments,
        finished: book::finished(deps.storage, rows)?.into_iter().map(|(id, _)| id).collect(),
        next_height: next_heights.into_iter().flatten().min(),
        next_time: next_times.into_iter().flatten().min(),
    })
}

/// All that a provider's daemon needs for one block.
pub fn provider_work(
    deps: Deps,
    env: &Env,
    provider: &str,
    denoms: &[String],
    cursor: Option<WorkCursor>,
    limit: Option<u32>,
) -> Result<ProviderWorkResponse, ContractError> {
    if denoms.len() > MAX_DENOMS {
        let found = format!("a list of {}", denoms.len());
        return Err(Invalid::new("denoms", found, format!("at most {MAX_DENOMS} elements")).into());
    }
    let (provider, rows) = (deps.api.addr_validate(provider)?, page(limit));
    let begin = cursor.unwrap_or(WorkCursor { leases: None, bids: None, orders: None });
    let mut reading = Reading::new(Now::from(&env.block));
    let paused = reading.paused(deps)?;
    let record = bidding::bidder(&mut reading, deps, &provider).ok();
    let leases = orders::active_ids(deps.storage, &provider, begin.leases, rows)?;
    let bids = own_bids(deps, &provider, begin.bids, rows)?;
    let open = match (paused, &record) {
        (false, Some(_)) => orders::open_ids(deps.storage, begin.orders, rows)?,
        _ => vec![],
    };
    let full = [leases.len(), bids.len(), open.len()].contains(&rows) && rows > 0;
    let next = full.then(|| WorkCursor {
        leases: leases.last().copied().or(begin.leases),
        bids: bids.last().map(|bid| bid.order).or(begin.bids),
        orders: open.last().copied().or(begin.orders),
    });
    Ok(ProviderWorkResponse {
        height: env.block.height,
        time: env.block.time.seconds(),
        paused,
        may_bid: record.is_some(),
        leases: served(&mut reading, deps, leases)?,
        bids: offered(&mut reading, deps, bids)?,
        orders: eligible(&mut reading, deps, &provider, record.as_ref(), open)?,
        collateral: free(&mut reading, deps, &provider, denoms)?,
        next,
    })
}

fn served(reading: &mut Reading, deps: Deps, ids: Vec<OrderId>) -> Result<Vec<ServedLease>, ContractError> {
    let mut found = vec![];
    for id in ids {
        let Some(Order::Leased(lease)) = orders::may_load(deps.storage, id)? else { continue };
        let denom = reading.terms(deps, lease.progress.terms)?.denom.clone();
        found.push(ServedLease {
            lease: LeaseResponse { lease: id, status: lease_status(deps, lease)? },
            denom,
            resources: reading.infrastructure(deps, id)?.resources,
            dry_at: reading.account(deps, id.deployment)?.dry_at,
        });
    }
    Ok(found)
}

fn offered(
    reading: &mut Reading,
    deps: Deps,
    bids: Vec<OwnFulfillment>,
) -> Result<Vec<OfferedFulfillment>, ContractError> {
    let mut found = vec![];
    for fulfillment in bids {
        let id = fulfillment.order;
        let (Estate(collateral, denom), resources) = match orders::may_load(deps.storage, id)? {
            Some(Order::Open(order)) => {
                let deployment = reading.deployment(deps, id.deployment)?.ok_or(ContractError::NoOrder(id))?;
                (Estate(order.collateral, deployment.denom), reading.infrastructure(deps, id)?.resources)
            }
            _ => (book::estate(deps.storage, id)?.ok_or(ContractError::NoBid(id))?, vec![]),
        };
        found.push(OfferedFulfillment { fulfillment, denom, collateral, resources });
    }
    Ok(found)
}

fn eligible(
    reading: &mut Reading,
    deps: Deps,
    provider: &Addr,
    record: Option<&ProviderRecord>,
    ids: Vec<OrderId>,
) -> Result<Vec<EligibleOrder>, ContractError> {
    let Some(record) = record else { return Ok(vec![]) };
    let mut found = vec![];
    for id in ids {
        let Ok(biddable) = bidding::biddable(reading, deps, provider, id) else { continue };
        let may = bidding::objections(reading, deps, (provider, record), (id, &biddable))?.is_empty();
        if let (true, Some(order)) = (may, open_order(reading, deps, id)?) {
            let best_price = book::best(deps.storage, id)?.map(|bid| bid.price);
            found.push(EligibleOrder { order, wait_duration: biddable.deployment.wait_duration, best_price });
        }
    }
    Ok(found)
}

fn free(
    reading: &mut Reading,
    deps: Deps,
    provider: &Addr,
    denoms: &[String],
) -> Result<Vec<FreeCollateral>, ContractError> {
    let mut found = vec![];
    for denom in denoms {
        let balance = bidding::balance(reading, deps, provider, denom)?;
        let free = balance.saturating_sub(reading.locked(deps, provider, denom)?);
        found.push(FreeCollateral { denom: denom.clone(), free });
    }
    Ok(found)
}
