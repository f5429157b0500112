use berth_api::event::AttestationRevoked;
use berth_api::provider_registry::AttestationResponse;

use super::*;

fn attested() -> Registry {
    let mut registry = Registry::new();
    registry.register("dc");
    let (provider, attributes) = (addr("dc").into_string(), vec![attribute("tier", "3")]);
    registry.send("auditor", ExecuteMsg::Attest { provider, attributes, expires_at: START + 10 }).unwrap();
    registry
}

fn revoke() -> ExecuteMsg {
    ExecuteMsg::RevokeAttestation { provider: addr("dc").into_string() }
}

#[test]
fn an_auditor_takes_his_word_back() {
    let mut registry = attested();
    let events = registry.send("auditor", revoke()).unwrap();
    assert_eq!(events, [Event::from(AttestationRevoked { provider: addr("dc"), auditor: addr("auditor") })]);
    let (provider, auditor) = (addr("dc").into_string(), addr("auditor").into_string());
    let left = registry.ask::<AttestationResponse>(QueryMsg::Attestation { provider, auditor }).unwrap_err();
    assert_eq!(code(&left), "no_attestation");
    assert_eq!(registry.refused("auditor", revoke()), "no_attestation");
}

#[test]
fn also_after_it_expired_and_the_provider_has_gone() {
    let mut registry = attested();
    registry.at(START + 11);
    registry.send("dc", ExecuteMsg::DeregisterProvider {}).unwrap();
    registry.send("auditor", revoke()).unwrap();
}

#[test]
fn each_refusal() {
    let mut registry = attested();
    for stranger in ["dc", "admin", "mallory"] {
        assert_eq!(registry.refused(stranger, revoke()), "no_attestation");
    }
    for provider in no_addresses() {
        assert_eq!(registry.refused("auditor", ExecuteMsg::RevokeAttestation { provider }), "invalid_field");
    }
}
