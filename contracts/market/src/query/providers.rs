//! What providers have bid, serve, and have served.

use berth_api::market::{
    BookPlace, DueKey, EligibilityResponse, LeaseResponse, LeasesResponse, ObligationsResponse, OwnFulfillment,
    OwnFulfillmentsResponse, TrackRecordResponse,
};
use berth_api::raw::{LOCKS, PARAMETERS};
use berth_contract_kit::page;
use berth_domain::{Now, Order, OrderId, reputation};
use cosmwasm_std::{Addr, Deps, Env, StdResult, Uint128};

use super::orders::lease_status;
use crate::ContractError;
use crate::bidding;
use crate::reading::Reading;
use crate::state::book;
use crate::state::orders::{self, STALE};

/// The live leases of one provider.
pub fn leases(
    deps: Deps,
    provider: &str,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let provider = deps.api.addr_validate(provider)?;
    let ids = orders::active_ids(deps.storage, &provider, start_after, page(limit))?;
    with_status(deps, ids)
}

/// The live leases of all, by due height.
pub fn due_leases(
    deps: Deps,
    until: Option<u64>,
    start_after: Option<DueKey>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let after = start_after.map(|key| (key.due_height, key.lease));
    let due = STALE.page(deps.storage, after, until.unwrap_or(u64::MAX), page(limit))?;
    with_status(deps, due.into_iter().map(|(_, id)| id).collect())
}

fn with_status(deps: Deps, ids: Vec<OrderId>) -> Result<LeasesResponse, ContractError> {
    let mut leases = vec![];
    for id in ids {
        if let Some(Order::Leased(lease)) = orders::may_load(deps.storage, id)? {
            leases.push(LeaseResponse { lease: id, status: lease_status(deps, lease)? });
        }
    }
    Ok(LeasesResponse { leases })
}

/// The bids of one provider.
pub fn own_fulfillments(
    deps: Deps,
    provider: &str,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<OwnFulfillmentsResponse, ContractError> {
    let provider = deps.api.addr_validate(provider)?;
    let fulfillments = own_bids(deps, &provider, start_after, page(limit))?;
    Ok(OwnFulfillmentsResponse { fulfillments })
}

/// A page of a provider's bids, and which of them are live.
pub fn own_bids(
    deps: Deps,
    provider: &Addr,
    start_after: Option<OrderId>,
    limit: usize,
) -> StdResult<Vec<OwnFulfillment>> {
    let rows = book::of_provider(deps.storage, provider, start_after, limit)?.into_iter();
    let bids = rows.map(|(order, place)| {
        let place = BookPlace { price: place.0, sequence: place.1 };
        Ok(OwnFulfillment { order, place, live: orders::is_open(deps.storage, order) })
    });
    bids.collect()
}

/// Whether a provider may bid on an order.
pub fn eligibility(
    deps: Deps,
    env: &Env,
    provider: &str,
    order: OrderId,
) -> Result<EligibilityResponse, ContractError> {
    let provider = deps.api.addr_validate(provider)?;
    let mut reading = Reading::new(Now::from(&env.block));
    let reasons = reasons(&mut reading, deps, &provider, order)?;
    let reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
    Ok(EligibilityResponse { eligible: reasons.is_empty(), reasons })
}

fn reasons(
    reading: &mut Reading,
    deps: Deps,
    provider: &Addr,
    id: OrderId,
) -> Result<Vec<ContractError>, ContractError> {
    let record = match bidding::bidder(reading, deps, provider) {
        Ok(record) => record,
        Err(refusal) => return Ok(vec![refusal]),
    };
    let found = match bidding::biddable(reading, deps, provider, id) {
        Ok(found) => found,
        Err(refusal) => return Ok(vec![refusal]),
    };
    let mut reasons = bidding::objections(reading, deps, (provider, &record), (id, &found))?;
    let balance = bidding::balance(reading, deps, provider, &found.deployment.denom)?;
    reasons.extend(bidding::check_collateral(reading, deps, provider, (id, &found), balance).err());
    Ok(reasons)
}

/// What of a balance is locked.
pub fn locked(deps: Deps, owner: &str, denom: &str) -> StdResult<Uint128> {
    let owner = deps.api.addr_validate(owner)?;
    Ok(LOCKS.may_load(deps.storage, (&owner, denom))?.unwrap_or_default())
}

/// How a provider has served.
pub fn track_record(deps: Deps, env: &Env, provider: &str) -> Result<TrackRecordResponse, ContractError> {
    let provider = deps.api.addr_validate(provider)?;
    let mut reading = Reading::new(Now::from(&env.block));
    let record = reading.record(deps, &provider)?;
    let stake = reading.stake(deps, &provider)?;
    let parameters = PARAMETERS.load(deps.storage)?.reputation;
    Ok(TrackRecordResponse {
        provider,
        served_seconds: record.served_seconds,
        broken: record.broken,
        stake,
        reputation: reputation(&record, stake, &parameters),
    })
}

/// What keeps a provider from deregistering.
pub fn obligations(deps: Deps, provider: &str) -> StdResult<ObligationsResponse> {
    let provider = deps.api.addr_validate(provider)?;
    Ok(ObligationsResponse {
        leases: !orders::active_ids(deps.storage, &provider, None, 1)?.is_empty(),
        bids: book::has_bid(deps.storage, &provider)?,
    })
}
