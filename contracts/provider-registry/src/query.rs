//! Answers.

use berth_api::provider_registry::{AuthorityResponse, ProviderResponse, ProvidersResponse};
use berth_api::raw::{AUTHORITY, Authority, PROVIDERS, ProviderRecord};
use berth_contract_kit::page;
use cosmwasm_std::{Addr, Deps, Order, StdResult};
use cw_storage_plus::Bound;

/// Who holds authority.
pub fn authority(deps: Deps) -> StdResult<AuthorityResponse> {
    let Authority { admin, pending, guardian, paused } = AUTHORITY.load(deps.storage)?;
    Ok(AuthorityResponse { admin, pending, guardian, paused })
}

/// One provider.
pub fn provider(deps: Deps, address: &str) -> StdResult<ProviderResponse> {
    let address = deps.api.addr_validate(address)?;
    let record = PROVIDERS.load(deps.storage, &address)?;
    Ok(response(address, record))
}

/// All providers, by address.
pub fn providers(deps: Deps, start_after: Option<&str>, limit: Option<u32>) -> StdResult<ProvidersResponse> {
    let start_after = start_after.map(|address| deps.api.addr_validate(address)).transpose()?;
    let min = start_after.as_ref().map(Bound::exclusive);
    let rows = PROVIDERS.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let providers = rows.map(|row| row.map(|(address, record)| response(address, record)));
    Ok(ProvidersResponse { providers: providers.collect::<StdResult<_>>()? })
}

fn response(address: Addr, record: ProviderRecord) -> ProviderResponse {
    let ProviderRecord { profile, active } = record;
    ProviderResponse { address, profile, active }
}
