use berth_api::event::ProviderDeactivated;

use super::*;

#[test]
fn a_provider_stops_bidding() {
    let mut registry = Registry::new();
    registry.register("dc");
    // Whatever it has in market goes on.
    registry.obligations(true, true);
    let events = registry.send("dc", ExecuteMsg::DeactivateProvider {}).unwrap();
    assert_eq!(events, [Event::from(ProviderDeactivated { provider: addr("dc") })]);
    assert!(!registry.provider("dc").unwrap().active);
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("dc", ExecuteMsg::DeactivateProvider {}), "not_registered");
    registry.register("dc");
    registry.send("dc", ExecuteMsg::DeactivateProvider {}).unwrap();
    assert_eq!(registry.refused("dc", ExecuteMsg::DeactivateProvider {}), "not_active");
}
