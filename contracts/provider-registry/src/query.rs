//! Answers.

use berth_api::provider_registry::{
    AttestationResponse, AttestationsResponse, AuthorityResponse, CertificateResponse, ProviderResponse,
    ProvidersResponse,
};
use berth_api::raw::{
    ATTESTATIONS, AUTHORITY, Attestation, Authority, CERTIFICATES, CertificateRecord, PROVIDERS, ProviderRecord,
};
use berth_contract_kit::page;
use cosmwasm_std::{Addr, Deps, Order, StdResult};
use cw_storage_plus::Bound;

use crate::address::valid;
use crate::state::REGIONS;
use crate::{ContractError, state};

/// Who holds authority.
pub fn authority(deps: Deps) -> StdResult<AuthorityResponse> {
    let Authority { admin, pending, guardian, paused } = AUTHORITY.load(deps.storage)?;
    Ok(AuthorityResponse { admin, pending, guardian, paused })
}

/// One provider.
pub fn provider(deps: Deps, address: &str) -> Result<ProviderResponse, ContractError> {
    let address = valid(deps, "address", address)?;
    let record = state::provider(deps.storage, &address)?;
    Ok(provider_response(address, record))
}

/// All providers, by address.
pub fn providers(
    deps: Deps,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<ProvidersResponse, ContractError> {
    let after = start(deps, start_after)?;
    let min = after.as_ref().map(Bound::exclusive);
    let rows = PROVIDERS.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let providers = rows.map(|row| row.map(|(address, record)| provider_response(address, record)));
    Ok(ProvidersResponse { providers: providers.collect::<StdResult<_>>()? })
}

/// The providers that stand in one region, by address.
pub fn providers_by_region(
    deps: Deps,
    region: &str,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<ProvidersResponse, ContractError> {
    let after = start(deps, start_after)?;
    let min = after.as_ref().map(Bound::exclusive);
    let rows = REGIONS.prefix(region).keys(deps.storage, min, None, Order::Ascending).take(page(limit));
    let providers = rows.map(|address| {
        let address = address?;
        let record = state::provider(deps.storage, &address)?;
        Ok(provider_response(address, record))
    });
    Ok(ProvidersResponse { providers: providers.collect::<Result<_, ContractError>>()? })
}

fn provider_response(address: Addr, record: ProviderRecord) -> ProviderResponse {
    let ProviderRecord { profile, active } = record;
    ProviderResponse { address, profile, active }
}

/// A provider's root certificate.
pub fn certificate(deps: Deps, provider: &str) -> Result<CertificateResponse, ContractError> {
    let provider = valid(deps, "provider", provider)?;
    let record = CERTIFICATES.may_load(deps.storage, &provider)?;
    let missing = || ContractError::NoCertificate(provider.to_string());
    let CertificateRecord { certificate, serial, changed_at } = record.ok_or_else(missing)?;
    Ok(CertificateResponse { provider, certificate, serial, changed_at })
}

/// What one auditor vouches for about one provider.
pub fn attestation(deps: Deps, provider: &str, auditor: &str) -> Result<AttestationResponse, ContractError> {
    let (provider, auditor) = (valid(deps, "provider", provider)?, valid(deps, "auditor", auditor)?);
    match ATTESTATIONS.may_load(deps.storage, (&provider, &auditor))? {
        Some(found) => Ok(attestation_response(provider, auditor, found)),
        None => {
            let (provider, auditor) = (provider.into_string(), auditor.into_string());
            Err(ContractError::NoAttestation { provider, auditor })
        }
    }
}

/// What all auditors vouch for about one provider, by auditor.
pub fn attestations(
    deps: Deps,
    provider: &str,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<AttestationsResponse, ContractError> {
    let (provider, after) = (valid(deps, "provider", provider)?, start(deps, start_after)?);
    let min = after.as_ref().map(Bound::exclusive);
    let rows = ATTESTATIONS.prefix(&provider).range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let attestations =
        rows.map(|row| row.map(|(auditor, found)| attestation_response(provider.clone(), auditor, found)));
    Ok(AttestationsResponse { attestations: attestations.collect::<StdResult<_>>()? })
}

fn attestation_response(provider: Addr, auditor: Addr, found: Attestation) -> AttestationResponse {
    let Attestation { attributes, expires_at } = found;
    AttestationResponse { provider, auditor, attributes, expires_at }
}

fn start(deps: Deps, start_after: Option<&str>) -> Result<Option<Addr>, ContractError> {
    Ok(start_after.map(|address| valid(deps, "start_after", address)).transpose()?)
}
