//! Blocks and their results, and how a node tells them.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cosmrs::tendermint::Time;
use cosmwasm_std::{BlockInfo, Event, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;

use super::failure::Failure;
use super::tx::{Tx, hash};

/// Of nothing, as it stands in headers.
const EMPTY: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
const VALIDATOR: &str = "BA891956D99C7DC637C1D3132D87B92379DAC510";

/// A block with its results.
#[derive(Debug)]
pub struct Block {
    /// Height, time, chain.
    pub info: BlockInfo,
    /// Of its header.
    pub hash: [u8; 32],
    /// Of the block before.
    pub last_hash: [u8; 32],
    /// Of the state before it.
    pub app_hash: [u8; 32],
    /// In order.
    pub txs: Vec<Arc<Tx>>,
    /// One for each of them.
    pub results: Vec<TxResult>,
    block_json: OnceLock<String>,
    results_json: OnceLock<String>,
}

/// What came of a transaction.
#[derive(Clone, Debug, Default)]
pub struct TxResult {
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// `TxMsgData`.
    pub data: Vec<u8>,
    /// Its gas limit.
    pub gas_wanted: u64,
    /// The gas that it used.
    pub gas_used: u64,
    /// All of them.
    pub events: Vec<Event>,
}

/// Upper case, as in every answer of a node.
pub fn hex(bytes: &[u8]) -> String {
    hex::encode_upper(bytes)
}

/// RFC 3339.
pub fn time(at: Timestamp) -> String {
    let seconds = i64::try_from(at.seconds()).unwrap_or_default();
    let nanos = u32::try_from(at.subsec_nanos()).unwrap_or_default();
    Time::from_unix_timestamp(seconds, nanos).map(|time| time.to_rfc3339()).unwrap_or_default()
}

impl Block {
    /// A block upon `last`.
    pub fn new(info: BlockInfo, last: Option<&Block>, txs: Vec<Arc<Tx>>, results: Vec<TxResult>) -> Self {
        let last_hash = last.map_or([0; 32], |block| block.hash);
        let before = last.map_or([0; 32], |block| block.hash);
        let app_hash = hash(&[b"state".as_slice(), &before].concat());
        let mut content = last_hash.to_vec();
        content.extend(info.chain_id.bytes());
        content.extend(info.height.to_be_bytes());
        content.extend(info.time.nanos().to_be_bytes());
        txs.iter().for_each(|tx| content.extend(tx.hash));
        let hash = hash(&content);
        let (block_json, results_json) = (OnceLock::new(), OnceLock::new());
        Self { info, hash, last_hash, app_hash, txs, results, block_json, results_json }
    }

    /// Its height.
    pub const fn height(&self) -> u64 {
        self.info.height
    }

    fn data_hash(&self) -> String {
        if self.txs.is_empty() {
            return EMPTY.to_owned();
        }
        let all: Vec<u8> = self.txs.iter().flat_map(|tx| tx.hash).collect();
        hex(&hash(&all))
    }

    fn id(hash: &[u8]) -> Value {
        json!({"hash": hex(hash), "parts": {"total": 1, "hash": hex(hash)}})
    }

    /// The header as it is told.
    pub fn header(&self) -> Value {
        json!({
            "version": {"block": "11"},
            "chain_id": self.info.chain_id,
            "height": self.info.height.to_string(),
            "time": time(self.info.time),
            "last_block_id": Self::id(&self.last_hash),
            "last_commit_hash": hex(&self.last_hash),
            "data_hash": self.data_hash(),
            "validators_hash": hex(&hash(b"validators")),
            "next_validators_hash": hex(&hash(b"validators")),
            "consensus_hash": hex(&hash(b"consensus")),
            "app_hash": hex(&self.app_hash),
            "last_results_hash": EMPTY,
            "evidence_hash": EMPTY,
            "proposer_address": VALIDATOR,
        })
    }

    /// The answer to `block`.
    pub fn block_json(&self) -> &str {
        self.block_json.get_or_init(|| {
            let txs: Vec<String> = self.txs.iter().map(|tx| STANDARD.encode(&tx.bytes)).collect();
            let last = self.info.height.saturating_sub(1).to_string();
            let commit = json!({"height": last, "round": 0, "block_id": Self::id(&self.last_hash), "signatures": []});
            let block = json!({
                "header": self.header(), "data": {"txs": txs}, "evidence": {"evidence": []}, "last_commit": commit,
            });
            json!({"block_id": Self::id(&self.hash), "block": block}).to_string()
        })
    }

    /// The answer to `block_results`.
    pub fn results_json(&self) -> &str {
        self.results_json.get_or_init(|| {
            let results: Vec<Value> = self.results.iter().map(TxResult::to_json).collect();
            let results = if results.is_empty() { Value::Null } else { Value::Array(results) };
            json!({
                "height": self.info.height.to_string(),
                "txs_results": results,
                "finalize_block_events": [],
                "validator_updates": null,
                "consensus_param_updates": null,
                "app_hash": STANDARD.encode(hash(&[b"state".as_slice(), &self.hash].concat())),
            })
            .to_string()
        })
    }

    /// The answer to `tx` for one of its transactions.
    pub fn tx_json(&self, index: usize) -> Option<Value> {
        let (tx, result) = (self.txs.get(index)?, self.results.get(index)?);
        Some(json!({
            "hash": hex(&tx.hash),
            "height": self.info.height.to_string(),
            "index": index,
            "tx_result": result.to_json(),
            "tx": STANDARD.encode(&tx.bytes),
        }))
    }

    /// The event of one of its transactions, in which what is nothing is left out.
    pub fn tx_event(&self, index: usize) -> Option<Value> {
        let (tx, result) = (self.txs.get(index)?, self.results.get(index)?);
        let mut told = json!({"height": self.info.height.to_string(), "tx": STANDARD.encode(&tx.bytes)});
        let mut result = result.to_json();
        if let Some(fields) = result.as_object_mut() {
            let is_nothing = |value: &Value| {
                *value == json!(0) || *value == json!("") || *value == json!("0") || *value == json!([])
            };
            fields.retain(|_, value| !is_nothing(value));
        }
        told.as_object_mut()?.insert("result".into(), result);
        if index > 0 {
            told.as_object_mut()?.insert("index".into(), index.into());
        }
        Some(json!({"type": "tendermint/event/Tx", "value": {"TxResult": told}}))
    }
}

impl TxResult {
    /// As a node tells it.
    pub fn to_json(&self) -> Value {
        let (code, codespace, log) = match &self.failure {
            Some(failure) => (failure.code, failure.codespace.as_str(), failure.log.as_str()),
            None => (0, "", ""),
        };
        let data = if self.data.is_empty() { Value::Null } else { STANDARD.encode(&self.data).into() };
        json!({
            "code": code,
            "data": data,
            "log": log,
            "info": "",
            "gas_wanted": self.gas_wanted.to_string(),
            "gas_used": self.gas_used.to_string(),
            "events": self.events.iter().map(event).collect::<Vec<_>>(),
            "codespace": codespace,
        })
    }
}

fn event(event: &Event) -> Value {
    let attributes = event.attributes.iter();
    let attributes: Vec<_> = attributes.map(|a| json!({"key": a.key, "value": a.value, "index": true})).collect();
    json!({"type": event.ty, "attributes": attributes})
}
