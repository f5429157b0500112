//! The table of calls in `contracts/README.md` is what the contracts do: whom a message calls, and which keys of whom it reads.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use berth_api::Role;
use berth_sandbox::{Sandbox, native};
use berth_tests::cast::cast_on;
use berth_tests::messages::samples;
use berth_tests::stage::{PERIOD, stage_on};
use berth_tests::watched::Watched;
use cosmwasm_std::{
    CosmosMsg, DepsMut, Empty, Env, MessageInfo, Querier, QuerierResult, QuerierWrapper, QueryRequest, WasmMsg,
    WasmQuery, from_json,
};
use cw_multi_test::Contract;

const README: &str = include_str!("../../contracts/README.md");

/// Blocks that pass before a message: none; until the leases are stale; until the accounts are dry, too.
const MOMENTS: [u64; 3] = [0, PERIOD + 1, 1_000_000];

/// What a message did: of which contract, which one, to which address, and the key that it read there or nothing for a call.
type Seen = Arc<Mutex<BTreeSet<(Role, String, String, Option<String>)>>>;

struct Listening<'a> {
    inner: QuerierWrapper<'a, Empty>,
    note: &'a dyn Fn(String, Option<String>),
}

impl Querier for Listening<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json::<QueryRequest<Empty>>(request) {
            Ok(QueryRequest::Wasm(WasmQuery::Raw { contract_addr, key })) => {
                (self.note)(contract_addr, Some(namespace(&key)));
            }
            Ok(QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg })) => {
                (self.note)(contract_addr, Some(message(&msg)));
            }
            _ => {}
        }
        self.inner.raw_query(request)
    }
}

/// A map's key begins with the length of its namespace in two bytes; an item's key is its name.
fn namespace(key: &[u8]) -> String {
    let name = match key {
        [0, length, rest @ ..] => &rest[..usize::from(*length)],
        whole => whole,
    };
    String::from_utf8(name.to_vec()).unwrap()
}

/// A message's or question's name, as people write it.
fn message(json: &[u8]) -> String {
    let value: serde_json::Value = from_json(json).unwrap();
    let words = value.as_object().unwrap().keys().next().unwrap().split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

/// One of the four, and everything that it does written down.
fn watched(role: Role, seen: &Seen) -> Watched {
    let seen = seen.clone();
    let watching = move |inner: &dyn Contract<Empty>, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>| {
        let name = message(&msg);
        let note = |address: String, key: Option<String>| {
            seen.lock().unwrap().insert((role, name.clone(), address, key));
        };
        let listening = Listening { inner: deps.querier, note: &note };
        let deps = DepsMut { storage: deps.storage, api: deps.api, querier: QuerierWrapper::new(&listening) };
        let response = inner.execute(deps, env, info, msg)?;
        for sent in &response.messages {
            match &sent.msg {
                CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, .. }) => note(contract_addr.clone(), None),
                _ => note("bank".to_owned(), None),
            }
        }
        Ok(response)
    };
    Watched::new(native(role), Box::new(watching))
}

/// The rows of the table: contract, messages, calls, reads. A row that begins with dots goes on with the message before.
fn rows() -> Vec<(Role, String, String, String)> {
    let section = README.split("## Calls").nth(1).unwrap().split("\n## ").next().unwrap();
    let (mut rows, mut role, mut last) = (vec![], None, String::new());
    for line in section.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let found = Role::ALL.into_iter().find(|role| cells[1] == format!("**{role}**"));
        if found.is_some() {
            role = found;
        } else if let Some(role) = role {
            let messages =
                if cells[1].starts_with("..") { format!("{last}, {}", cells[1]) } else { cells[1].to_owned() };
            last.clone_from(&messages);
            rows.push((role, messages, cells[2].to_owned(), cells[3].to_owned()));
        }
    }
    rows
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
}

/// What the table says of a message: whom it calls, and for each whose keys it reads.
fn said(role: Role, name: &str) -> Vec<(String, String)> {
    // Facilitate reads what its parts read.
    let parts: &[&str] = match name {
        "Facilitate" => &["Facilitate", "MatchOpenOrders", "InvalidateStaleLeases", "CloseUnfundedLeases"],
        other => &[other],
    };
    let of_message = |messages: &str| words(messages).any(|word| parts.contains(&word));
    let rows = rows().into_iter().filter(|(of, messages, ..)| *of == role && of_message(messages));
    rows.map(|(_, _, calls, reads)| (calls, reads)).collect()
}

/// What the table says is read of one contract, as in `registry: authority, providers; escrow: accounts`, or asked by a smart query.
fn reads(text: &str, of: Role, key: &str) -> bool {
    let short = of.name().trim_start_matches("provider-");
    let mut parts = text.split(';').filter_map(|part| part.trim().split_once(':'));
    if key.starts_with(char::is_uppercase) {
        return text.contains(&format!("{short} for its `{key}`"));
    }
    parts.any(|(contract, keys)| contract == short && words(keys).any(|word| word == key))
}

fn everything() -> (Sandbox, Seen) {
    let seen = Seen::default();
    let watch = |role| -> Box<dyn Contract<Empty>> { Box::new(watched(role, &seen)) };
    let mut cast = cast_on(stage_on(|setup| Sandbox::with_code(setup, watch)));
    for (sample, blocks) in samples(&cast).iter().flat_map(|sample| MOMENTS.map(|blocks| (sample, blocks))) {
        sample.prepare(&mut cast);
        cast.stage.pass(blocks);
        // Some come too late, and are refused.
        let _outcome = cast.send(sample.sender, sample.call.clone(), &sample.funds);
    }
    (cast.stage.sandbox, seen)
}

#[test]
fn messages_call_and_read_what_the_table_says_and_nothing_else() {
    let (sandbox, seen) = everything();
    let role_at = |address: &str| Role::ALL.into_iter().find(|role| sandbox.contracts().get(*role) == address);
    let seen = seen.lock().unwrap().clone();
    assert!(seen.len() > 60, "{} calls and reads in all", seen.len());
    for (role, name, address, key) in seen {
        let table = said(role, &name);
        assert!(!table.is_empty() || role == Role::ProviderRegistry, "{role} {name} is not in the table");
        let fits = match (role_at(&address), &key) {
            (Some(of), Some(key)) => table.iter().any(|(_, text)| reads(text, of, key)),
            (Some(to), None) => table.iter().any(|(calls, _)| words(calls).any(|word| word == to.name())),
            (None, _) => table.iter().any(|(calls, _)| words(calls).any(|word| word == "bank")),
        };
        assert!(fits, "{role} {name}: {:?} of {address} is not in the table", key.unwrap_or("a call".to_owned()));
    }
}
