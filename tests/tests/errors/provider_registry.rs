//! What the provider registry refuses.

use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::Attribute;
use berth_tests::cast::{Cast, Sender};
use berth_tests::messages::registry::{certificate, profile};
use berth_tests::stage::DENOM;
use cosmwasm_std::coin;

use crate::{Case, refusal};

pub const CASES: &[Case] = &[
    ("provider-registry/unauthorized", |cast| refusal(cast, Sender::Stranger, Registry::Pause {}, &[])),
    ("provider-registry/paused", |cast| {
        pause(cast);
        refusal(cast, Sender::Stranger, register(), &[])
    }),
    ("provider-registry/payment", |cast| refusal(cast, Sender::Stranger, register(), &[coin(1, DENOM)])),
    ("provider-registry/invalid_field", |cast| {
        refusal(cast, Sender::Stranger, Registry::RegisterProvider { profile: profile("EU") }, &[])
    }),
    ("provider-registry/registered", |cast| refusal(cast, Sender::Provider, register(), &[])),
    ("provider-registry/not_registered", |cast| refusal(cast, Sender::Stranger, Registry::DeactivateProvider {}, &[])),
    ("provider-registry/unchanged", |cast| {
        refusal(cast, Sender::Provider, Registry::UpdateProvider { profile: profile("eu-west") }, &[])
    }),
    ("provider-registry/already_active", |cast| refusal(cast, Sender::Provider, Registry::ActivateProvider {}, &[])),
    ("provider-registry/not_active", |cast| {
        cast.send(Sender::Provider, Registry::DeactivateProvider {}, &[]).unwrap();
        refusal(cast, Sender::Provider, Registry::DeactivateProvider {}, &[])
    }),
    ("provider-registry/has_obligations", |cast| refusal(cast, Sender::Provider, Registry::DeregisterProvider {}, &[])),
    ("provider-registry/certificate_exists", |cast| {
        let publish = Registry::PublishCertificate { certificate: certificate(1) };
        cast.send(Sender::Provider, publish.clone(), &[]).unwrap();
        refusal(cast, Sender::Provider, publish, &[])
    }),
    ("provider-registry/no_certificate", |cast| refusal(cast, Sender::Provider, Registry::RevokeCertificate {}, &[])),
    ("provider-registry/self_attestation", |cast| {
        let provider = cast.address(Sender::Provider).into_string();
        let attributes = vec![Attribute { key: "tier".to_owned(), value: "3".to_owned() }];
        let expires_at = cast.stage.sandbox.now().time + 9;
        refusal(cast, Sender::Provider, Registry::Attest { provider, attributes, expires_at }, &[])
    }),
    ("provider-registry/no_attestation", |cast| {
        let provider = cast.address(Sender::Provider).into_string();
        refusal(cast, Sender::Stranger, Registry::RevokeAttestation { provider }, &[])
    }),
    ("provider-registry/own_contract", |cast| {
        let guardian = cast.stage.sandbox.contracts().market.clone();
        refusal(cast, Sender::Admin, Registry::SetGuardian { guardian }, &[])
    }),
    ("provider-registry/no_proposal", |cast| refusal(cast, Sender::Admin, Registry::CancelAdminProposal {}, &[])),
    ("provider-registry/proposal_expired", |cast| {
        let admin = cast.address(Sender::Proposed).into_string();
        let expires_at = cast.stage.sandbox.now().time + 6;
        cast.send(Sender::Admin, Registry::ProposeAdmin { admin, expires_at }, &[]).unwrap();
        cast.stage.pass(1);
        refusal(cast, Sender::Proposed, Registry::AcceptAdmin {}, &[])
    }),
    ("provider-registry/already_paused", |cast| {
        pause(cast);
        refusal(cast, Sender::Guardian, Registry::Pause {}, &[])
    }),
    ("provider-registry/not_paused", |cast| refusal(cast, Sender::Admin, Registry::Unpause {}, &[])),
];

fn register() -> Registry {
    Registry::RegisterProvider { profile: profile("eu-west") }
}

fn pause(cast: &mut Cast) {
    cast.send(Sender::Guardian, Registry::Pause {}, &[]).unwrap();
}
