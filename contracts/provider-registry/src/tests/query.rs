use berth_api::provider_registry::{AttestationsResponse, ProvidersResponse};

use super::*;

fn names(count: u32) -> Vec<String> {
    (0..count).map(|n| format!("dc{n}")).collect()
}

fn sorted(names: &[String]) -> Vec<Addr> {
    let mut addresses: Vec<Addr> = names.iter().map(|name| addr(name)).collect();
    addresses.sort();
    addresses
}

fn pages(mut page: impl FnMut(Option<String>) -> Vec<Addr>) -> Vec<Addr> {
    let mut found: Vec<Addr> = vec![];
    loop {
        let next = page(found.last().map(ToString::to_string));
        if next.is_empty() {
            return found;
        }
        found.extend(next);
    }
}

fn addresses(page: ProvidersResponse) -> Vec<Addr> {
    page.providers.into_iter().map(|provider| provider.address).collect()
}

#[test]
fn pages_add_up_to_all() {
    let mut registry = Registry::new();
    let (west, east) = (names(7), vec!["e1".to_owned(), "e2".to_owned()]);
    for name in &west {
        registry.register(name);
    }
    for name in &east {
        registry.send(name, ExecuteMsg::RegisterProvider { profile: profile("us-east") }).unwrap();
    }
    let limit = Some(3);
    let all = pages(|start_after| addresses(registry.ask(QueryMsg::Providers { start_after, limit }).unwrap()));
    assert_eq!(all, sorted(&[west.clone(), east.clone()].concat()));
    for (region, expected) in [("eu-west", west), ("us-east", east), ("eu", vec![])] {
        let found = pages(|start_after| {
            let region = region.to_owned();
            addresses(registry.ask(QueryMsg::ProvidersByRegion { region, start_after, limit }).unwrap())
        });
        assert_eq!(found, sorted(&expected));
    }
}

#[test]
fn attestations_are_paged_by_auditor() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.register("other");
    let provider = addr("dc").into_string();
    let auditors = names(5);
    for auditor in &auditors {
        for provider in ["dc", "other"].map(|name| addr(name).into_string()) {
            let attributes = vec![attribute("tier", "3")];
            registry.send(auditor, ExecuteMsg::Attest { provider, attributes, expires_at: START + 1 }).unwrap();
        }
    }
    let found = pages(|start_after| {
        let query = QueryMsg::Attestations { provider: provider.clone(), start_after, limit: Some(2) };
        let page: AttestationsResponse = registry.ask(query).unwrap();
        assert!(page.attestations.iter().all(|one| one.provider == addr("dc")));
        page.attestations.into_iter().map(|one| one.auditor).collect()
    });
    assert_eq!(found, sorted(&auditors));
}

#[test]
fn a_page_has_30_rows_and_at_most_100() {
    let mut registry = Registry::new();
    for name in names(101) {
        registry.register(&name);
    }
    for (limit, rows) in [(None, 30), (Some(0), 0), (Some(100), 100), (Some(101), 100)] {
        let page: ProvidersResponse = registry.ask(QueryMsg::Providers { start_after: None, limit }).unwrap();
        assert_eq!(page.providers.len(), rows);
    }
}

#[test]
fn what_is_not_there_has_its_code() {
    let registry = Registry::new();
    let address = addr("dc").into_string();
    let (provider, auditor) = (address.clone(), addr("auditor").into_string());
    let refused = |query| code(&registry.ask::<serde::de::IgnoredAny>(query).unwrap_err());
    assert_eq!(refused(QueryMsg::Provider { address }), "not_registered");
    assert_eq!(refused(QueryMsg::Certificate { provider: provider.clone() }), "no_certificate");
    assert_eq!(refused(QueryMsg::Attestation { provider, auditor }), "no_attestation");
    for wrong in no_addresses() {
        assert_eq!(refused(QueryMsg::Provider { address: wrong.clone() }), "invalid_field");
        let after = QueryMsg::Providers { start_after: Some(wrong), limit: None };
        assert_eq!(refused(after), "invalid_field");
    }
}
