//! One node's JSON-RPC, each answer checked field by field.

mod answer;
mod block;
mod http;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use cosmrs::tendermint::Time;
use serde_json::json;

use crate::{Error, Head, Refusal, endpoint::Endpoint};

pub(crate) use answer::Answer;
pub(crate) use block::RawBlock;
pub(crate) use http::{Node, client};

/// JSON-RPC's number for whatever is wrong within a node.
const SERVER_ERROR: i64 = -32_603;

/// What a node says, or why it does not.
pub(crate) type Said<T> = Result<T, Fault>;

/// Why a node gave no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No answer.
    Down {
        /// Why.
        reason: String,
        /// Whether the request may have arrived all the same.
        arrived: bool,
    },
    /// An answer that cannot be so.
    Answer {
        /// Where in it.
        field: String,
        /// What stood there, cut.
        found: String,
        /// What may stand there.
        allowed: String,
    },
    /// It has not come as far as is asked for.
    Behind {
        /// What it says.
        reason: String,
    },
    /// An error of the node's own.
    Rpc {
        /// JSON-RPC's number.
        code: i64,
        /// Message and data.
        message: String,
    },
}

impl Fault {
    /// As the caller of this package sees it.
    pub fn into_error(self, chain: &str, endpoint: &Endpoint) -> Error {
        let endpoint = endpoint.shown.clone();
        match self {
            Self::Down { reason, .. } => {
                Error::Unreachable { chain: chain.into(), reasons: format!("{endpoint}: {reason}") }
            }
            Self::Answer { field, found, allowed } => Error::Answer { endpoint, field, found, allowed },
            Self::Behind { reason } => Error::Rpc { endpoint, code: SERVER_ERROR, message: reason },
            Self::Rpc { code, message } => Error::Rpc { endpoint, code, message },
        }
    }

    /// In words, without the endpoint.
    pub fn reason(&self) -> String {
        match self {
            Self::Down { reason, .. } | Self::Behind { reason } => reason.clone(),
            Self::Answer { field, found, allowed } => format!("answered {field} {found}, allowed: {allowed}"),
            Self::Rpc { code, message } => format!("{message} ({code})"),
        }
    }
}

/// What a node says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    /// The chain's id.
    pub chain: String,
    /// Its latest block.
    pub head: Head,
    /// Whether it still reads old blocks.
    pub catching_up: bool,
}

/// The answer to an ABCI query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Queried {
    /// As of which height; 0 if it does not say.
    pub height: u64,
    /// Protobuf, or why not.
    pub value: Result<Vec<u8>, Refusal>,
}

impl Node {
    /// Its latest block.
    pub async fn status(&self) -> Said<Status> {
        let result = self.quick("status", json!({})).await?;
        let result = Answer::new("status", &result);
        let sync = result.get("sync_info")?;
        let height = sync.get("latest_block_height")?.u64()?;
        let time = time(&sync.get("latest_block_time")?)?;
        Ok(Status {
            chain: result.get("node_info")?.get("network")?.text()?.to_owned(),
            head: Head { height, time },
            catching_up: sync.get("catching_up")?.bool()?,
        })
    }

    /// Asks the application.
    pub async fn query(&self, path: &str, data: &[u8], at: Option<u64>) -> Said<Queried> {
        let height = at.unwrap_or_default().to_string();
        let params = json!({ "path": path, "data": hex::encode(data), "height": height, "prove": false });
        let result = self.call("abci_query", params).await?;
        let response = Answer::new("abci_query", &result);
        let response = response.get("response")?;
        let code = response.zero("code")?;
        let value = if code == 0 {
            Ok(response.base64_or_empty("value")?)
        } else {
            let codespace = response.text_or_empty("codespace")?.to_owned();
            Err(Refusal { code, codespace, log: response.text_or_empty("log")?.to_owned() })
        };
        Ok(Queried { height: response.u64_or_zero("height")?, value })
    }

    /// Gives it a transaction for its pool. `None` if it took it.
    pub async fn broadcast(&self, tx: &[u8], hash: &str) -> Said<Option<Refusal>> {
        let result = self.call("broadcast_tx_sync", json!({ "tx": BASE64_STANDARD.encode(tx) })).await?;
        let result = Answer::new("broadcast_tx_sync", &result);
        let found = result.get("hash")?;
        if !found.text()?.eq_ignore_ascii_case(hash) {
            return Err(found.wrong(hash));
        }
        let code = result.zero("code")?;
        let codespace = result.text_or_empty("codespace")?.to_owned();
        let log = result.text_or_empty("log")?.to_owned();
        Ok((code != 0).then_some(Refusal { code, codespace, log }))
    }
}

/// RFC 3339 as Unix seconds.
fn time(answer: &Answer<'_>) -> Said<u64> {
    let wrong = || answer.wrong("a time as in 2026-01-31T12:00:00.5Z, from 1970 on");
    let time = Time::parse_from_rfc3339(answer.text()?).map_err(|_| wrong())?;
    u64::try_from(time.unix_timestamp()).map_err(|_| wrong())
}
