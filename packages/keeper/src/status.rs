//! What a keeper says of itself.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use berth_chain::Head;
use berth_client::Exchange;
use berth_service::Mark;
use cosmwasm_std::Uint128;
use serde_json::{Value, json};

use crate::report::{Fate, Step};

/// What a keeper says of itself. Clones are of the same keeper.
#[derive(Clone, Debug)]
pub struct Status {
    said: Arc<Mutex<Said>>,
    asked: Mark,
    solvent: Mark,
}

#[derive(Debug)]
struct Said {
    address: String,
    chain: String,
    market: String,
    fee_denom: String,
    balance: Option<Uint128>,
    now: Value,
    last_transaction: Value,
}

impl Status {
    pub(crate) fn new(address: &str, exchange: &Exchange, fee_denom: &str) -> Self {
        let said = Said {
            address: address.to_owned(),
            chain: exchange.chain().id().to_owned(),
            market: exchange.contracts().market.clone(),
            fee_denom: fee_denom.to_owned(),
            balance: None,
            now: Value::Null,
            last_transaction: Value::Null,
        };
        let hour = Duration::from_secs(3_600);
        Self { said: Arc::new(Mutex::new(said)), asked: Mark::new(Duration::from_secs(120)), solvent: Mark::new(hour) }
    }

    /// All of it, as /status answers it.
    pub fn to_json(&self) -> Value {
        let said = self.said();
        json!({
            "program": "keeper",
            "version": env!("CARGO_PKG_VERSION"),
            "address": said.address,
            "chain": said.chain,
            "market": said.market,
            "balance": said.balance.map(|amount| json!({"denom": said.fee_denom, "amount": amount})),
            "block": said.now,
            "last_transaction": said.last_transaction,
        })
    }

    /// Whether the last block was handled.
    pub fn check_asked(&self) -> Result<(), String> {
        self.asked.check()
    }

    /// Whether the key may still spend.
    pub fn check_balance(&self) -> Result<(), String> {
        self.solvent.check()
    }

    pub(crate) fn asked(&self, result: Result<(), String>) {
        self.asked.set(result);
    }

    pub(crate) fn fee_denom(&self) -> String {
        self.said().fee_denom.clone()
    }

    pub(crate) fn has(&self, denom: &str, balance: Uint128, least: Uint128) {
        let mut said = self.said();
        said.fee_denom = denom.to_owned();
        said.balance = Some(balance);
        let enough = balance >= least;
        let poor = || format!("the key has {balance} {denom}, allowed: at least {least}");
        self.solvent.set(if enough { Ok(()) } else { Err(poor()) });
    }

    pub(crate) fn stepped(&self, head: Head, step: &Step, patience: u64, batch: u32, aside: usize) {
        self.said().now = json!({
            "height": head.height, "time": head.time, "did": step, "text": step.to_string(),
            "patience_blocks": patience, "batch_size": batch, "set_aside": aside,
        });
    }

    pub(crate) fn settled(&self, hash: &str, fate: &Fate) {
        self.said().last_transaction = json!({"hash": hash, "result": fate});
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
