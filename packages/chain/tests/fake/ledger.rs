//! One account, and what becomes of its transactions.

use std::{
    collections::{HashMap, HashSet},
    time::{SystemTime, UNIX_EPOCH},
};

use cosmrs::proto::{
    cosmos::tx::v1beta1::{AuthInfo, TxBody, TxRaw},
    prost::Message as _,
};
use sha2::{Digest as _, Sha256};

/// Code, codespace, log.
pub type Verdict = Result<(), (u32, &'static str, String)>;

/// What a test wants to know of a transaction.
#[derive(Clone, Debug)]
pub struct Tx {
    pub bytes: Vec<u8>,
    pub hash: String,
    pub sequence: u64,
    pub timeout_height: u64,
    pub gas: u64,
    pub fee: u128,
    pub memo: String,
    pub granter: String,
    pub messages: usize,
}

impl Tx {
    pub fn parse(bytes: &[u8]) -> Self {
        let raw = TxRaw::decode(bytes).unwrap();
        let body = TxBody::decode(raw.body_bytes.as_slice()).unwrap();
        let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
        let fee = auth.fee.unwrap();
        Self {
            bytes: bytes.to_vec(),
            hash: hex::encode_upper(Sha256::digest(bytes)),
            sequence: auth.signer_infos[0].sequence,
            timeout_height: body.timeout_height,
            gas: fee.gas_limit,
            fee: fee.amount.first().map_or(0, |coin| coin.amount.parse().unwrap()),
            memo: body.memo,
            granter: fee.granter,
            messages: body.messages.len(),
        }
    }
}

/// A block as it was.
#[derive(Clone, Debug)]
pub struct Made {
    pub time: u64,
    pub txs: Vec<(Tx, Verdict)>,
}

pub struct Ledger {
    pub number: u64,
    pub sequence: u64,
    /// Least price of gas, in hundredths.
    pub price: u128,
    /// Gas that a simulation says.
    pub gas: u64,
    /// What each message comes to in a block, by memo.
    pub fails: HashMap<String, (u32, &'static str)>,
    /// Blocks from 1 on.
    pub blocks: Vec<Made>,
    /// Seconds by which its clock is behind.
    pub late: u64,
    /// Whether the account is there.
    pub known: bool,
}

impl Default for Ledger {
    fn default() -> Self {
        let mut ledger = Self {
            number: u64::MAX - 5,
            sequence: 7,
            price: 1,
            gas: 200_000,
            fails: HashMap::new(),
            blocks: Vec::new(),
            late: 0,
            known: true,
        };
        for _ in 0..3 {
            ledger.block(Vec::new());
        }
        ledger
    }
}

impl Ledger {
    pub fn height(&self) -> u64 {
        self.blocks.len() as u64
    }

    /// What a transaction comes to before its messages.
    pub fn check(&self, tx: &Tx, expected: u64, height: u64) -> Verdict {
        if height > tx.timeout_height {
            let log = format!("block height: {height}, timeout height: {}: tx timeout height", tx.timeout_height);
            return Err((30, "sdk", log));
        }
        if tx.sequence != expected {
            let log = format!(
                "account sequence mismatch, expected {expected}, got {}: incorrect account sequence",
                tx.sequence
            );
            return Err((32, "sdk", log));
        }
        let required = (u128::from(tx.gas) * self.price).div_ceil(100);
        if tx.fee < required {
            let log = format!("insufficient fees; got: {}stake required: {required}stake: insufficient fee", tx.fee);
            return Err((13, "sdk", log));
        }
        Ok(())
    }

    /// The next block.
    pub fn block(&mut self, pool: Vec<Tx>) -> u64 {
        let height = self.height() + 1;
        let mut txs = Vec::new();
        for tx in pool {
            let mut verdict = self.check(&tx, self.sequence, height);
            if verdict.is_ok() {
                self.sequence += 1;
                if let Some((code, codespace)) = self.fails.get(&tx.memo) {
                    verdict =
                        Err((*code, codespace, "kind: Other, error: a/b: c: execute wasm contract failed".into()));
                }
            }
            txs.push((tx, verdict));
        }
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() - self.late;
        self.blocks.push(Made { time, txs });
        height
    }

    /// Every transaction that was carried out, by memo.
    pub fn done(&self) -> Vec<String> {
        let txs = self.blocks.iter().flat_map(|block| &block.txs);
        txs.filter(|(_, verdict)| verdict.is_ok()).map(|(tx, _)| tx.memo.clone()).collect()
    }
}

/// What waits at a node.
#[derive(Default)]
pub struct Pool {
    txs: Vec<Tx>,
    cache: HashSet<String>,
    pub most: Option<usize>,
    /// Whether the node was started since the last block.
    pub started: bool,
}

/// A node's answer to a broadcast.
pub enum Took {
    Yes,
    No(u32, &'static str, String),
    Error(&'static str),
}

impl Pool {
    pub fn txs(&self) -> Vec<Tx> {
        self.txs.clone()
    }

    /// As after a restart.
    pub fn lose(&mut self) {
        self.txs.clear();
        self.cache.clear();
    }

    /// As after a restart that no block has followed yet.
    pub fn start(&mut self) {
        self.lose();
        self.started = true;
    }

    /// The sequence after all that waits.
    pub fn sequence(&self, ledger: &Ledger) -> u64 {
        ledger.sequence + self.txs.len() as u64
    }

    pub fn take(&mut self, ledger: &Ledger, bytes: &[u8]) -> Took {
        let tx = Tx::parse(bytes);
        if self.cache.contains(&tx.hash) {
            return Took::Error("tx already exists in cache");
        }
        if self.started {
            let log = "signature verification failed; please verify account number (0) and chain-id (fake-1): (unable to \
                       verify single signer signature): unauthorized";
            return Took::No(4, "sdk", log.into());
        }
        if self.most.is_some_and(|most| self.txs.len() >= most) {
            return Took::Error("mempool is full: number of txs 1 (max: 1), total txs bytes 300 (max: 1000)");
        }
        match ledger.check(&tx, self.sequence(ledger), ledger.height()) {
            Ok(()) => {
                self.cache.insert(tx.hash.clone());
                self.txs.push(tx);
                Took::Yes
            }
            Err((code, codespace, log)) => Took::No(code, codespace, log),
        }
    }

    /// After a block: those that were in it, and those that can be in none, are gone.
    pub fn recheck(&mut self, ledger: &Ledger) {
        self.started = false;
        let mut expected = ledger.sequence;
        let latest = ledger.blocks.last().map(|block| &block.txs);
        self.txs.retain(|tx| {
            let stays = tx.sequence == expected && tx.timeout_height > ledger.height();
            expected += u64::from(stays);
            let included = latest.is_some_and(|txs| txs.iter().any(|(other, _)| other.hash == tx.hash));
            if !stays && !included {
                self.cache.remove(&tx.hash);
            }
            stays
        });
    }
}
