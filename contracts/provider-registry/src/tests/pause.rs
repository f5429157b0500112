use berth_api::event::ExchangePaused;

use super::*;

#[test]
fn the_guardian_or_the_admin_pauses_once() {
    for officer in ["guardian", "admin"] {
        let mut registry = Registry::new();
        let events = registry.send(officer, ExecuteMsg::Pause {}).unwrap();
        assert_eq!(events, [Event::from(ExchangePaused { by: addr(officer) })]);
        for again in ["guardian", "admin"] {
            assert_eq!(registry.refused(again, ExecuteMsg::Pause {}), "already_paused");
        }
    }
}

#[test]
fn nobody_else_does() {
    let mut registry = Registry::new();
    registry.register("dc");
    for other in ["dc", "mallory", "market"] {
        assert_eq!(registry.refused(other, ExecuteMsg::Pause {}), "unauthorized");
    }
}
