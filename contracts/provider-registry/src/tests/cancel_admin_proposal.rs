use berth_api::event::AdminProposalCancelled;

use super::*;

fn proposed() -> Registry {
    let mut registry = Registry::new();
    let msg = ExecuteMsg::ProposeAdmin { admin: addr("next").into_string(), expires_at: START + 10 };
    registry.send("admin", msg).unwrap();
    registry
}

#[test]
fn nobody_may_accept_any_more() {
    let mut registry = proposed();
    let events = registry.send("admin", ExecuteMsg::CancelAdminProposal {}).unwrap();
    assert_eq!(events, [Event::from(AdminProposalCancelled { admin: addr("next") })]);
    assert_eq!(registry.refused("next", ExecuteMsg::AcceptAdmin {}), "unauthorized");
}

#[test]
fn also_when_it_has_expired() {
    let mut registry = proposed();
    registry.at(START + 11);
    registry.send("admin", ExecuteMsg::CancelAdminProposal {}).unwrap();
}

#[test]
fn each_refusal() {
    let mut registry = proposed();
    assert_eq!(registry.refused("next", ExecuteMsg::CancelAdminProposal {}), "unauthorized");
    registry.send("admin", ExecuteMsg::CancelAdminProposal {}).unwrap();
    assert_eq!(registry.refused("admin", ExecuteMsg::CancelAdminProposal {}), "no_proposal");
}
