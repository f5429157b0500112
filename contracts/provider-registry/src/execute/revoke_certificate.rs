//! RevokeCertificate.

use berth_api::event::CertificateRevoked;
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::{ContractError, state};

/// Takes the sender's root certificate back; its serial number stays.
pub fn revoke_certificate(deps: DepsMut, env: &Env, sender: Addr) -> Result<Response, ContractError> {
    state::provider(deps.storage, &sender)?;
    if state::live_certificate(deps.storage, &sender)?.is_none() {
        return Err(ContractError::NoCertificate(sender.into_string()));
    }
    let serial = state::put_certificate(deps.storage, env, &sender, None)?;
    Ok(Response::new().add_event(CertificateRevoked { provider: sender, serial }))
}
