//! What is stored, and under which keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use berth_api::Role;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{Attribute, OrderId, WaitDuration};
use berth_tests::cast::{Cast, LEASED, OPEN, Sender, cast};
use berth_tests::golden::assert_golden;
use berth_tests::messages::market::bid;
use berth_tests::messages::registry::certificate;
use berth_tests::stage::{DENOM, infrastructure};
use cosmwasm_std::{Uint128, coin};

use crate::sources::{root, rust_files};

/// An exchange in which everything that can be stored is.
fn full() -> Cast {
    let mut cast = cast();
    let provider = cast.address(Sender::Provider).into_string();
    let expires_at = cast.stage.sandbox.now().time + 1_000_000;
    let attributes = vec![Attribute { key: "tier".to_owned(), value: "3".to_owned() }];
    let admin = cast.address(Sender::Proposed).into_string();
    cast.send(Sender::Stranger, Registry::Attest { provider, attributes, expires_at }, &[]).unwrap();
    cast.send(Sender::Provider, Registry::PublishCertificate { certificate: certificate(1) }, &[]).unwrap();
    cast.send(Sender::Admin, Registry::ProposeAdmin { admin, expires_at }, &[]).unwrap();
    cast.send(Sender::Provider, Escrow::Unstake { amount: Uint128::new(7) }, &[]).unwrap();
    // One waits by seconds.
    let timed = Deployment::SubmitDeployment {
        version: [7; 32].into(),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Seconds(60),
        infrastructure: vec![infrastructure("timed", false)],
    };
    cast.send(Sender::OtherTenant, timed, &[coin(200_000, DENOM)]).unwrap();
    cast.send(Sender::OtherProvider, bid(OrderId::new(3, 1, 1)), &[]).unwrap();
    // Dead bids wait to be freed, a lease has ended, a notice is given.
    cast.send(Sender::OtherProvider, bid(OPEN), &[]).unwrap();
    cast.stage.pass(2);
    cast.send(Sender::Provider, Market::GiveNotice { lease: LEASED }, &[]).unwrap();
    let cancel = Deployment::CancelDeployment { deployment: 2, payout: false };
    cast.send(Sender::OtherTenant, cancel, &[]).unwrap();
    let without = berth_tests::messages::tenants::update(vec![], vec!["mail".to_owned()]);
    cast.send(Sender::Tenant, without, &[]).unwrap();
    cast.stage.sandbox.check().unwrap();
    cast
}

/// A key with its numbers told: namespaces and texts as they are, the rest in hex.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b' '..=b'~' => text.push(char::from(*byte)),
            other => write!(text, "\\{other:02x}").unwrap(),
        }
    }
    text
}

/// S47: every key and record of the four, as siblings and explorers read them. A change here is a change of the storage
/// that a running exchange has: it needs another namespace, or a migration.
#[test]
fn every_key_and_record_is_as_committed() {
    let cast = full();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for sender in Sender::ALL {
        names.insert(cast.address(sender).into_string(), sender.name());
    }
    let third = cast.stage.providers[2].to_string();
    names.insert(third, "third provider");
    let mut text = String::new();
    for role in Role::ALL {
        writeln!(text, "{role}").unwrap();
        for (key, value) in cast.stage.sandbox.dump(role) {
            let mut row = format!("    {}\n        {}\n", readable(&key), String::from_utf8(value).unwrap());
            for (address, name) in &names {
                row = row.replace(address.as_str(), &format!("<{name}>"));
            }
            text.push_str(&row);
        }
        text.push('\n');
    }
    assert_golden("security/storage.txt", text.trim_end());
}

/// The names of maps, items and queues that a text declares.
fn namespaces(text: &str) -> Vec<String> {
    let kinds = ["Map::new(\"", "Item::new(\"", "DueQueue::new(\""];
    let declared = kinds.iter().flat_map(|kind| text.split(kind).skip(1));
    declared.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
}

/// What of `raw.rs` belongs to one contract: its docs say so.
fn raw(role: Role) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("packages/api/src/raw.rs")).unwrap();
    let mut found = vec![];
    let mut doc = String::new();
    for line in text.lines() {
        match line.strip_prefix("/// ") {
            Some(more) => doc.push_str(more),
            None => {
                if doc.starts_with(&format!("{role}:")) {
                    found.extend(namespaces(line));
                }
                doc.clear();
            }
        }
    }
    found
}

/// S45: no two things of a contract share a namespace, and none's keys can be taken for another's.
#[test]
fn namespaces_are_distinct_and_none_begins_another_item() {
    let cast = full();
    for role in Role::ALL {
        let sources = rust_files(&root().join("contracts").join(role.name()).join("src"));
        let own = sources.iter().filter(|(path, _)| !path.ends_with("tests.rs")).flat_map(|(_, text)| namespaces(text));
        // Of contract-kit and of cw2.
        let shared = ["contracts", "contract_info"].map(str::to_owned);
        let mut all: Vec<String> = own.chain(raw(role)).chain(shared).collect();
        all.sort();
        let mut distinct = all.clone();
        distinct.dedup();
        assert_eq!(all, distinct, "{role}");
        assert!(all.len() >= 6, "{role}: {all:?}");
        // A map's keys begin with the length of its namespace in two bytes, so no item's name can begin one.
        assert!(
            all.iter().all(|name| name.len() < 256 && name.starts_with(|c: char| c.is_ascii_lowercase())),
            "{all:?}"
        );
        // Everything stored is under one of them, and of each there is something.
        let stored = cast.stage.sandbox.dump(role).into_iter().map(|(key, _)| match key.as_slice() {
            [0, length, rest @ ..] => rest[..usize::from(*length)].to_vec(),
            item => item.to_vec(),
        });
        let stored: BTreeSet<String> = stored.map(|name| String::from_utf8(name).unwrap()).collect();
        assert_eq!(stored, all.into_iter().collect(), "{role}");
    }
}
