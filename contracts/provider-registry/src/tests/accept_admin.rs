use berth_api::event::AdminAccepted;
use berth_api::provider_registry::AuthorityResponse;

use super::*;

const EXPIRY: u64 = START + 10;

fn proposed() -> Registry {
    let mut registry = Registry::new();
    let msg = ExecuteMsg::ProposeAdmin { admin: addr("next").into_string(), expires_at: EXPIRY };
    registry.send("admin", msg).unwrap();
    registry
}

#[test]
fn authority_goes_over_once() {
    let mut registry = proposed();
    let events = registry.send("next", ExecuteMsg::AcceptAdmin {}).unwrap();
    assert_eq!(events, [Event::from(AdminAccepted { admin: addr("next"), former: addr("admin") })]);
    let authority: AuthorityResponse = registry.ask(QueryMsg::Authority {}).unwrap();
    let [admin, guardian] = ["next", "guardian"].map(addr);
    assert_eq!(authority, AuthorityResponse { admin, pending: None, guardian, paused: false });
    assert_eq!(registry.refused("next", ExecuteMsg::AcceptAdmin {}), "unauthorized");
    assert_eq!(registry.refused("admin", ExecuteMsg::CancelAdminProposal {}), "unauthorized");
}

#[test]
fn a_pause_outlives_the_change() {
    let mut registry = proposed();
    registry.send("guardian", ExecuteMsg::Pause {}).unwrap();
    registry.send("next", ExecuteMsg::AcceptAdmin {}).unwrap();
    assert_eq!(registry.refused("dc", ExecuteMsg::RegisterProvider { profile: profile("eu-west") }), "paused");
    registry.send("next", ExecuteMsg::Unpause {}).unwrap();
}

#[test]
fn before_its_expiry_only() {
    for (now, accepted) in [(EXPIRY - 1, true), (EXPIRY, false), (EXPIRY + 1, false)] {
        let mut registry = proposed();
        registry.at(now);
        match registry.send("next", ExecuteMsg::AcceptAdmin {}) {
            Ok(_) => assert!(accepted, "{now}"),
            Err(refused) => {
                assert!(!accepted, "{now}");
                assert_eq!(code(&refused), "proposal_expired");
            }
        }
    }
}

#[test]
fn only_who_was_proposed() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("next", ExecuteMsg::AcceptAdmin {}), "unauthorized");
    let mut registry = proposed();
    for other in ["admin", "guardian", "mallory"] {
        assert_eq!(registry.refused(other, ExecuteMsg::AcceptAdmin {}), "unauthorized");
    }
}
