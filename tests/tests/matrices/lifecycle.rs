//! Every action in every state of an order.

use std::collections::BTreeSet;

use berth_api::{Call, Role};
use berth_sandbox::Sandbox;
use berth_tests::cast::{FOREIGN, STAKED, cast};
use berth_tests::golden::assert_golden;
use berth_tests::lifecycle::{STATES, actions, try_everything};
use berth_tests::messages::{message_name, samples};
use berth_tests::stage::DENOM;
use cosmwasm_std::{Addr, coin};

#[test]
fn every_action_in_every_state() {
    let text: Vec<String> = STATES.iter().map(|state| try_everything(state, |_| {})).collect();
    assert_golden("matrices/lifecycle.txt", &text.join("\n"));
}

/// S05: what is sent to the contracts without a message decides nothing, and nobody can have it.
#[test]
fn coins_sent_without_a_message_change_nothing() {
    let donate = |sandbox: &mut Sandbox| {
        for role in Role::ALL {
            let contract = Addr::unchecked(sandbox.contracts().get(role));
            for denom in [DENOM, STAKED, FOREIGN] {
                sandbox.fund(&contract, coin(7_000_000, denom)).unwrap();
            }
        }
    };
    for state in &STATES {
        let donated = try_everything(state, |stage| donate(&mut stage.sandbox));
        assert_eq!(donated, try_everything(state, |_| {}));
    }
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
}
