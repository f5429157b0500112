//! Status, blocks, and requests that are none.

use anyhow::{Context, Result, ensure};
use berth_chain_tests::Target;
use serde_json::{Value, json};

use crate::Verdict;

pub async fn health_and_status(target: &Target) -> Result<Verdict> {
    ensure!(target.rpc.call("health", json!({})).await? == json!({}));
    let status = target.rpc.call("status", json!({})).await?;
    for field in ["/node_info/network", "/sync_info/latest_block_height", "/sync_info/latest_block_time"] {
        ensure!(status.pointer(field).is_some_and(Value::is_string), "{field} is no text");
    }
    ensure!(status.pointer("/sync_info/catching_up") == Some(&json!(false)));
    let net = target.rpc.call("net_info", json!({})).await?;
    ensure!(net.get("n_peers").is_some_and(Value::is_string));
    let info = target.rpc.call("abci_info", json!({})).await?;
    ensure!(info.pointer("/response/last_block_height").is_some_and(Value::is_string));
    Ok(Verdict::Passed)
}

pub async fn get_answers_as_post_does(target: &Target) -> Result<Verdict> {
    let (status, text) = target.rpc.get("/health").await?;
    ensure!(status == 200 && text == r#"{"jsonrpc":"2.0","id":-1,"result":{}}"#, "{status} {text}");
    let (status, text) = target.rpc.get("/block?height=1").await?;
    ensure!(status == 200 && text.contains(r#""height":"1""#), "{status} {text}");
    let (status, _) = target.rpc.get("/nothing").await?;
    ensure!(status == 404, "{status}");
    Ok(Verdict::Passed)
}

pub async fn a_batch_is_answered_in_order_and_has_a_limit(target: &Target) -> Result<Verdict> {
    let requests = |count: u64| {
        let list = (1..=count).map(|id| json!({"jsonrpc": "2.0", "id": id, "method": "health"}));
        Value::Array(list.collect()).to_string()
    };
    let (_, text) = target.rpc.post(requests(10)).await?;
    let answers: Vec<Value> = serde_json::from_str(&text)?;
    let ids: Vec<u64> = answers.iter().filter_map(|answer| answer.get("id")?.as_u64()).collect();
    ensure!(ids == (1..=10).collect::<Vec<_>>(), "{ids:?}");
    let (_, text) = target.rpc.post(requests(11)).await?;
    let answer: Value = serde_json::from_str(&text)?;
    ensure!(answer.pointer("/error/code") == Some(&json!(-32_600)), "{answer}");
    ensure!(text.contains("batch request exceeds maximum (10) allowed number of requests"), "{text}");
    Ok(Verdict::Passed)
}

pub async fn what_is_no_request_is_refused(target: &Target) -> Result<Verdict> {
    let (_, text) = target.rpc.post("{bad").await?;
    let answer: Value = serde_json::from_str(&text)?;
    ensure!(answer.pointer("/error/code") == Some(&json!(-32_700)) && answer.get("id").is_none(), "{answer}");
    let answer = target.rpc.raw("nothing", json!({})).await?;
    ensure!(answer.get("error") == Some(&json!({"code": -32_601, "message": "Method not found"})), "{answer}");
    // A notification is not answered.
    let (_, text) = target.rpc.post(r#"{"jsonrpc":"2.0","method":"health"}"#).await?;
    ensure!(text.is_empty(), "{text}");
    let long =
        json!({"jsonrpc": "2.0", "id": 1, "method": "broadcast_tx_sync", "params": {"tx": "a".repeat(1_100_000)}});
    let (status, text) = target.rpc.post(long.to_string()).await?;
    ensure!(status == 400 && text.contains("request body too large"), "{status} {text:.200}");
    Ok(Verdict::Passed)
}

pub async fn a_block_has_a_header_and_results(target: &Target) -> Result<Verdict> {
    let height = target.rpc.height().await?.to_string();
    let block = target.rpc.call("block", json!({"height": height})).await?;
    ensure!(block.pointer("/block/header/height") == Some(&json!(height)));
    ensure!(block.pointer("/block/header/chain_id") == Some(&json!(target.chain_id)));
    let time = block.pointer("/block/header/time").and_then(Value::as_str).context("no time")?;
    ensure!(time.ends_with('Z') && time.get(10..11) == Some("T"), "{time}");
    ensure!(block.pointer("/block/data/txs").is_some_and(Value::is_array));
    let results = target.rpc.call("block_results", json!({"height": height})).await?;
    ensure!(results.get("height") == Some(&json!(height)));
    let txs = results.get("txs_results").context("no txs_results")?;
    ensure!(txs.is_null() || txs.is_array(), "{txs}");
    // Without a height, the latest.
    let latest = target.rpc.call("block", json!({})).await?;
    ensure!(latest.pointer("/block/header/height").is_some());
    // Parameters may come as a list.
    let listed = target.rpc.call("block", json!([height])).await?;
    ensure!(listed == block);
    Ok(Verdict::Passed)
}

pub async fn heights_that_are_not_there(target: &Target) -> Result<Verdict> {
    for method in ["block", "block_results"] {
        let (code, text) = target.rpc.error(method, json!({"height": "99999999"})).await?;
        let expected = "height 99999999 must be less than or equal to the current blockchain height ";
        ensure!(code == -32_603 && text.starts_with(expected), "{code} {text}");
        for wrong in ["0", "-1"] {
            let (code, text) = target.rpc.error(method, json!({"height": wrong})).await?;
            ensure!(code == -32_603 && text == format!("height must be greater than 0, but got {wrong}"), "{text}");
        }
    }
    Ok(Verdict::Passed)
}

pub async fn parameters_of_the_wrong_type(target: &Target) -> Result<Verdict> {
    let cases = [
        ("block", json!({"height": 3}), "invalid 64-bit integer encoding \"3\", expected string"),
        ("block", json!({"height": "x"}), "invalid character 'x' looking for beginning of value"),
        ("broadcast_tx_sync", json!({"tx": "!!"}), "illegal base64 data at input byte 0"),
        ("abci_query", json!({"path": "/x", "data": "zz"}), "encoding/hex: invalid byte: U+007A 'z'"),
    ];
    for (method, params, expected) in cases {
        let (code, text) = target.rpc.error(method, params).await?;
        ensure!(code == -32_602, "{method}: {code}");
        ensure!(text == format!("error converting json params to arguments: {expected}"), "{method}: {text}");
    }
    Ok(Verdict::Passed)
}

pub async fn a_transaction_that_is_not_there(target: &Target) -> Result<Verdict> {
    let hash = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
    let (code, text) = target.rpc.error("tx", json!({"hash": hash, "prove": false})).await?;
    let expected = "tx (ABCDEF1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF1234567890) not found";
    ensure!(code == -32_603 && text == expected, "{code} {text}");
    Ok(Verdict::Passed)
}
