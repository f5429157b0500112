use berth_api::event::ProviderActivated;

use super::*;

#[test]
fn a_provider_that_stopped_bids_again() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::DeactivateProvider {}).unwrap();
    let events = registry.send("dc", ExecuteMsg::ActivateProvider {}).unwrap();
    assert_eq!(events, [Event::from(ProviderActivated { provider: addr("dc") })]);
    assert!(registry.provider("dc").unwrap().active);
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("dc", ExecuteMsg::ActivateProvider {}), "not_registered");
    registry.register("dc");
    assert_eq!(registry.refused("dc", ExecuteMsg::ActivateProvider {}), "already_active");
}
