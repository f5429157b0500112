//! Every action in every state of an order.

mod actions;
mod states;

use std::collections::BTreeSet;
use std::fmt::Write;

use berth_api::market::{self, OrderStatus, OrdersResponse};
use berth_api::{Call, Role};
use berth_tests::cast::{Sender, cast};
use berth_tests::golden::assert_golden;
use berth_tests::messages::{message_name, samples};
use berth_tests::outcome::outcome;
use berth_tests::stage::{DENOM, Stage};
use cosmwasm_std::Addr;

use actions::{Action, actions};
use states::STATES;

/// Every order of deployment 1, in words.
fn orders(stage: &Stage) -> Vec<(String, String)> {
    let asked = market::QueryMsg::Orders { deployment: 1, start_after: None, limit: None };
    let found: OrdersResponse = stage.sandbox.query_market(&asked).unwrap();
    let words = |status| match status {
        OrderStatus::Open(open) if open.ready_at.is_none() => "open".to_owned(),
        OrderStatus::Open(_) => "open with a wait".to_owned(),
        OrderStatus::Leased(lease) if lease.leave_at.is_some() => "leased, notice given".to_owned(),
        OrderStatus::Leased(_) => "leased".to_owned(),
        OrderStatus::Closed { reason, .. } => format!("closed: {}", reason.as_str()),
    };
    found.orders.into_iter().map(|order| (order.order.to_string(), words(order.status))).collect()
}

/// What a sender has: in the purse and in escrow.
fn wealth(stage: &Stage, who: &Addr) -> i128 {
    let sum = stage.balance(who).balance + stage.sandbox.bank_balance(who, DENOM).unwrap();
    sum.u128().try_into().unwrap()
}

/// What comes of an action, in one line; every invariant holds before and after.
fn try_out(stage: &mut Stage, action: &Action) -> String {
    let (before, owned) = (orders(stage), wealth(stage, &action.sender));
    let sent = stage.sandbox.send(&action.sender, action.call.clone(), &action.funds);
    stage.sandbox.check().unwrap();
    let (after, owns) = (orders(stage), wealth(stage, &action.sender));
    let changed = after.iter().filter(|order| !before.contains(order)).map(|(id, words)| format!("{id} {words}"));
    let mut told: Vec<String> = changed.collect();
    if owns != owned {
        told.push(format!("sender {:+}", owns - owned));
    }
    assert!(sent.is_ok() || told.is_empty(), "refused, and yet: {told:?}");
    format!("    {:<44} {:<32} {}", action.name, outcome(&sent), told.join("; ")).trim_end().to_owned()
}

#[test]
fn every_action_in_every_state() {
    let mut text = String::new();
    for state in STATES {
        let mut stage = (state.reach)();
        let begin = stage.sandbox.remember();
        writeln!(text, "{}", state.name).unwrap();
        for action in actions(&stage) {
            stage.sandbox.go_back(&begin);
            writeln!(text, "{}", try_out(&mut stage, &action)).unwrap();
        }
        text.push('\n');
    }
    assert_golden("matrices/lifecycle.txt", text.trim_end());
}

/// Messages that are about no order: they set rules, are the contracts' own, or are about a provider's profile alone.
const ABOUT_NO_ORDER: [&str; 23] = [
    "accept_admin",
    "activate_provider",
    "attest",
    "cancel_admin_proposal",
    "close_deployment",
    "open_account",
    "open_orders",
    "pause",
    "propose_admin",
    "publish_certificate",
    "register_provider",
    "remove_terms",
    "revoke_attestation",
    "revoke_certificate",
    "rotate_certificate",
    "set_guardian",
    "set_parameters",
    "set_terms",
    "settle",
    "submit_deployment",
    "unpause",
    "update_orders",
    "update_provider",
];

/// A new message has a row, or a reason to have none.
#[test]
fn no_action_is_left_out() {
    let stage = (STATES[0].reach)();
    let tried: BTreeSet<String> = actions(&stage).iter().map(|action| message_name(&action.call)).collect();
    let about_stake = |call: &Call| call.role() == Role::Escrow && message_name(call).ends_with("stake");
    let cast = cast();
    for sample in samples(&cast).iter().filter(|sample| !about_stake(&sample.call)) {
        let name = message_name(&sample.call);
        let left_out = ABOUT_NO_ORDER.contains(&name.as_str());
        assert!(tried.contains(&name) != left_out, "{}: tried {}, left out {left_out}", sample.name(), !left_out);
    }
    assert_eq!(cast.address(Sender::Tenant), stage.tenant);
}
