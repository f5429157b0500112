//! The methods.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cosmrs::proto::cosmos::base::abci::v1beta1::{GasInfo, Result as AbciResult};
use cosmrs::proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use cosmrs::proto::prost::Message;
use cosmrs::proto::tendermint::abci::{Event as ProtoEvent, EventAttribute};
use cosmwasm_std::Event;
use serde_json::{Value, json};

use super::Endpoint;
use super::call::Call;
use super::error::RpcError;
use crate::node::block::{hex, time};
use crate::node::{Answer, Block, Failure, Query, View, hash};

/// What a method answers: JSON.
type Outcome = Result<String, RpcError>;

/// Answers a request. `is_lost` tells that the answer is not to be sent.
pub async fn call(endpoint: &Endpoint, call: &Call) -> (Outcome, bool) {
    let outcome = match call.method.as_str() {
        "health" => Ok("{}".to_owned()),
        "status" => status(endpoint),
        "net_info" => {
            Ok(json!({"listening": true, "listeners": ["Listener(@)"], "n_peers": "0", "peers": []}).to_string())
        }
        "abci_info" => abci_info(endpoint),
        "block" => block(endpoint, call).map(|block| block.block_json().to_owned()),
        "block_results" => block(endpoint, call).map(|block| block.results_json().to_owned()),
        "header" => block(endpoint, call).map(|block| json!({"header": block.header()}).to_string()),
        "tx" => tx(endpoint, call),
        "broadcast_tx_sync" => return broadcast(endpoint, call).await,
        "abci_query" => abci_query(endpoint, call).await,
        _ => Err(RpcError::method()),
    };
    (outcome, false)
}

/// The latest height that an endpoint knows of.
pub fn head(endpoint: &Endpoint) -> u64 {
    let ledger = endpoint.chain.ledger();
    ledger.height().saturating_sub(endpoint.switch.get().lag).max(ledger.lowest())
}

fn status(endpoint: &Endpoint) -> Outcome {
    let height = head(endpoint);
    let ledger = endpoint.chain.ledger();
    let latest = ledger.block(height).ok_or_else(|| RpcError::internal("no block yet"))?;
    let earliest = ledger.block(ledger.lowest()).unwrap_or(latest);
    let node = json!({
        "protocol_version": {"p2p": "8", "block": "11", "app": "0"},
        "id": "0000000000000000000000000000000000000000",
        "listen_addr": "tcp://127.0.0.1:0",
        "network": endpoint.chain.rules.chain_id,
        "version": "0.39.0",
        "channels": "402021222330386061",
        "moniker": "devnet",
        "other": {"tx_index": "on", "rpc_address": "tcp://127.0.0.1:0"},
    });
    let sync = json!({
        "latest_block_hash": hex(&latest.hash),
        "latest_app_hash": hex(&latest.app_hash),
        "latest_block_height": latest.height().to_string(),
        "latest_block_time": time(latest.info.time),
        "earliest_block_hash": hex(&earliest.hash),
        "earliest_app_hash": hex(&earliest.app_hash),
        "earliest_block_height": earliest.height().to_string(),
        "earliest_block_time": time(earliest.info.time),
        "catching_up": false,
    });
    let key = json!({"type": "tendermint/PubKeyEd25519", "value": STANDARD.encode([0; 32])});
    let validator = json!({
        "address": "BA891956D99C7DC637C1D3132D87B92379DAC510", "pub_key": key, "voting_power": "100",
    });
    Ok(json!({"node_info": node, "sync_info": sync, "validator_info": validator}).to_string())
}

fn abci_info(endpoint: &Endpoint) -> Outcome {
    let height = head(endpoint);
    let ledger = endpoint.chain.ledger();
    let app_hash = ledger.block(height).map(|block| STANDARD.encode(block.app_hash));
    let response = json!({
        "data": "Devnet", "last_block_height": height.to_string(), "last_block_app_hash": app_hash.unwrap_or_default(),
    });
    Ok(json!({"response": response}).to_string())
}

fn block(endpoint: &Endpoint, call: &Call) -> Result<std::sync::Arc<Block>, RpcError> {
    let latest = head(endpoint);
    let wanted = call.number(0, "height")?;
    let ledger = endpoint.chain.ledger();
    let height = match wanted {
        None => latest,
        Some(wanted) => {
            let height = u64::try_from(wanted).ok().filter(|height| *height > 0);
            let words = format!("height must be greater than 0, but got {wanted}");
            height.ok_or_else(|| RpcError::internal(words))?
        }
    };
    if height > latest {
        let words = format!("height {height} must be less than or equal to the current blockchain height {latest}");
        return Err(RpcError::internal(words));
    }
    let lowest = ledger.lowest();
    let words = || RpcError::internal(format!("height {height} is not available, lowest height is {lowest}"));
    ledger.block(height).cloned().ok_or_else(words)
}

fn tx(endpoint: &Endpoint, call: &Call) -> Outcome {
    let wanted = call.bytes(0, "hash")?;
    let latest = head(endpoint);
    let ledger = endpoint.chain.ledger();
    let place = wanted.as_slice().try_into().ok().and_then(|hash| ledger.place(&hash));
    let place = place.filter(|(height, _)| *height <= latest);
    let found = place.and_then(|(height, index)| ledger.block(height)?.tx_json(index));
    found.map(|tx| tx.to_string()).ok_or_else(|| RpcError::internal(format!("tx ({}) not found", hex(&wanted))))
}

async fn broadcast(endpoint: &Endpoint, call: &Call) -> (Outcome, bool) {
    let bytes = match call.bytes(0, "tx") {
        Ok(bytes) => bytes,
        Err(error) => return (Err(error), false),
    };
    let faults = endpoint.switch.get();
    let hash = hex(&hash(&bytes));
    let taken = endpoint.chain.broadcast(bytes, faults.is_full).await;
    let outcome = taken.map_err(RpcError::internal).map(|checked| {
        let (code, codespace, log) = match checked {
            Ok(()) => (0, String::new(), String::new()),
            Err(failure) => (failure.code, failure.codespace, failure.log),
        };
        json!({"code": code, "data": "", "log": log, "codespace": codespace, "hash": hash}).to_string()
    });
    (outcome, faults.loses_response)
}

async fn abci_query(endpoint: &Endpoint, call: &Call) -> Outcome {
    let query = Query { path: call.text(0, "path")?, data: call.hex(1, "data")? };
    let wanted = call.number(2, "height")?.unwrap_or_default();
    let (answer, height) = match view(endpoint, wanted) {
        Err(failure) => (Err(failure), 0),
        Ok(view) => {
            let height = view.block.height;
            let answer = if query.is_simulation() {
                simulate(endpoint, &query).await
            } else {
                endpoint.chain.query(query, view).await
            };
            (answer, height)
        }
    };
    Ok(json!({"response": response(answer, height)}).to_string())
}

fn response(answer: Answer, height: u64) -> Value {
    let (code, codespace, log, value) = match answer {
        Ok(value) if value.is_empty() => (0, String::new(), String::new(), Value::Null),
        Ok(value) => (0, String::new(), String::new(), STANDARD.encode(value).into()),
        Err(failure) => (failure.code, failure.codespace, failure.log, Value::Null),
    };
    // A path that is not known is refused before a height is looked at.
    let height = if log.starts_with("unknown query path") || log.starts_with("no query path") { 0 } else { height };
    json!({
        "code": code, "log": log, "info": "", "index": "0", "key": null, "value": value, "proofOps": null,
        "height": height.to_string(), "codespace": codespace,
    })
}

/// The state as of a height; 0 for the latest.
fn view(endpoint: &Endpoint, wanted: i64) -> Result<View, Failure> {
    let latest = head(endpoint);
    let wanted = u64::try_from(wanted)
        .map_err(|_| Failure::sdk(18, "cannot query with height < 0; please provide a valid height"))?;
    if wanted > latest {
        return Err(Failure::sdk(26, "cannot query with height in the future; please provide a valid height"));
    }
    let height = if wanted == 0 { latest } else { wanted };
    endpoint.chain.ledger().view(height).ok_or_else(|| {
        let why = "version mismatch on immutable IAVL tree; version does not exist. Version has either been pruned, or \
                   is for a future block height";
        Failure::sdk(18, format!("failed to load state at height {height}; {why} (latest height: {latest})"))
    })
}

async fn simulate(endpoint: &Endpoint, query: &Query) -> Answer {
    let request = SimulateRequest::decode(query.data.as_slice()).map_err(|error| Failure::sdk(18, error))?;
    if request.tx_bytes.is_empty() {
        return Err(Failure::sdk(18, "rpc error: code = InvalidArgument desc = empty txBytes is not allowed"));
    }
    let (gas_used, done) = endpoint.chain.simulate(request.tx_bytes).await;
    let (data, events) = done.map_err(|failure| {
        let place = "[cosmossdk.io/errors@v1.1.0/errors.go:161]";
        Failure::sdk(6, format!("rpc error: code = Unknown desc = {failure} {place} with gas used: '{gas_used}'"))
    })?;
    let events = events.iter().map(proto_event).collect();
    #[expect(deprecated, reason = "the field is part of the message, and told by a node, too")]
    let result = AbciResult { data: data.clone(), log: String::new(), events, msg_responses: responses(&data) };
    let gas_info = GasInfo { gas_wanted: u64::MAX, gas_used };
    Ok(SimulateResponse { gas_info: Some(gas_info), result: Some(result) }.encode_to_vec())
}

fn responses(data: &[u8]) -> Vec<cosmrs::Any> {
    use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
    TxMsgData::decode(data).map(|data| data.msg_responses).unwrap_or_default()
}

fn proto_event(event: &Event) -> ProtoEvent {
    let attribute =
        |key: &String, value: &String| EventAttribute { key: key.clone(), value: value.clone(), index: true };
    let attributes = event.attributes.iter().map(|a| attribute(&a.key, &a.value)).collect();
    ProtoEvent { r#type: event.ty.clone(), attributes }
}
