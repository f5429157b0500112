//! Providers, with how they have served and what they have at stake.

use berth_api::provider_registry::{ProviderResponse, ProvidersResponse};
use berth_api::raw::{PARAMETERS, PROVIDERS, ProviderRecord, RECORDS, STAKES};
use berth_contract_kit::{contracts, page};
use berth_domain::{ReputationParameters, reputation};
use cosmwasm_std::{Addr, Deps, Order, StdResult};
use cw_storage_plus::Bound;

use super::start;
use crate::ContractError;
use crate::address::valid;
use crate::state::{self, REGIONS};

/// One provider.
pub fn provider(deps: Deps, address: &str) -> Result<ProviderResponse, ContractError> {
    let address = valid(deps, "address", address)?;
    let record = state::provider(deps.storage, &address)?;
    Ok(Siblings::load(deps)?.complete(deps, address, record)?)
}

/// All providers, by address.
pub fn providers(
    deps: Deps,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<ProvidersResponse, ContractError> {
    let (siblings, after) = (Siblings::load(deps)?, start(deps, start_after)?);
    let min = after.as_ref().map(Bound::exclusive);
    let rows = PROVIDERS.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let providers = rows.map(|row| row.and_then(|(address, record)| siblings.complete(deps, address, record)));
    Ok(ProvidersResponse { providers: providers.collect::<StdResult<_>>()? })
}

/// The providers that stand in one region, by address.
pub fn providers_by_region(
    deps: Deps,
    region: &str,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<ProvidersResponse, ContractError> {
    let (siblings, after) = (Siblings::load(deps)?, start(deps, start_after)?);
    let min = after.as_ref().map(Bound::exclusive);
    let rows = REGIONS.prefix(region).keys(deps.storage, min, None, Order::Ascending).take(page(limit));
    let providers = rows.map(|address| {
        let address = address?;
        let record = state::provider(deps.storage, &address)?;
        Ok(siblings.complete(deps, address, record)?)
    });
    Ok(ProvidersResponse { providers: providers.collect::<Result<_, ContractError>>()? })
}

/// Where the rest of an answer comes from; read once per query.
struct Siblings {
    market: Addr,
    escrow: Addr,
    parameters: ReputationParameters,
}

impl Siblings {
    fn load(deps: Deps) -> StdResult<Self> {
        let siblings = contracts(deps.storage)?;
        let [market, escrow] = [siblings.market, siblings.escrow].map(Addr::unchecked);
        let parameters = PARAMETERS.query(&deps.querier, market.clone())?.reputation;
        Ok(Self { market, escrow, parameters })
    }

    /// A provider that never served has no record, one without stake no stake.
    fn complete(&self, deps: Deps, address: Addr, stored: ProviderRecord) -> StdResult<ProviderResponse> {
        let record = RECORDS.query(&deps.querier, self.market.clone(), &address)?.unwrap_or_default();
        let stake = STAKES.query(&deps.querier, self.escrow.clone(), &address)?.unwrap_or_default().bonded;
        Ok(ProviderResponse {
            address,
            profile: stored.profile,
            active: stored.active,
            served_seconds: record.served_seconds,
            broken: record.broken,
            stake,
            reputation: reputation(&record, stake, &self.parameters),
        })
    }
}
