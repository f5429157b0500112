//! DeregisterProvider.

use berth_api::Role;
use berth_api::event::{CertificateRevoked, ProviderDeregistered};
use berth_api::market::{ObligationsResponse, QueryMsg};
use berth_contract_kit::address_of;
use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response};

use crate::{ContractError, state};

/// Ends the sender's registration, if nothing in market binds it.
pub fn deregister_provider(deps: DepsMut, env: &Env, sender: Addr) -> Result<Response, ContractError> {
    let record = state::provider(deps.storage, &sender)?;
    check_free(deps.as_ref(), &sender)?;
    state::remove_provider(deps.storage, &sender, &record);
    let mut response = Response::new();
    // The serial number stays: should the provider come back, whoever kept an old certificate sees that it is old.
    if state::live_certificate(deps.storage, &sender)?.is_some() {
        let serial = state::put_certificate(deps.storage, env, &sender, None)?;
        response = response.add_event(CertificateRevoked { provider: sender.clone(), serial });
    }
    Ok(response.add_event(ProviderDeregistered { provider: sender }))
}

fn check_free(deps: Deps, provider: &Addr) -> Result<(), ContractError> {
    let market = address_of(deps.storage, Role::Market)?;
    let obligations = QueryMsg::Obligations { provider: provider.to_string() };
    let ObligationsResponse { leases, bids } = deps.querier.query_wasm_smart(market, &obligations)?;
    let held = match (leases, bids) {
        (false, false) => return Ok(()),
        (true, false) => "live leases",
        (false, true) => "bids",
        (true, true) => "live leases and bids",
    };
    Err(ContractError::HasObligations { provider: provider.to_string(), held })
}
