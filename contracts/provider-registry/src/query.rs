//! Answers.

use berth_api::provider_registry::{ProviderResponse, ProvidersResponse};
use berth_api::raw::PROVIDERS;
use berth_contract_kit::page;
use cosmwasm_std::{Deps, Order, StdResult};
use cw_storage_plus::Bound;

/// One provider.
pub fn provider(deps: Deps, address: &str) -> StdResult<ProviderResponse> {
    let address = deps.api.addr_validate(address)?;
    let profile = PROVIDERS.load(deps.storage, &address)?;
    Ok(ProviderResponse { address, profile })
}

/// All providers, by address.
pub fn providers(deps: Deps, start_after: Option<&str>, limit: Option<u32>) -> StdResult<ProvidersResponse> {
    let start_after = start_after.map(|address| deps.api.addr_validate(address)).transpose()?;
    let min = start_after.as_ref().map(Bound::exclusive);
    let rows = PROVIDERS.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let providers = rows.map(|row| row.map(|(address, profile)| ProviderResponse { address, profile }));
    Ok(ProvidersResponse { providers: providers.collect::<StdResult<_>>()? })
}
