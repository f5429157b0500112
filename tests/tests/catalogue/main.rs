//! `docs/events.md` lists every event that a contract can emit, as the code has it, and says which messages emit it.
//! `UPDATE_GOLDEN=1 cargo test -p berth-tests --test catalogue` writes it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod when;

use std::collections::BTreeSet;
use std::fmt::Write;

use berth_api::Role;
use berth_api::event::{AttributeKind, EventKind, catalogue};
use berth_tests::cast::cast;
use berth_tests::golden::assert_golden;
use berth_tests::messages::{Sample, message_name, samples};
use berth_tests::stage::PERIOD;
use cosmwasm_std::Event;

const INTRODUCTION: &str = "\
# Events

One event for each change of state and for each movement of money; balances, locks and orders can be followed without asking
anybody. This page is written by `tests/tests/catalogue`, out of `packages/api/src/event.rs`, where each event has a
struct that converts both ways.

* On a chain the type has the prefix `wasm-`, and the attribute `_contract_address` says which contract spoke. Anybody can emit an event
  of the same name from a contract of his own: check the address.
* A message is one transaction: events of a refused message do not exist. In a batch an id that was refused has no event.
* Attributes come in the order of the tables. A value that is absent is the empty text. Orders and leases are written `deployment.slot.round`, as in
  `7.1.2`; bytes are lower-case hexadecimal; times are block times in seconds; amounts are in the smallest unit of
  a denom, rates in 10^-18 of it per second.
* **When** names the messages that people, contracts and the chain send. What UpdateDeployment, ResumeDeployment and CancelDeployment have
  market do appears there under their own names.
";

/// How a value is written.
fn form(attribute: &AttributeKind) -> String {
    let text = |kind: &str| match kind {
        "Addr" => "address",
        "OrderId" => "order id",
        "Uint128" => "whole number, 128 bits",
        "u64" => "whole number, 64 bits",
        "u32" => "whole number, 32 bits",
        "bool" => "`true` or `false`",
        "HexBinary" => "hexadecimal",
        "String" => "text",
        other => panic!("{other} has no name in the catalogue"),
    };
    match attribute.value.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        Some(inner) => format!("{}, or empty", text(inner)),
        None => text(attribute.value).to_owned(),
    }
}

/// The contract that emits an event, and what the event says.
fn spoken(kind: &EventKind) -> (Role, String) {
    let (name, said) = kind.doc.trim().split_once(": ").expect("documentation begins with the contract");
    let role = Role::ALL.into_iter().find(|role| role.name() == name).expect("one of the four");
    let mut letters = said.chars();
    let first = letters.next().unwrap().to_uppercase();
    (role, first.chain(letters).collect())
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for role in [Role::Deployment, Role::Market, Role::Escrow, Role::ProviderRegistry] {
        writeln!(page, "\n## {role}").unwrap();
        for kind in catalogue().filter(|kind| spoken(kind).0 == role) {
            writeln!(page, "\n### {}\n\n{}\n\n**When:** {}.\n", kind.ty, spoken(kind).1, when::when(kind.ty)).unwrap();
            writeln!(page, "| attribute | value | |\n|---|---|---|").unwrap();
            for attribute in kind.attributes {
                let (key, doc) = (attribute.key, attribute.doc.trim());
                writeln!(page, "| `{key}` | {} | {doc} |", form(attribute)).unwrap();
            }
        }
    }
    page
}

#[test]
fn the_page_lists_every_event() {
    assert_golden("../../docs/events.md", &page());
}

#[test]
fn no_type_is_listed_twice_and_every_one_has_its_occasion() {
    let types: BTreeSet<&str> = catalogue().map(|kind| kind.ty).collect();
    assert_eq!(types.len(), catalogue().count());
    let occasions: Vec<&str> = when::WHEN.iter().map(|(ty, _)| *ty).collect();
    assert_eq!(occasions, catalogue().map(|kind| kind.ty).collect::<Vec<_>>());
}

/// What takes more than one message of this cast: a deposit before a resumption, terms with a slash, work of the scheduler
/// that fails; a new exchange.
const UNHEARD: [&str; 4] = ["exchange_made", "facilitate_failed", "account_resumed", "slashed"];

/// Blocks that pass before a message: none; until the leases are stale; until the accounts are dry, too.
const MOMENTS: [u64; 3] = [0, PERIOD + 1, 1_000_000];

/// Every message of the four contracts is sent at each moment, and says nothing that the page does not have: no other event, no
/// other attribute, by no other contract, on no other occasion.
#[test]
fn nothing_is_emitted_that_the_page_does_not_have() {
    let mut cast = cast();
    let mut heard = BTreeSet::new();
    for (sample, blocks) in samples(&cast).iter().flat_map(|sample| MOMENTS.map(|blocks| (sample, blocks))) {
        sample.prepare(&mut cast);
        cast.stage.pass(blocks);
        let sender = cast.address(sample.sender);
        // Too late for some of them.
        let Ok(receipt) = cast.stage.sandbox.send(&sender, sample.call.clone(), &sample.funds) else { continue };
        for event in receipt.events.iter().filter(|event| event.ty.starts_with("wasm-")) {
            check(sample, event, &cast.stage.sandbox);
            heard.insert(event.ty.trim_start_matches("wasm-").to_owned());
        }
    }
    let unheard: Vec<&str> = catalogue().map(|kind| kind.ty).filter(|ty| !heard.contains(*ty)).collect();
    assert_eq!(unheard, UNHEARD);
}

fn check(sample: &Sample, event: &Event, sandbox: &berth_sandbox::Sandbox) {
    let ty = event.ty.trim_start_matches("wasm-");
    let kind = catalogue().find(|kind| kind.ty == ty).unwrap_or_else(|| panic!("{ty} is not listed"));
    let keys: Vec<&str> = event.attributes.iter().map(|attribute| attribute.key.as_str()).collect();
    let listed = kind.attributes.iter().map(|attribute| attribute.key);
    assert_eq!(keys, ["_contract_address"].into_iter().chain(listed).collect::<Vec<_>>(), "{ty}");
    let (role, _) = spoken(kind);
    assert_eq!(event.attributes.first().unwrap().value, sandbox.contracts().get(role), "{ty}");
    let message = camel_case(&message_name(&sample.call));
    // What only a sibling sends stands under the names of what people send.
    if !when::INTERNAL.contains(&message.as_str()) {
        let named = when::when(ty).split(|c: char| !c.is_ascii_alphabetic()).any(|word| word == message);
        assert!(named, "{message} emits {ty}, and the page does not say so");
    }
}

fn camel_case(snake: &str) -> String {
    let words = snake.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}
