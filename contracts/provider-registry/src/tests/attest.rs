use berth_api::event::ProviderAttested;
use berth_api::provider_registry::AttestationResponse;
use berth_api::raw::Attestation;

use super::*;

const FIVE_YEARS: u64 = 157_680_000;

fn attest(attributes: Vec<Attribute>, expires_at: u64) -> ExecuteMsg {
    ExecuteMsg::Attest { provider: addr("dc").into_string(), attributes, expires_at }
}

fn tier(value: &str) -> Vec<Attribute> {
    vec![attribute("tier", value)]
}

fn found(registry: &Registry, auditor: &str) -> AttestationResponse {
    let (provider, auditor) = (addr("dc").into_string(), addr(auditor).into_string());
    registry.ask(QueryMsg::Attestation { provider, auditor }).unwrap()
}

#[test]
fn an_auditors_last_word_counts() {
    let mut registry = Registry::new();
    registry.register("dc");
    let events = registry.send("auditor", attest(tier("3"), START + 10)).unwrap();
    let expected = ProviderAttested { provider: addr("dc"), auditor: addr("auditor"), expires_at: START + 10 };
    assert_eq!(events, [Event::from(expected)]);
    registry.send("other", attest(tier("1"), START + 10)).unwrap();
    registry.send("auditor", attest(tier("4"), START + 20)).unwrap();
    let (provider, auditor) = (addr("dc"), addr("auditor"));
    let expected = AttestationResponse { provider, auditor, attributes: tier("4"), expires_at: START + 20 };
    assert_eq!(found(&registry, "auditor"), expected);
    assert_eq!(found(&registry, "other").attributes, tier("1"));
}

#[test]
fn from_the_next_second_to_five_years_ahead() {
    let mut registry = Registry::new();
    registry.register("dc");
    for (expires_at, fits) in [
        (START - 1, false),
        (START, false),
        (START + 1, true),
        (START + FIVE_YEARS, true),
        (START + FIVE_YEARS + 1, false),
        (u64::MAX, false),
    ] {
        let result = registry.send("auditor", attest(tier("3"), expires_at));
        assert_eq!(result.is_ok(), fits, "{expires_at}: {result:?}");
    }
    let refused = registry.send("auditor", attest(tier("3"), START)).unwrap_err();
    let (first, last) = (START + 1, START + FIVE_YEARS);
    assert_eq!(refused, format!("provider-registry/invalid_field: expires_at is {START}, allowed: {first} to {last}"));
}

#[test]
fn it_says_nothing_from_its_last_second_on() {
    let attestation = Attestation { attributes: tier("3"), expires_at: START };
    let expired = [START - 1, START, START + 1].map(|now| attestation.is_expired(now));
    assert_eq!(expired, [false, true, true]);
}

#[test]
fn one_to_24_sorted_attributes() {
    let mut registry = Registry::new();
    registry.register("dc");
    let many = |count| (0..count).map(|n| attribute(&format!("k{n:02}"), "v")).collect::<Vec<_>>();
    for wrong in [vec![], many(25), vec![attribute("B", "1")], vec![attribute("b", "1"), attribute("a", "1")]] {
        assert_eq!(registry.refused("auditor", attest(wrong, START + 1)), "invalid_field");
    }
    registry.send("auditor", attest(many(24), START + 1)).unwrap();
}

#[test]
fn each_other_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("auditor", attest(tier("3"), START + 1)), "not_registered");
    registry.register("dc");
    assert_eq!(registry.refused("dc", attest(tier("3"), START + 1)), "self_attestation");
    for provider in no_addresses() {
        let msg = ExecuteMsg::Attest { provider, attributes: tier("3"), expires_at: START + 1 };
        assert_eq!(registry.refused("auditor", msg), "invalid_field");
    }
}
