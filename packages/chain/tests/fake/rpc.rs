//! A node's JSON-RPC.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::Bytes,
    extract::{
        State,
        ws::{Message as Frame, WebSocketUpgrade},
    },
    http::StatusCode,
    response::Response,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use cosmrs::{
    Any,
    proto::{
        cosmos::{
            auth::v1beta1::{BaseAccount, QueryAccountInfoResponse},
            bank::v1beta1::QueryBalanceResponse,
            base::{
                abci::v1beta1::{GasInfo, Result as SimResult, TxMsgData},
                node::v1beta1::ConfigResponse,
                v1beta1::Coin,
            },
            tx::v1beta1::{SimulateRequest, SimulateResponse},
        },
        cosmwasm::wasm::v1::QuerySmartContractStateResponse,
        prost::Message as _,
    },
};
use serde_json::{Value, json};

use super::{
    CHAIN, Node, Trick,
    ledger::{Ledger, Took, Tx},
};

#[derive(Clone)]
pub struct Served {
    pub ledger: Arc<Mutex<Ledger>>,
    pub node: Arc<Node>,
}

const LONG: Duration = Duration::from_secs(60);

pub async fn post(State(served): State<Served>, body: Bytes) -> (StatusCode, String) {
    let request: Value = serde_json::from_slice(&body).unwrap();
    let method = request["method"].as_str().unwrap().to_owned();
    *served.node.asked.lock().unwrap().entry(method.clone()).or_default() += 1;
    let trick = served.node.trick(&method);
    match trick {
        Some(Trick::Hang) => tokio::time::sleep(LONG).await,
        Some(Trick::Late(later)) => tokio::time::sleep(later).await,
        _ => {}
    }
    let mut answer = match &trick {
        Some(Trick::Http(code, text)) => return (StatusCode::from_u16(*code).unwrap(), text.clone()),
        Some(Trick::Error(text)) => Err((*text).to_owned()),
        Some(Trick::Say(value)) => Ok(value.clone()),
        _ => served.answer(&method, &request["params"]),
    };
    if matches!(trick, Some(Trick::Lose)) {
        tokio::time::sleep(LONG).await;
    }
    if let (Some(Trick::Bend(pointer, value)), Ok(result)) = (&trick, &mut answer) {
        bend(result, pointer, value.clone());
    }
    let answer = match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": 1, "result": result }),
        Err(data) => {
            json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32603, "message": "Internal error", "data": data } })
        }
    };
    (StatusCode::OK, answer.to_string())
}

fn bend(result: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let parent = result.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(map), Some(value)) => drop(map.insert(last.into(), value)),
        (Value::Object(map), None) => drop(map.remove(last)),
        (Value::Array(list), Some(value)) => list[last.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{other}"),
    }
}

impl Served {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let ledger = self.ledger.lock().unwrap();
        let height = ledger.height() - *self.node.behind.lock().unwrap();
        match method {
            "status" => Ok(status(&ledger, height, *self.node.claims.lock().unwrap())),
            "block" => block(&ledger, wanted(params, height)?),
            "block_results" => results(&ledger, wanted(params, height)?),
            "broadcast_tx_sync" => self.broadcast(&ledger, params),
            "abci_query" => self.query(&ledger, params, height),
            other => Err(format!("no method {other}")),
        }
    }

    fn broadcast(&self, ledger: &Ledger, params: &Value) -> Result<Value, String> {
        let bytes = BASE64_STANDARD.decode(params["tx"].as_str().unwrap()).unwrap();
        let hash = Tx::parse(&bytes).hash;
        let (code, codespace, log) = match self.node.pool.lock().unwrap().take(ledger, &bytes) {
            Took::Yes => (0, "", String::new()),
            Took::No(code, codespace, log) => (code, codespace, log),
            Took::Error(text) => return Err(text.into()),
        };
        Ok(json!({ "code": code, "codespace": codespace, "data": "", "log": log, "hash": hash }))
    }

    fn query(&self, ledger: &Ledger, params: &Value, height: u64) -> Result<Value, String> {
        let at: u64 = params["height"].as_str().unwrap().parse().unwrap();
        if at > height {
            return Ok(refused(26, "cannot query with height in the future; please provide a valid height", at));
        }
        let at = if at == 0 { height } else { at };
        let data = hex::decode(params["data"].as_str().unwrap()).unwrap();
        let value = match params["path"].as_str().unwrap() {
            "/cosmos.auth.v1beta1.Query/AccountInfo" if !ledger.known => {
                return Ok(refused(22, "rpc error: code = NotFound desc = account x not found: key not found", at));
            }
            "/cosmos.auth.v1beta1.Query/AccountInfo" => {
                let (account_number, sequence) = (ledger.number, ledger.sequence);
                let info = BaseAccount { account_number, sequence, ..BaseAccount::default() };
                QueryAccountInfoResponse { info: Some(info) }.encode_to_vec()
            }
            "/cosmos.tx.v1beta1.Service/Simulate" => {
                let tx = Tx::parse(&SimulateRequest::decode(data.as_slice()).unwrap().tx_bytes);
                let expected = self.node.pool.lock().unwrap().sequence(ledger);
                if tx.sequence != expected {
                    let log = format!(
                        "account sequence mismatch, expected {expected}, got {}: incorrect account sequence: unknown \
                         request",
                        tx.sequence
                    );
                    return Ok(refused(6, &log, at));
                }
                assert!(tx.fee > 0, "a simulation without fee coins is short of gas");
                let gas_info = Some(GasInfo { gas_wanted: 0, gas_used: ledger.gas });
                SimulateResponse { gas_info, result: Some(SimResult::default()) }.encode_to_vec()
            }
            "/cosmos.base.node.v1beta1.Service/Config" => {
                let minimum_gas_price = format!("0.{:02}stake", ledger.price);
                ConfigResponse { minimum_gas_price, ..ConfigResponse::default() }.encode_to_vec()
            }
            "/cosmos.bank.v1beta1.Query/Balance" => {
                let balance = Some(Coin { denom: "stake".into(), amount: "12".into() });
                QueryBalanceResponse { balance }.encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/SmartContractState" => {
                QuerySmartContractStateResponse { data: at.to_string().into_bytes() }.encode_to_vec()
            }
            other => return Ok(refused(6, &format!("unknown query path {other}: unknown request"), at)),
        };
        let value = BASE64_STANDARD.encode(value);
        Ok(json!({ "response": { "code": 0, "log": "", "value": value, "height": at.to_string(), "codespace": "" } }))
    }
}

fn refused(code: u32, log: &str, at: u64) -> Value {
    json!({ "response": { "code": code, "log": log, "value": null, "height": at.to_string(), "codespace": "sdk" } })
}

fn wanted(params: &Value, height: u64) -> Result<u64, String> {
    let wanted: u64 = params["height"].as_str().unwrap().parse().unwrap();
    if wanted > height {
        return Err(format!("height {wanted} must be less than or equal to the current blockchain height {height}"));
    }
    Ok(wanted)
}

fn time(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap();
    cosmrs::tendermint::Time::from_unix_timestamp(seconds, 0).unwrap().to_rfc3339()
}

fn status(ledger: &Ledger, height: u64, claims: u64) -> Value {
    let made = &ledger.blocks[height as usize - 1];
    json!({
        "node_info": { "network": CHAIN },
        "sync_info": {
            "latest_block_height": (height + claims).to_string(),
            "latest_block_time": time(made.time),
            "catching_up": false,
        },
    })
}

fn block(ledger: &Ledger, height: u64) -> Result<Value, String> {
    let made = &ledger.blocks[height as usize - 1];
    let txs: Vec<String> = made.txs.iter().map(|(tx, _)| BASE64_STANDARD.encode(&tx.bytes)).collect();
    let header = json!({ "chain_id": CHAIN, "height": height.to_string(), "time": time(made.time) });
    let txs = if txs.is_empty() { Value::Null } else { json!(txs) };
    Ok(json!({ "block_id": {}, "block": { "header": header, "data": { "txs": txs } } }))
}

fn results(ledger: &Ledger, height: u64) -> Result<Value, String> {
    let made = &ledger.blocks[height as usize - 1];
    let results: Vec<Value> = made.txs.iter().map(|(tx, verdict)| result(tx, verdict)).collect();
    let results = if results.is_empty() { Value::Null } else { json!(results) };
    Ok(json!({ "height": height.to_string(), "txs_results": results }))
}

fn result(tx: &Tx, verdict: &super::ledger::Verdict) -> Value {
    let answer = Any { type_url: "/a".into(), value: vec![1, 2] };
    let data = TxMsgData { msg_responses: vec![answer; tx.messages], ..TxMsgData::default() };
    let event = json!({ "type": "wasm-done", "attributes": [
        { "key": "_contract_address", "value": "cosmos1contract", "index": true },
        { "key": "empty", "index": true },
        { "key": "msg_index", "value": "0", "index": true },
    ] });
    let (gas_wanted, gas_used) = (tx.gas.to_string(), (tx.gas / 2).to_string());
    match verdict {
        Ok(()) => json!({
            "code": 0, "data": BASE64_STANDARD.encode(data.encode_to_vec()), "log": "[]",
            "gas_wanted": gas_wanted, "gas_used": gas_used, "events": [event], "codespace": "",
        }),
        Err((code, codespace, log)) => json!({
            "code": code, "data": null, "log": log, "gas_wanted": gas_wanted, "gas_used": gas_used, "events": [],
            "codespace": codespace,
        }),
    }
}

pub async fn websocket(State(served): State<Served>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|mut socket| async move {
        let mut bell = served.node.bell.subscribe();
        let Some(Ok(Frame::Text(text))) = socket.recv().await else { return };
        let request: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(request["method"], "subscribe");
        assert_eq!(request["params"]["query"], "tm.event='NewBlockHeader'");
        socket.send(Frame::text(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#)).await.ok();
        *served.node.listeners.lock().unwrap() += 1;
        // False: away with it, without a word.
        while let Ok(true) = bell.recv().await {
            let event = r#"{"jsonrpc":"2.0","id":1,"result":{"query":"tm.event='NewBlockHeader'","data":{}}}"#;
            if socket.send(Frame::text(event)).await.is_err() {
                break;
            }
        }
        *served.node.listeners.lock().unwrap() -= 1;
    })
}
