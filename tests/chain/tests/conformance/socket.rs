//! The websocket.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use berth_chain_tests::{Target, send};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::Verdict;

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(target: &Target) -> Result<Self> {
        let url = format!("{}/websocket", target.rpc.url.replacen("http", "ws", 1));
        Ok(Self(connect_async(url).await?.0))
    }

    async fn send(&mut self, id: u64, method: &str, params: Value) -> Result<()> {
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string();
        Ok(self.0.send(Message::Text(request.into())).await?)
    }

    async fn next(&mut self) -> Result<Value> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(60), self.0.next()).await?;
            match message.context("it ended")?? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => bail!("closed"),
                _ => {}
            }
        }
    }

    /// The answer to a call, whatever comes in between.
    async fn answer(&mut self, id: u64) -> Result<Value> {
        loop {
            let value = self.next().await?;
            let is_event = value.pointer("/result/data").is_some();
            if !is_event && (value.get("id") == Some(&json!(id)) || value.get("id").is_none()) {
                return Ok(value);
            }
        }
    }
}

pub async fn headers_come(target: &Target) -> Result<Verdict> {
    let mut socket = Socket::open(target).await?;
    let query = json!({"query": "tm.event='NewBlockHeader'"});
    socket.send(7, "subscribe", query.clone()).await?;
    ensure!(socket.answer(7).await? == json!({"jsonrpc": "2.0", "id": 7, "result": {}}));
    let before = target.rpc.height().await?;
    target.next_block().await?;
    let event = socket.next().await?;
    ensure!(event.get("id") == Some(&json!(7)), "{event}");
    ensure!(event.pointer("/result/query") == query.get("query"));
    ensure!(event.pointer("/result/data/type") == Some(&json!("tendermint/event/NewBlockHeader")));
    let height = event.pointer("/result/data/value/header/height").and_then(Value::as_str).context("no height")?;
    ensure!(height.parse::<u64>()? >= before, "{height}");
    ensure!(event.pointer("/result/events/tm.event") == Some(&json!(["NewBlockHeader"])), "{event}");
    socket.send(8, "unsubscribe", query).await?;
    ensure!(socket.answer(8).await?.get("result") == Some(&json!({})));
    Ok(Verdict::Passed)
}

pub async fn transactions_come(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let bytes = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?.sign(&user);
    let hash = hex::encode_upper(Sha256::digest(&bytes));
    let mut socket = Socket::open(target).await?;
    socket.send(3, "subscribe", json!({"query": format!("tm.event='Tx' AND tx.hash='{hash}'")})).await?;
    socket.answer(3).await?;
    let done = target.deliver(&bytes).await?;
    let event = socket.next().await?;
    ensure!(event.pointer("/result/data/type") == Some(&json!("tendermint/event/Tx")), "{event}");
    ensure!(event.pointer("/result/events/tx.hash") == Some(&json!([hash])), "{event}");
    ensure!(event.pointer("/result/events/tx.fee") == Some(&json!(["5000stake"])), "{event}");
    let told = event.pointer("/result/data/value/TxResult").context("no TxResult")?;
    ensure!(told.get("height") == Some(&json!(done.height.to_string())), "{told}");
    // What is nothing is left out, as the code of success is.
    let result = told.get("result").context("no result")?;
    ensure!(result.get("code").is_none() && result.get("log").is_none(), "{result}");
    ensure!(result.get("gas_used") == done.result.get("gas_used"), "{result}");
    ensure!(result.get("events") == done.result.get("events"), "{result}");
    Ok(Verdict::Passed)
}

pub async fn what_is_wrong_is_refused(target: &Target) -> Result<Verdict> {
    let mut socket = Socket::open(target).await?;
    let vote = json!({"query": "tm.event='Vote'"});
    socket.send(1, "subscribe", json!({"query": "bad"})).await?;
    let answer = socket.answer(1).await?;
    let text = answer.pointer("/error/data").and_then(Value::as_str).unwrap_or_default();
    ensure!(text.starts_with("failed to parse query"), "{answer}");
    socket.send(2, "unsubscribe", vote.clone()).await?;
    ensure!(socket.answer(2).await?.pointer("/error/data") == Some(&json!("subscription not found")));
    socket.send(3, "subscribe", vote.clone()).await?;
    socket.answer(3).await?;
    socket.send(4, "subscribe", vote).await?;
    ensure!(socket.answer(4).await?.pointer("/error/data") == Some(&json!("already subscribed")));
    for (id, query) in (10..14).zip(["tm.event='A'", "tm.event='B'", "tm.event='C'", "tm.event='D'"]) {
        socket.send(id, "subscribe", json!({"query": query})).await?;
        ensure!(socket.answer(id).await?.get("result").is_some());
    }
    socket.send(14, "subscribe", json!({"query": "tm.event='E'"})).await?;
    let answer = socket.answer(14).await?;
    ensure!(answer.pointer("/error/data") == Some(&json!("max_subscriptions_per_client 5 reached")), "{answer}");
    // The other methods are there, too.
    socket.send(15, "health", json!({})).await?;
    ensure!(socket.answer(15).await?.get("result") == Some(&json!({})));
    socket.send(16, "nothing", json!({})).await?;
    ensure!(socket.answer(16).await?.pointer("/error/code") == Some(&json!(-32_601)));
    // Only by websocket.
    ensure!(target.rpc.error("subscribe", json!({"query": "tm.event='Tx'"})).await?.0 == -32_601);
    Ok(Verdict::Passed)
}
