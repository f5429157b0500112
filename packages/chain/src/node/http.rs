//! JSON-RPC over HTTP.

use std::{error::Error as _, time::Duration};

use reqwest::{Client, Response, redirect::Policy};
use serde_json::{Value, json};

use super::{Answer, Fault, Said, answer::cut};
use crate::{Error, Result, endpoint::Endpoint};

/// Most bytes of an answer: a full block of the greatest size that chains allow, in base64, with its events.
const BODY: usize = 64 << 20;
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);
/// How long the answer to a small question may take.
const QUICK: Duration = Duration::from_secs(3);

/// A node at an endpoint.
#[derive(Clone)]
pub(crate) struct Node {
    pub endpoint: Endpoint,
    http: Client,
    timeout: Duration,
}

/// The client that all nodes of a chain share.
///
/// Errors as [`Error::Invalid`] if there can be none on this machine.
pub(crate) fn client() -> Result<Client> {
    // Chosen here, for HTTP and websocket: with two compiled in, rustls would choose none, and panic. A second time it
    // errs, which is no matter.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder()
        .connect_timeout(CONNECT)
        .redirect(Policy::none())
        .user_agent("berth")
        .build()
        .map_err(|error| Error::invalid("http client", error, "TLS that works"))
}

impl Node {
    pub const fn new(endpoint: Endpoint, http: Client, timeout: Duration) -> Self {
        Self { endpoint, http, timeout }
    }

    /// Asks for something that takes a while.
    pub async fn call(&self, method: &str, params: Value) -> Said<Value> {
        self.ask(method, params, self.timeout).await
    }

    /// Asks for something that any node has at hand.
    pub async fn quick(&self, method: &str, params: Value) -> Said<Value> {
        self.ask(method, params, self.timeout.min(QUICK)).await
    }

    async fn ask(&self, method: &str, params: Value, timeout: Duration) -> Said<Value> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let sent = self.http.post(self.endpoint.url.clone()).timeout(timeout);
        let sent = sent.header("content-type", "application/json").body(request.to_string()).send().await;
        let response = sent.map_err(|error| down(&error))?;
        let status = response.status();
        let body = read(response).await?;
        // A node answers its own errors with 500 and JSON; something before it, as a proxy, with what is no JSON.
        let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else {
            let start = cut(&String::from_utf8_lossy(&body));
            return Err(if status.is_success() {
                Fault::Answer { field: method.into(), found: start, allowed: "JSON".into() }
            } else {
                Fault::Down { reason: format!("HTTP {status}: {start}"), arrived: true }
            });
        };
        if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
            return Err(refused(&Answer::new(method, error))?);
        }
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(Answer::new(method, &answer).wrong("an object with result or error")),
        }
    }
}

/// An error as JSON-RPC has it.
fn refused(error: &Answer<'_>) -> Said<Fault> {
    let code = error.get("code")?;
    let code = code.integer()?;
    let message = error.text_or_empty("message")?;
    let data = error.text_or_empty("data")?;
    let message = if data.is_empty() { message.into() } else { format!("{message}: {data}") };
    Ok(Fault::Rpc { code, message })
}

/// The body, cut off where it gets too long for this machine's memory.
async fn read(mut response: Response) -> Said<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| down(&error))? {
        if body.len().saturating_add(chunk.len()) > BODY {
            let found = format!("more than {BODY} bytes");
            return Err(Fault::Answer { field: "body".into(), found, allowed: format!("at most {BODY} bytes") });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The innermost reason says most; the outer ones hold the URL, and with it a password.
fn down(error: &reqwest::Error) -> Fault {
    let mut reason = if error.is_timeout() { "no answer in time".to_owned() } else { String::new() };
    let mut inner = error.source();
    while let (true, Some(next)) = (reason.is_empty(), inner) {
        inner = next.source();
        if inner.is_none() {
            reason = next.to_string();
        }
    }
    if reason.is_empty() {
        reason = "the request failed".into();
    }
    Fault::Down { reason, arrived: !error.is_connect() }
}
