use berth_api::event::ProviderUpdated;
use berth_api::provider_registry::ProvidersResponse;

use super::*;

fn in_region(registry: &Registry, region: &str) -> Vec<Addr> {
    let (region, start_after, limit) = (region.to_owned(), None, None);
    let page: ProvidersResponse = registry.ask(QueryMsg::ProvidersByRegion { region, start_after, limit }).unwrap();
    page.providers.into_iter().map(|provider| provider.address).collect()
}

#[test]
fn a_move_is_found_under_its_new_region_only() {
    let mut registry = Registry::new();
    registry.register("dc");
    assert_eq!(in_region(&registry, "eu-west"), [addr("dc")]);
    let events = registry.send("dc", ExecuteMsg::UpdateProvider { profile: profile("us-east") }).unwrap();
    let expected = ProviderUpdated { provider: addr("dc"), region: "us-east".into() };
    assert_eq!(events, [Event::from(expected)]);
    assert_eq!(in_region(&registry, "eu-west"), Vec::<Addr>::new());
    assert_eq!(in_region(&registry, "us-east"), [addr("dc")]);

    // Where it stands is the same: the index row too.
    let mut next = profile("us-east");
    next.endpoint = "https://other.example".into();
    registry.send("dc", ExecuteMsg::UpdateProvider { profile: next.clone() }).unwrap();
    assert_eq!(in_region(&registry, "us-east"), [addr("dc")]);
    assert_eq!(registry.provider("dc").unwrap().profile, next);
}

#[test]
fn an_inactive_provider_stays_inactive() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::DeactivateProvider {}).unwrap();
    registry.send("dc", ExecuteMsg::UpdateProvider { profile: profile("us-east") }).unwrap();
    assert!(!registry.provider("dc").unwrap().active);
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    let update = |region| ExecuteMsg::UpdateProvider { profile: profile(region) };
    assert_eq!(registry.refused("dc", update("us-east")), "not_registered");
    registry.register("dc");
    assert_eq!(registry.refused("dc", update("EU")), "invalid_field");
    assert_eq!(registry.refused("dc", update("eu-west")), "unchanged");
}
