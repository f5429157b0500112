//! Attest.

use berth_api::event::ProviderAttested;
use berth_api::raw::{ATTESTATIONS, Attestation};
use berth_domain::{Attribute, Invalid, MAX_ATTRIBUTES, check_attributes};
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use super::check_expiry;
use crate::{ContractError, address, state};

/// 5 years of 365 days.
const LONGEST: u64 = 157_680_000;

/// Writes down what the sender vouches for, instead of what he vouched for before.
pub fn attest(
    deps: DepsMut,
    env: &Env,
    sender: Addr,
    provider: &str,
    attestation: Attestation,
) -> Result<Response, ContractError> {
    let provider = address::valid(deps.as_ref(), "provider", provider)?;
    check_attested(&attestation.attributes)?;
    check_expiry(env, attestation.expires_at, LONGEST)?;
    if provider == sender {
        return Err(ContractError::SelfAttestation(provider.into_string()));
    }
    state::provider(deps.storage, &provider)?;
    ATTESTATIONS.save(deps.storage, (&provider, &sender), &attestation)?;
    let expires_at = attestation.expires_at;
    Ok(Response::new().add_event(ProviderAttested { provider, auditor: sender, expires_at }))
}

/// Vouching for nothing is RevokeAttestation.
fn check_attested(attributes: &[Attribute]) -> Result<(), Invalid> {
    if attributes.is_empty() {
        return Err(Invalid::new("attributes", "a list of 0", format!("1 to {MAX_ATTRIBUTES} elements")));
    }
    check_attributes("attributes", attributes)
}
