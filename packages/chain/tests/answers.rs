//! Whatever a node answers: what cannot be is named, with its place and what may stand there.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test ends it"
)]

mod fake;

use berth_chain::{Chain, Error, Message, Network, Request, Result};
use fake::{Fake, Trick};
use serde_json::{Value, json};

/// The error of a call while a node answers a method thus.
async fn error(fake: &Fake, network: &Network, method: &str, trick: Trick) -> Error {
    fake.nodes[0].always(method, trick);
    let result: Result<()> = match method {
        "status" => network.head().await.map(drop),
        "abci_query" => network.smart("c", b"{}", Some(3)).await.map(drop),
        "block" | "block_results" => network.block(4).await.map(drop),
        other => panic!("{other}"),
    };
    fake.nodes[0].honest();
    result.expect_err(method)
}

async fn chain() -> (Fake, std::sync::Arc<Network>) {
    let fake = Fake::new(1).await;
    let network = fake.network().await;
    let writer = fake::writer(&network).await;
    let send = Message::Send { to: "cosmos1a".into(), coins: vec![] };
    writer.submit(Request::new(vec![send])).await.unwrap();
    fake.block();
    network.head_above(3).await.unwrap();
    (fake, network)
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let (fake, network) = chain().await;
    let junk = json!("////");
    // Method, where, what instead (nothing: taken out), what is named, what may stand there.
    let cases: &[(&str, &str, Option<Value>, &str, &str)] = &[
        ("status", "/node_info", None, "status.node_info", "a value"),
        ("status", "/node_info/network", Some(json!(7)), "status.node_info.network", "a string"),
        ("status", "/sync_info", Some(json!(null)), "status.sync_info", "a value"),
        ("status", "/sync_info/latest_block_height", None, "status.sync_info.latest_block_height", "a value"),
        (
            "status",
            "/sync_info/latest_block_height",
            Some(json!("x")),
            "status.sync_info.latest_block_height",
            "a whole",
        ),
        (
            "status",
            "/sync_info/latest_block_height",
            Some(json!("-1")),
            "status.sync_info.latest_block_height",
            "a whole",
        ),
        (
            "status",
            "/sync_info/latest_block_height",
            Some(json!(1.5)),
            "status.sync_info.latest_block_height",
            "a whole",
        ),
        ("status", "/sync_info/latest_block_time", Some(json!("noon")), "status.sync_info.latest_block_time", "a time"),
        (
            "status",
            "/sync_info/latest_block_time",
            Some(json!("1969-01-01T00:00:00Z")),
            "status.sync_info.latest_block_time",
            "a time",
        ),
        ("status", "/sync_info/catching_up", Some(json!("no")), "status.sync_info.catching_up", "true or false"),
        ("abci_query", "/response", None, "abci_query.response", "a value"),
        ("abci_query", "/response/code", Some(json!("x")), "abci_query.response.code", "a whole number"),
        ("abci_query", "/response/code", Some(json!(1_u64 << 32)), "abci_query.response.code", "a whole number of 32"),
        ("abci_query", "/response/value", Some(json!("*")), "abci_query.response.value", "base64"),
        ("abci_query", "/response/value", Some(json!(["a"])), "abci_query.response.value", "a string"),
        ("abci_query", "/response/height", Some(json!("x")), "abci_query.response.height", "a whole number"),
        ("abci_query", "/response/height", Some(json!("2")), "abci_query.response.height", "3"),
        ("abci_query", "/response/value", Some(junk.clone()), "/cosmwasm.wasm.v1.Query/SmartContractState", "protobuf"),
        ("block", "/block/header", None, "block.block.header", "a value"),
        ("block", "/block/header/chain_id", Some(json!("b-1")), "block.block.header.chain_id", "fake-1"),
        ("block", "/block/header/height", Some(json!("5")), "block.block.header.height", "4"),
        ("block", "/block/header/time", Some(json!("")), "block.block.header.time", "a time"),
        ("block", "/block/data", None, "block.block.data", "a value"),
        ("block", "/block/data/txs", Some(json!("x")), "block.block.data.txs", "a list"),
        ("block", "/block/data/txs/0", Some(json!("*")), "block.block.data.txs[0]", "base64"),
        ("block", "/block/data/txs", Some(json!([])), "block_results.txs_results", "0, as many"),
        ("block_results", "/height", Some(json!("5")), "block_results.height", "4"),
        ("block_results", "/txs_results", Some(json!(null)), "block_results.txs_results", "1, as many"),
        ("block_results", "/txs_results", Some(json!({})), "block_results.txs_results", "a list"),
        ("block_results", "/txs_results/0/code", Some(json!(-1)), "block_results.txs_results[0].code", "a whole"),
        (
            "block_results",
            "/txs_results/0/codespace",
            Some(json!(1)),
            "block_results.txs_results[0].codespace",
            "a string",
        ),
        ("block_results", "/txs_results/0/data", Some(json!("*")), "block_results.txs_results[0].data", "base64"),
        ("block_results", "/txs_results/0/data", Some(junk), "block_results.txs_results[0].data", "protobuf"),
        (
            "block_results",
            "/txs_results/0/gas_used",
            Some(json!("x")),
            "block_results.txs_results[0].gas_used",
            "a whole",
        ),
        (
            "block_results",
            "/txs_results/0/gas_wanted",
            Some(json!("-1")),
            "block_results.txs_results[0].gas_wanted",
            "a whole",
        ),
        ("block_results", "/txs_results/0/events", Some(json!(1)), "block_results.txs_results[0].events", "a list"),
        (
            "block_results",
            "/txs_results/0/events/0/type",
            None,
            "block_results.txs_results[0].events[0].type",
            "a value",
        ),
        (
            "block_results",
            "/txs_results/0/events/0/attributes/1/value",
            Some(json!(7)),
            "block_results.txs_results[0].events[0].attributes[1].value",
            "a string",
        ),
    ];
    for (method, pointer, value, field, allowed) in cases {
        let found = error(&fake, &network, method, Trick::Bend((*pointer).into(), value.clone())).await;
        let Error::Answer { field: named, allowed: may, .. } = &found else { panic!("{pointer} {value:?}: {found:?}") };
        assert_eq!(named, field, "{pointer} {value:?}: {found}");
        assert!(may.starts_with(allowed), "{pointer} {value:?}: {found}");
    }
}

#[tokio::test]
async fn what_is_left_out_when_it_is_nothing_may_be_left_out() {
    let (fake, network) = chain().await;
    for field in ["code", "codespace", "log", "data", "gas_used", "gas_wanted", "events"] {
        let trick = Trick::Bend(format!("/txs_results/0/{field}"), None);
        let fresh = fake.network().await;
        fake.nodes[0].always("block_results", trick);
        let block = fresh.block(4).await.unwrap();
        assert_eq!(block.txs[0].code, 0, "{field}");
        fake.nodes[0].honest();
    }
    assert!(network.block(4).await.is_ok());
}

#[tokio::test]
async fn what_is_no_answer_at_all_is_told_apart() {
    let (fake, network) = chain().await;
    for method in ["status", "abci_query", "block", "block_results"] {
        let found = error(&fake, &network, method, Trick::Http(200, "<html>".into())).await;
        assert!(matches!(&found, Error::Answer { allowed, .. } if allowed == "JSON"), "{found:?}");
        let found = error(&fake, &network, method, Trick::Http(502, "bad gateway".into())).await;
        assert!(matches!(&found, Error::Unreachable { reasons, .. } if reasons.contains("HTTP 502")), "{found:?}");
        for nonsense in ["{}", "[]", "7", r#"{"jsonrpc":"2.0","id":1}"#, r#"{"error":{"code":"x"}}"#, r#"{"error":7}"#]
        {
            let found = error(&fake, &network, method, Trick::Http(200, nonsense.into())).await;
            assert!(matches!(&found, Error::Answer { .. }), "{method} {nonsense}: {found:?}");
        }
        for nonsense in [json!(null), json!([]), json!("x"), json!(7)] {
            let found = error(&fake, &network, method, Trick::Say(nonsense.clone())).await;
            // A node that says that it has no block may have it in a moment.
            let good =
                matches!(&found, Error::Answer { .. }) || (method == "block" && matches!(&found, Error::Rpc { .. }));
            assert!(good, "{method} {nonsense}: {found:?}");
        }
        let deep = "[".repeat(100_000);
        let found = error(&fake, &network, method, Trick::Http(200, deep)).await;
        assert!(matches!(&found, Error::Answer { field, .. } if field == method), "{method}: {found:?}");
    }
    let found = error(&fake, &network, "abci_query", Trick::Error("client is not running")).await;
    let Error::Rpc { code: -32603, message, endpoint } = &found else { panic!("{found:?}") };
    assert_eq!(message, "Internal error: client is not running");
    assert_eq!(*endpoint, fake.nodes[0].url);
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let (fake, network) = chain().await;
    let found = error(&fake, &network, "block", Trick::Http(200, " ".repeat(65 << 20))).await;
    let Error::Answer { field, allowed, .. } = &found else { panic!("{found:?}") };
    assert_eq!((field.as_str(), allowed.as_str()), ("body", "at most 67108864 bytes"));
}
