use berth_api::provider_registry::{AttestationsResponse, ProvidersResponse};
use berth_api::raw::{RECORDS, STAKES};
use berth_domain::{Stake, TrackRecord};

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

#[test]
fn a_provider_is_shown_with_what_market_and_escrow_know() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.register("new");
    let (dc, nothing) = (addr("dc"), (0, 0, Uint128::zero(), 0));
    let record = TrackRecord { served_seconds: 2_000, broken: 1 };
    registry.sibling_has(Role::Market, &RECORDS.key(&dc), &record);
    let stake = Stake { bonded: Uint128::new(500), ..Stake::default() };
    registry.sibling_has(Role::Escrow, &STAKES.key(&dc), &stake);
    // floor(700 x 2000 / (2000 + 1000 + 1000)) + floor(300 x 500 / 1000)
    let known = (2_000, 1, Uint128::new(500), 350 + 150);

    let all = QueryMsg::Providers { start_after: None, limit: None };
    let here = QueryMsg::ProvidersByRegion { region: "eu-west".into(), start_after: None, limit: None };
    let mut shown: Vec<ProviderResponse> =
        [registry.provider("dc"), registry.provider("new")].map(Option::unwrap).into();
    for query in [all, here] {
        shown.extend(registry.ask::<ProvidersResponse>(query).unwrap().providers);
    }
    assert_eq!(shown.len(), 6);
    for one in shown {
        let expected = if one.address == dc { known } else { nothing };
        assert_eq!((one.served_seconds, one.broken, one.stake, one.reputation), expected);
    }
}
