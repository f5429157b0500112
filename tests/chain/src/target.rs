//! The node under test.

use std::env::var;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use berth_devnet::{Config, Devnet};
use cosmrs::Any;
use cosmrs::proto::cosmos::auth::v1beta1::{QueryAccountInfoRequest, QueryAccountInfoResponse};
use cosmrs::proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use serde_json::{Value, json};

use crate::tx::coin;
use crate::{Draft, Key, Rpc};

/// What it is.
pub enum Kind {
    /// The embedded node.
    Devnet(Box<Devnet>),
    /// A real one.
    Node,
}

/// A node, and a key with coins on its chain.
pub struct Target {
    /// Its endpoint.
    pub rpc: Rpc,
    /// Its chain.
    pub chain_id: String,
    /// Who has coins.
    pub bank: Key,
    /// What it is.
    pub kind: Kind,
}

/// What a transaction in a block came to.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// In which block.
    pub height: u64,
    /// The whole `tx_result`.
    pub result: Value,
}

impl Delivered {
    /// 0 if it was carried out.
    pub fn code(&self) -> u64 {
        self.result.get("code").and_then(Value::as_u64).unwrap_or(u64::MAX)
    }

    /// `gas_used`.
    pub fn gas_used(&self) -> u64 {
        let used = self.result.get("gas_used").and_then(Value::as_str);
        used.and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// The error's text.
    pub fn log(&self) -> &str {
        self.result.get("log").and_then(Value::as_str).unwrap_or_default()
    }
}

impl Target {
    /// A new devnet, or the node that `BERTH_CONFORMANCE_URL` names; there `BERTH_CONFORMANCE_KEY` is a secret in hex, of
    /// whose address the chain has coins of stake and uusdc.
    pub async fn open() -> Result<Self> {
        match var("BERTH_CONFORMANCE_URL") {
            Err(_) => Self::devnet(Config::default()).await,
            Ok(url) => {
                let secret = var("BERTH_CONFORMANCE_KEY").context("BERTH_CONFORMANCE_KEY is not set")?;
                let bank = Key::new(&hex::decode(secret.trim())?)?;
                let rpc = Rpc::new(url);
                let status = rpc.call("status", json!({})).await?;
                let chain_id = status.pointer("/node_info/network").and_then(Value::as_str).context("no chain id")?;
                Ok(Self { chain_id: chain_id.to_owned(), rpc, bank, kind: Kind::Node })
            }
        }
    }

    /// A devnet.
    pub async fn devnet(config: Config) -> Result<Self> {
        let bank = Key::named("bank")?;
        let coins = ["stake", "uusdc"].map(|denom| cosmwasm_std::coin(1_000_000_000_000, denom)).to_vec();
        let devnet = Devnet::start(config.with_balance(bank.address.clone(), coins)).await?;
        let (rpc, chain_id) = (Rpc::new(devnet.url()), devnet.chain_id().to_owned());
        Ok(Self { rpc, chain_id, bank, kind: Kind::Devnet(Box::new(devnet)) })
    }

    /// Whether it is a real node.
    pub const fn is_real(&self) -> bool {
        matches!(self.kind, Kind::Node)
    }

    /// One block later: made, or waited for.
    pub async fn next_block(&self) -> Result<u64> {
        if let Kind::Devnet(devnet) = &self.kind {
            return Ok(devnet.produce_block(5).await?.height);
        }
        let before = self.rpc.height().await?;
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let height = self.rpc.height().await?;
            if height > before {
                return Ok(height);
            }
        }
        bail!("no block for 30 s")
    }

    /// Number and sequence of an account.
    pub async fn account(&self, address: &str) -> Result<(u64, u64)> {
        let request = QueryAccountInfoRequest { address: address.to_owned() };
        let path = "/cosmos.auth.v1beta1.Query/AccountInfo";
        let answer: QueryAccountInfoResponse = self.rpc.ask(path, &request, 0).await?;
        let info = answer.info.context("no account")?;
        Ok((info.account_number, info.sequence))
    }

    /// A draft of a key with what the chain knows of it, and with a fee that is enough.
    pub async fn draft(&self, key: &Key, messages: Vec<Any>) -> Result<Draft> {
        let (account_number, sequence) = self.account(&key.address).await?;
        Ok(Draft {
            messages,
            memo: String::new(),
            timeout_height: 0,
            fee: vec![coin(5_000, "stake")],
            gas: 500_000,
            granter: String::new(),
            chain_id: self.chain_id.clone(),
            account_number,
            sequence,
        })
    }

    /// What `broadcast_tx_sync` answers.
    pub async fn broadcast(&self, bytes: &[u8]) -> Result<Value> {
        self.rpc.call("broadcast_tx_sync", json!({"tx": STANDARD.encode(bytes)})).await
    }

    /// Broadcasts, and waits for the block.
    pub async fn deliver(&self, bytes: &[u8]) -> Result<Delivered> {
        let answer = self.broadcast(bytes).await?;
        ensure!(answer.get("code") == Some(&json!(0)), "not taken: {answer}");
        self.delivered(bytes).await
    }

    /// Waits for the block of a transaction that was taken.
    pub async fn delivered(&self, bytes: &[u8]) -> Result<Delivered> {
        use sha2::{Digest, Sha256};
        let hash = STANDARD.encode(Sha256::digest(bytes));
        for _ in 0..20 {
            self.next_block().await?;
            let answer = self.rpc.raw("tx", json!({"hash": hash, "prove": false})).await?;
            let Some(found) = answer.get("result") else { continue };
            let height = found.get("height").and_then(Value::as_str).context("no height")?.parse()?;
            return Ok(Delivered { height, result: found.get("tx_result").cloned().context("no tx_result")? });
        }
        bail!("not in 20 blocks")
    }

    /// What a simulation of a draft says.
    pub async fn simulate(&self, draft: &Draft, key: &Key) -> Result<crate::Answer> {
        #[expect(deprecated, reason = "the field is part of the message, and empty")]
        let request = SimulateRequest { tx: None, tx_bytes: draft.unsigned(key) };
        self.rpc.query("/cosmos.tx.v1beta1.Service/Simulate", &request, 0).await
    }

    /// The gas that a simulation uses.
    pub async fn simulated_gas(&self, draft: &Draft, key: &Key) -> Result<u64> {
        use cosmrs::proto::prost::Message;
        let answer = self.simulate(draft, key).await?;
        ensure!(answer.code == 0, "{}", answer.log);
        let response = SimulateResponse::decode(answer.value.as_slice())?;
        Ok(response.gas_info.context("no gas_info")?.gas_used)
    }

    /// A new key with coins for fees and a few for moving.
    pub async fn user(&self) -> Result<Key> {
        let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos();
        let key = Key::named(&format!("user {nanos}"))?;
        for denom in ["stake", "uusdc"] {
            let draft = self.draft(&self.bank, vec![crate::send(&self.bank, &key.address, 1_000_000, denom)]).await?;
            let done = self.deliver(&draft.sign(&self.bank)).await?;
            ensure!(done.code() == 0, "{}", done.log());
        }
        Ok(key)
    }
}
