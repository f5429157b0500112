use berth_api::event::ProviderRegistered;

use super::*;

#[test]
fn anyone_becomes_a_provider_once() {
    let mut registry = Registry::new();
    let events = registry.send("dc", ExecuteMsg::RegisterProvider { profile: profile("eu-west") }).unwrap();
    let expected = ProviderRegistered { provider: addr("dc"), region: "eu-west".into() };
    assert_eq!(events, [Event::from(expected)]);
    let found = registry.provider("dc").unwrap();
    assert_eq!((found.address, found.profile, found.active), (addr("dc"), profile("eu-west"), true));
    assert_eq!(registry.refused("dc", ExecuteMsg::RegisterProvider { profile: profile("us-east") }), "registered");
}

#[test]
fn a_profile_is_checked() {
    let mut registry = Registry::new();
    let refused = registry.send("dc", ExecuteMsg::RegisterProvider { profile: profile("EU") }).unwrap_err();
    assert!(refused.starts_with("provider-registry/invalid_field: profile.region is `EU`, allowed: "), "{refused}");
}

#[test]
fn nobody_registers_while_paused() {
    let mut registry = Registry::new();
    registry.send("guardian", ExecuteMsg::Pause {}).unwrap();
    assert_eq!(registry.refused("dc", ExecuteMsg::RegisterProvider { profile: profile("eu-west") }), "paused");
    registry.send("admin", ExecuteMsg::Unpause {}).unwrap();
    registry.register("dc");
}
