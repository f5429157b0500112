//! Every message by every kind of sender.

use std::fmt::Write;

use berth_api::Role;
use berth_contract_kit::Who;
use berth_tests::cast::{Sender, cast};
use berth_tests::golden::assert_golden;
use berth_tests::messages::{Sample, samples};
use berth_tests::outcome::{is_success, outcome};

/// Codes that say that somebody else may, not this sender.
const NOT_YOU: [&str; 5] = ["unauthorized", "not_owner", "not_registered", "not_your_lease", "no_bid"];

/// Whether the contract's own table lets a sender in.
fn is_let_in(sample: &Sample, sender: Sender) -> bool {
    match sample.rule().who {
        Who::Anyone => true,
        Who::Tenant => sender == Sender::Tenant,
        Who::Provider if sample.any_provider => {
            [sample.sender, Sender::Provider, Sender::OtherProvider].contains(&sender)
        }
        Who::Provider => sender == Sender::Provider,
        Who::Contract(role) => sender == Sender::Contract(role),
        Who::Admin => sender == Sender::Admin,
        Who::PendingAdmin => sender == Sender::Proposed,
        Who::Guardian => matches!(sender, Sender::Admin | Sender::Guardian),
    }
}

fn is_refusal(outcome: &str) -> bool {
    NOT_YOU.iter().any(|code| outcome.ends_with(&format!("/{code}")))
}

fn who(sample: &Sample) -> String {
    match sample.rule().who {
        Who::Anyone => "anyone".to_owned(),
        Who::Tenant => "the tenant".to_owned(),
        Who::Provider if sample.any_provider => "any provider".to_owned(),
        Who::Provider => "the provider".to_owned(),
        Who::Contract(role) => format!("the {role} contract"),
        Who::Admin => "the admin".to_owned(),
        Who::PendingAdmin => "who was proposed as admin".to_owned(),
        Who::Guardian => "the guardian and the admin".to_owned(),
    }
}

/// Senders by what came of it: what happened to most is told of the rest.
fn tell(outcomes: &[(Sender, String)]) -> String {
    let mut kinds: Vec<&String> = vec![];
    for (_, outcome) in outcomes {
        if !kinds.contains(&outcome) {
            kinds.push(outcome);
        }
    }
    let count = |kind: &String| outcomes.iter().filter(|(_, outcome)| outcome == kind).count();
    let most = kinds.iter().copied().max_by_key(|kind| count(kind)).unwrap().clone();
    kinds.sort_by_key(|kind| (**kind == most, *kind != "ok"));
    let mut text = String::new();
    for kind in kinds {
        let names: Vec<_> =
            outcomes.iter().filter(|(_, outcome)| outcome == kind).map(|(sender, _)| sender.name()).collect();
        let names = match () {
            () if names.len() == outcomes.len() => "everybody".to_owned(),
            () if *kind == most => "everybody else".to_owned(),
            () => names.join(", "),
        };
        writeln!(text, "    {kind:<36} {names}").unwrap();
    }
    text
}

/// S17: the tables in `auth.rs` are what the contracts do. S57: keepers can do nothing that a stranger cannot.
#[test]
fn every_message_lets_in_whom_its_table_says() {
    let mut cast = cast();
    let mut text = String::new();
    for sample in samples(&cast) {
        let name = sample.name();
        let mut outcomes = vec![];
        for sender in Sender::ALL {
            sample.prepare(&mut cast);
            let outcome = outcome(&cast.send(sender, sample.call.clone(), &sample.funds));
            let let_in = is_let_in(&sample, sender);
            assert_eq!(!is_refusal(&outcome), let_in, "{name} by {}: {outcome}", sender.name());
            if sender == sample.sender {
                assert!(is_success(&outcome), "{name} by {}: {outcome}", sender.name());
            }
            outcomes.push((sender, outcome));
        }
        let of = |wanted| outcomes.iter().find(|(sender, _)| *sender == wanted).map(|(_, outcome)| outcome);
        if sample.call.role() == Role::Market {
            assert_eq!(of(Sender::Keeper), of(Sender::Stranger), "{name} by a keeper and by a stranger");
        }
        writeln!(text, "{name}: {}\n{}", who(&sample), tell(&outcomes)).unwrap();
    }
    assert_golden("matrices/authority.txt", &text);
}
