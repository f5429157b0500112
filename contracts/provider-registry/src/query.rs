//! Answers.

mod providers;

use berth_api::provider_registry::{AttestationResponse, AttestationsResponse, AuthorityResponse, CertificateResponse};
use berth_api::raw::{ATTESTATIONS, AUTHORITY, Attestation, Authority, CERTIFICATES, CertificateRecord};
use berth_contract_kit::page;
use cosmwasm_std::{Addr, Deps, Order, StdResult};
use cw_storage_plus::Bound;

pub use providers::{provider, providers, providers_by_region};

use crate::ContractError;
use crate::address::valid;

/// Who holds authority.
pub fn authority(deps: Deps) -> StdResult<AuthorityResponse> {
    let Authority { admin, pending, guardian, paused } = AUTHORITY.load(deps.storage)?;
    Ok(AuthorityResponse { admin, pending, guardian, paused })
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
