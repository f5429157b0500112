//! What every message's answers look like: who is called, how often, in which order, and what is said.

use berth_api::Role;
use berth_tests::cast::{Cast, cast_on};
use berth_tests::messages::samples;
use berth_tests::stage::stage_on;
use cosmwasm_std::{BankMsg, CosmosMsg, ReplyOn, WasmMsg};

use crate::watched::{Seen, Watch};

fn watched() -> (Cast, Watch) {
    let watch = Watch::default();
    let cast = cast_on(stage_on(|setup| watch.sandbox(setup)));
    (cast, watch)
}

/// S21, S22, S25, S26: a message calls siblings alone, each at most once, never itself; nothing waits for an answer; coins
/// go out last, from escrow alone, to whoever sent the first message.
fn check_shape(name: &str, first_sender: &str, seen: &[Seen], address: impl Fn(Role) -> String) {
    for (index, one) in seen.iter().enumerate() {
        let repeated = seen.iter().skip(index + 1).any(|later| later.role == one.role);
        assert!(!repeated, "{name} calls {} twice", one.role);
        let count = one.response.messages.len();
        for (index, sub) in one.response.messages.iter().enumerate() {
            assert_eq!(sub.reply_on, ReplyOn::Never, "{name}");
            match &sub.msg {
                CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, .. }) => {
                    let to = Role::ALL.into_iter().find(|role| address(*role) == *contract_addr);
                    assert!(to.is_some_and(|to| to != one.role && to != Role::ProviderRegistry), "{name}");
                }
                CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
                    assert_eq!((one.role, index + 1), (Role::Escrow, count), "{name}");
                    assert_eq!(to_address, first_sender, "{name}");
                    assert!(!amount.is_empty() && amount.iter().all(|coin| !coin.amount.is_zero()), "{name}");
                }
                other => panic!("{name} sends {other:?}"),
            }
        }
    }
}

/// S25: so nothing can come back into a message that is not over.
#[test]
fn calls_go_one_way_each_once_and_coins_go_last_to_the_sender() {
    let (mut cast, watch) = watched();
    for sample in samples(&cast) {
        sample.prepare(&mut cast);
        watch.take();
        let sender = cast.address(sample.sender).into_string();
        cast.send(sample.sender, sample.call.clone(), &sample.funds).unwrap();
        let contracts = cast.stage.sandbox.contracts();
        check_shape(&sample.name(), &sender, &watch.take(), |role| contracts.get(role).to_owned());
    }
}

/// S26: whichever call of a message fails, all of it is undone: no failure is swallowed.
#[test]
fn a_sibling_that_fails_undoes_the_whole_message() {
    let (mut cast, watch) = watched();
    let mut nested = 0;
    for sample in samples(&cast) {
        watch.fail_after(None);
        sample.prepare(&mut cast);
        watch.take();
        cast.send(sample.sender, sample.call.clone(), &sample.funds).unwrap();
        let calls = watch.take().len();
        for failing in 0..calls {
            watch.fail_after(None);
            sample.prepare(&mut cast);
            let before = cast.stage.sandbox.remember();
            watch.fail_after(Some(failing));
            cast.send(sample.sender, sample.call.clone(), &sample.funds).unwrap_err();
            assert!(cast.stage.sandbox.remember() == before, "{} left something behind", sample.name());
            nested += usize::from(failing > 0);
        }
    }
    assert!(nested >= 10, "{nested}");
}

/// S49, S50: what is said on chain is ids, words, amounts and addresses: nothing that a stranger wrote at length.
#[test]
fn events_say_nothing_but_short_words() {
    let (mut cast, watch) = watched();
    for sample in samples(&cast) {
        sample.prepare(&mut cast);
        watch.take();
        cast.send(sample.sender, sample.call.clone(), &sample.funds).unwrap();
        for one in watch.take() {
            assert!(one.response.attributes.is_empty(), "{} says something outside its events", sample.name());
            for event in one.response.events {
                for attribute in event.attributes {
                    let plain = attribute.value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:,/=+".contains(c));
                    assert!(plain && attribute.value.len() <= 128, "{}: {}", event.ty, attribute.value);
                    assert!(!attribute.key.starts_with('_'), "{}", event.ty);
                }
            }
        }
    }
}
