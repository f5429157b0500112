use berth_api::event::GuardianSet;

use super::*;

fn set(name: &str) -> ExecuteMsg {
    ExecuteMsg::SetGuardian { guardian: addr(name).into_string() }
}

#[test]
fn another_guardian_may_pause_from_now_on() {
    let mut registry = Registry::new();
    let events = registry.send("admin", set("watch")).unwrap();
    assert_eq!(events, [Event::from(GuardianSet { guardian: addr("watch"), former: addr("guardian") })]);
    assert_eq!(registry.refused("guardian", ExecuteMsg::Pause {}), "unauthorized");
    registry.send("watch", ExecuteMsg::Pause {}).unwrap();
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("guardian", set("watch")), "unauthorized");
    assert_eq!(registry.refused("admin", set("guardian")), "unchanged");
    for contract in ["deployment", "market", "escrow", "provider-registry"] {
        assert_eq!(registry.refused("admin", set(contract)), "own_contract");
    }
    for guardian in no_addresses() {
        assert_eq!(registry.refused("admin", ExecuteMsg::SetGuardian { guardian }), "invalid_field");
    }
}
