use berth_api::event::ExchangeUnpaused;
use berth_api::provider_registry::AuthorityResponse;

use super::*;

#[test]
fn the_admin_lets_new_business_in_again() {
    let mut registry = Registry::new();
    registry.send("guardian", ExecuteMsg::Pause {}).unwrap();
    let events = registry.send("admin", ExecuteMsg::Unpause {}).unwrap();
    assert_eq!(events, [Event::from(ExchangeUnpaused { by: addr("admin") })]);
    assert!(!registry.ask::<AuthorityResponse>(QueryMsg::Authority {}).unwrap().paused);
    assert_eq!(registry.refused("admin", ExecuteMsg::Unpause {}), "not_paused");
}

#[test]
fn the_guardian_cannot() {
    let mut registry = Registry::new();
    registry.send("guardian", ExecuteMsg::Pause {}).unwrap();
    assert_eq!(registry.refused("guardian", ExecuteMsg::Unpause {}), "unauthorized");
}
