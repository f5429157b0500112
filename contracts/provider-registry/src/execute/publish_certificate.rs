//! PublishCertificate.

use berth_api::event::CertificatePublished;
use berth_domain::check_certificate;
use cosmwasm_std::{Addr, Binary, DepsMut, Env, Response};

use crate::{ContractError, state};

/// Publishes the sender's root certificate.
pub fn publish_certificate(
    deps: DepsMut,
    env: &Env,
    sender: Addr,
    certificate: Binary,
) -> Result<Response, ContractError> {
    check_certificate("certificate", &certificate)?;
    state::provider(deps.storage, &sender)?;
    if state::live_certificate(deps.storage, &sender)?.is_some() {
        return Err(ContractError::CertificateExists(sender.into_string()));
    }
    let serial = state::put_certificate(deps.storage, env, &sender, Some(certificate))?;
    Ok(Response::new().add_event(CertificatePublished { provider: sender, serial }))
}
