//! RotateCertificate.

use berth_api::event::CertificateRotated;
use berth_domain::check_certificate;
use cosmwasm_std::{Addr, Binary, DepsMut, Env, Response};

use crate::{ContractError, state};

/// Replaces the sender's root certificate.
pub fn rotate_certificate(
    deps: DepsMut,
    env: &Env,
    sender: Addr,
    certificate: Binary,
) -> Result<Response, ContractError> {
    check_certificate("certificate", &certificate)?;
    state::provider(deps.storage, &sender)?;
    match state::live_certificate(deps.storage, &sender)? {
        None => Err(ContractError::NoCertificate(sender.into_string())),
        Some(old) if old == certificate => Err(ContractError::Unchanged("certificate")),
        Some(_) => {
            let serial = state::put_certificate(deps.storage, env, &sender, Some(certificate))?;
            Ok(Response::new().add_event(CertificateRotated { provider: sender, serial }))
        }
    }
}
