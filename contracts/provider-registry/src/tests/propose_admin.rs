use berth_api::event::AdminProposed;
use berth_api::provider_registry::AuthorityResponse;
use berth_api::raw::PendingAdmin;

use super::*;

const THIRTY_DAYS: u64 = 2_592_000;

fn propose(name: &str, expires_at: u64) -> ExecuteMsg {
    ExecuteMsg::ProposeAdmin { admin: addr(name).into_string(), expires_at }
}

#[test]
fn a_proposal_changes_nothing_but_who_may_accept() {
    let mut registry = Registry::new();
    let events = registry.send("admin", propose("next", START + 10)).unwrap();
    assert_eq!(events, [Event::from(AdminProposed { admin: addr("next"), expires_at: START + 10 })]);
    registry.send("admin", propose("other", START + 20)).unwrap();
    let authority: AuthorityResponse = registry.ask(QueryMsg::Authority {}).unwrap();
    let pending = Some(PendingAdmin { address: addr("other"), expires_at: START + 20 });
    let [admin, guardian] = ["admin", "guardian"].map(addr);
    assert_eq!(authority, AuthorityResponse { admin, pending, guardian, paused: false });
    assert_eq!(registry.refused("next", ExecuteMsg::AcceptAdmin {}), "unauthorized");
}

#[test]
fn from_the_next_second_to_thirty_days_ahead() {
    let mut registry = Registry::new();
    for (expires_at, fits) in [
        (START - 1, false),
        (START, false),
        (START + 1, true),
        (START + THIRTY_DAYS, true),
        (START + THIRTY_DAYS + 1, false),
    ] {
        let result = registry.send("admin", propose("next", expires_at));
        assert_eq!(result.is_ok(), fits, "{expires_at}: {result:?}");
    }
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("guardian", propose("next", START + 1)), "unauthorized");
    assert_eq!(registry.refused("admin", propose("next", START)), "invalid_field");
    assert_eq!(registry.refused("admin", propose("admin", START + 1)), "unchanged");
    for contract in ["deployment", "market", "escrow", "provider-registry"] {
        assert_eq!(registry.refused("admin", propose(contract, START + 1)), "own_contract");
    }
    for admin in no_addresses() {
        let msg = ExecuteMsg::ProposeAdmin { admin, expires_at: START + 1 };
        assert_eq!(registry.refused("admin", msg), "invalid_field");
    }
}
