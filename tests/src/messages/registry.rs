//! Messages to the provider registry.

use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{Attribute, ProviderProfile};
use cosmwasm_std::Binary;

use super::Sample;
use crate::cast::{Cast, Sender};

/// What a provider publishes about itself, in some region.
pub fn profile(region: &str) -> ProviderProfile {
    let endpoint = "https://dc.example".to_owned();
    ProviderProfile { endpoint, region: region.to_owned(), attributes: vec![] }
}

/// A certificate, as far as a chain can tell.
pub fn certificate(content: u8) -> Binary {
    vec![0x30, 1, content].into()
}

pub(super) fn samples(cast: &Cast) -> Vec<Sample> {
    let all = [of_providers(), certificates(), of_auditors(cast), of_authority(cast)];
    let register = Sample::new(Sender::Stranger, Registry::RegisterProvider { profile: profile("eu-west") });
    [register].into_iter().chain(all.into_iter().flatten()).collect()
}

fn of_providers() -> Vec<Sample> {
    let new_one = Registry::RegisterProvider { profile: profile("eu-west") };
    vec![
        Sample::new(Sender::Provider, Registry::UpdateProvider { profile: profile("eu-north") }).by_any_provider(),
        Sample::new(Sender::Provider, Registry::DeactivateProvider {}).by_any_provider(),
        Sample::new(Sender::Provider, Registry::ActivateProvider {})
            .by_any_provider()
            .after(Sender::Provider, Registry::DeactivateProvider {}),
        Sample::new(Sender::Guardian, Registry::DeregisterProvider {})
            .by_any_provider()
            .after(Sender::Guardian, new_one),
    ]
}

fn certificates() -> Vec<Sample> {
    let publish = Registry::PublishCertificate { certificate: certificate(1) };
    let published = |msg| Sample::new(Sender::Provider, msg).by_any_provider().after(Sender::Provider, publish.clone());
    vec![
        Sample::new(Sender::Provider, publish.clone()).by_any_provider(),
        published(Registry::RotateCertificate { certificate: certificate(2) }),
        published(Registry::RevokeCertificate {}),
    ]
}

fn of_auditors(cast: &Cast) -> Vec<Sample> {
    let provider = cast.address(Sender::Provider).into_string();
    let expires_at = cast.stage.sandbox.now().time + 1_000_000;
    let attributes = vec![Attribute { key: "tier".to_owned(), value: "3".to_owned() }];
    let attest = Registry::Attest { provider: provider.clone(), attributes, expires_at };
    let revoke = Registry::RevokeAttestation { provider };
    vec![
        Sample::new(Sender::Stranger, attest.clone()),
        Sample::new(Sender::Stranger, revoke).after(Sender::Stranger, attest),
    ]
}

fn of_authority(cast: &Cast) -> Vec<Sample> {
    let [admin, guardian] = [Sender::Proposed, Sender::Keeper].map(|sender| cast.address(sender).into_string());
    let propose = Registry::ProposeAdmin { admin, expires_at: cast.stage.sandbox.now().time + 1_000_000 };
    let by_admin = |msg| Sample::new(Sender::Admin, msg);
    vec![
        by_admin(propose.clone()),
        by_admin(Registry::CancelAdminProposal {}).after(Sender::Admin, propose.clone()),
        Sample::new(Sender::Proposed, Registry::AcceptAdmin {}).after(Sender::Admin, propose),
        by_admin(Registry::SetGuardian { guardian }),
        Sample::new(Sender::Guardian, Registry::Pause {}),
        by_admin(Registry::Unpause {}).after(Sender::Admin, Registry::Pause {}),
    ]
}
