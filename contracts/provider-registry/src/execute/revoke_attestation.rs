//! RevokeAttestation.

use berth_api::event::AttestationRevoked;
use berth_api::raw::ATTESTATIONS;
use cosmwasm_std::{Addr, DepsMut, Response};

use crate::{ContractError, address};

/// Takes back what the sender vouched for.
pub fn revoke_attestation(deps: DepsMut, sender: Addr, provider: &str) -> Result<Response, ContractError> {
    let provider = address::valid(deps.as_ref(), "provider", provider)?;
    if !ATTESTATIONS.has(deps.storage, (&provider, &sender)) {
        let (provider, auditor) = (provider.into_string(), sender.into_string());
        return Err(ContractError::NoAttestation { provider, auditor });
    }
    ATTESTATIONS.remove(deps.storage, (&provider, &sender));
    Ok(Response::new().add_event(AttestationRevoked { provider, auditor: sender }))
}
