//! JSON-RPC, raw.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cosmrs::proto::prost::Message;
use serde_json::{Value, json};

/// One endpoint.
#[derive(Clone)]
pub struct Rpc {
    /// `http://127.0.0.1:26657`.
    pub url: String,
    http: reqwest::Client,
}

/// What `abci_query` answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 0 if it is one.
    pub code: u64,
    /// Who gave the code a meaning.
    pub codespace: String,
    /// The error's text.
    pub log: String,
    /// Protobuf.
    pub value: Vec<u8>,
    /// As of which it is.
    pub height: u64,
}

impl Rpc {
    /// Nothing is asked yet.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), http: reqwest::Client::new() }
    }

    /// Status and text for a body.
    pub async fn post(&self, body: impl Into<String>) -> Result<(u16, String)> {
        let request = self.http.post(&self.url).header("content-type", "application/json").body(body.into());
        let response = request.send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }

    /// Status and text of a path.
    pub async fn get(&self, path: &str) -> Result<(u16, String)> {
        let response = self.http.get(format!("{}{path}", self.url)).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }

    /// The whole answer to a call.
    pub async fn raw(&self, method: &str, params: Value) -> Result<Value> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let (_, text) = self.post(request.to_string()).await?;
        serde_json::from_str(&text).with_context(|| format!("no JSON: {text:.200}"))
    }

    /// What a call answers; an error of the node is one.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value> {
        let mut answer = self.raw(method, params).await?;
        let error = answer.get("error").cloned();
        ensure!(error.is_none(), "{method}: {}", error.unwrap_or_default());
        answer.get_mut("result").map(Value::take).context("no result")
    }

    /// Number and text of the error that a call answers.
    pub async fn error(&self, method: &str, params: Value) -> Result<(i64, String)> {
        let answer = self.raw(method, params).await?;
        let error = answer.get("error").with_context(|| format!("no error: {answer}"))?;
        let code = error.get("code").and_then(Value::as_i64).context("no code")?;
        Ok((code, error.get("data").and_then(Value::as_str).unwrap_or_default().to_owned()))
    }

    /// Height and time of the latest block.
    pub async fn height(&self) -> Result<u64> {
        let status = self.call("status", json!({})).await?;
        let height = status.pointer("/sync_info/latest_block_height").and_then(Value::as_str).context("no height")?;
        Ok(height.parse()?)
    }

    /// Asks a service; 0 is the latest height.
    pub async fn query(&self, path: &str, request: &impl Message, height: u64) -> Result<Answer> {
        let data = hex::encode(request.encode_to_vec());
        let params = json!({"path": path, "data": data, "height": height.to_string(), "prove": false});
        let answer = self.call("abci_query", params).await?;
        let response = answer.get("response").context("no response")?;
        let text = |name: &str| response.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Answer {
            code: response.get("code").and_then(Value::as_u64).context("no code")?,
            codespace: text("codespace"),
            log: text("log"),
            value: STANDARD.decode(text("value"))?,
            height: text("height").parse()?,
        })
    }

    /// The same, read; an error of the node is one.
    pub async fn ask<T: Message + Default>(&self, path: &str, request: &impl Message, height: u64) -> Result<T> {
        let answer = self.query(path, request, height).await?;
        ensure!(answer.code == 0, "{path}: {} ({} {})", answer.log, answer.codespace, answer.code);
        Ok(T::decode(answer.value.as_slice())?)
    }
}
