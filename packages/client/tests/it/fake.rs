//! A chain that records what it is told, and fails when it is told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use berth_api::Role;
use berth_chain::{
    Account, Block, Chain, CodeInfo, ContractInfo, Error, Estimate, Head, Message, Receipt, Refusal, Request, Result,
    Stage, Submitted, Writer,
};
use cosmwasm_std::{Coin, Event, Uint128, coin};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Where something goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// The n-th time that the chain is asked, no endpoint answers.
    Read(u32),
    /// The n-th transaction is not sent.
    Lost(u32),
    /// The n-th transaction is carried out, but nobody learns of it.
    Unheard(u32),
}

struct Made {
    info: ContractInfo,
    init: Value,
}

#[derive(Default)]
struct State {
    codes: Vec<Vec<u8>>,
    contracts: BTreeMap<String, Made>,
    height: u64,
    reads: u32,
    txs: u32,
    fault: Option<Fault>,
    /// Numbers of messages of every transaction that was carried out.
    carried: Vec<&'static str>,
}

/// The chain, and a key on it.
#[derive(Default)]
pub struct Fake(Mutex<State>);

/// Whose key it is.
pub const SENDER: &str = "cosmos1vx8knpllrj7n963p9ttd80w47kpacrhuts497x";

/// A code that says whose it is, of a version.
pub fn wasm(role: Role, version: u8) -> Vec<u8> {
    [b"\0asm", role.name().as_bytes(), &[version]].concat()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn unreachable() -> Error {
    Error::Unreachable { chain: "fake-1".into(), reasons: "as told".into() }
}

impl Fake {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { height: 10, ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub fn fail(&self, fault: Option<Fault>) {
        let mut state = self.state();
        (state.fault, state.reads, state.txs) = (fault, 0, 0);
    }

    /// What was carried out so far, one word for each message.
    pub fn carried(&self) -> Vec<&'static str> {
        self.state().carried.clone()
    }

    /// How often the chain was asked since the last [`Fake::fail`], and how many transactions it was sent.
    pub fn counts(&self) -> (u32, u32) {
        let state = self.state();
        (state.reads, state.txs)
    }

    pub fn height(&self) -> u64 {
        self.state().height
    }

    /// Changes what a contract was made with.
    pub fn change(&self, role: Role, change: impl FnOnce(&mut Value)) {
        let mut state = self.state();
        let label = format!("berth {role}");
        change(&mut state.contracts.values_mut().find(|made| made.info.label == label).unwrap().init);
    }

    /// Takes a contract away.
    pub fn remove(&self, address: &str) {
        self.state().contracts.remove(address);
    }

    pub fn set_admin(&self, admin: Option<&str>) {
        self.state().contracts.values_mut().for_each(|made| made.info.admin = admin.map(str::to_owned));
    }

    fn read(&self) -> Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        let due = state.fault == Some(Fault::Read(state.reads));
        state.reads += 1;
        if due { Err(unreachable()) } else { Ok(state) }
    }
}

fn code(state: &State, id: u64) -> Option<&Vec<u8>> {
    state.codes.get(usize::try_from(id).unwrap().checked_sub(1)?)
}

fn address(checksum: &[u8], salt: &[u8]) -> String {
    let hash = sha256(&[checksum, SENDER.as_bytes(), salt].concat());
    format!("cosmos1{}", cosmwasm_std::HexBinary::from(hash))
}

fn carry_out(state: &mut State, message: &Message) -> std::result::Result<Event, String> {
    match message {
        Message::StoreCode { wasm } => {
            state.codes.push(wasm.clone());
            Ok(Event::new("store_code").add_attribute("code_id", state.codes.len().to_string()))
        }
        Message::Instantiate2 { admin, code_id, label, msg, salt, .. } => {
            let wasm = code(state, *code_id).ok_or("no such code")?;
            let address = address(&sha256(wasm), salt);
            if state.contracts.contains_key(&address) {
                return Err(format!("contract account already exists: {address}"));
            }
            let (creator, admin, label) = (SENDER.to_owned(), admin.clone(), label.clone());
            let info = ContractInfo { code_id: *code_id, creator, admin, label };
            let init = serde_json::from_slice(msg).unwrap();
            state.contracts.insert(address, Made { info, init });
            Ok(Event::new("instantiate"))
        }
        Message::Migrate { contract, code_id, .. } => {
            let made = state.contracts.get_mut(contract).ok_or("no such contract")?;
            made.info.code_id = *code_id;
            Ok(Event::new("migrate"))
        }
        other => panic!("{other:?}"),
    }
}

fn word(message: &Message) -> &'static str {
    match message {
        Message::StoreCode { .. } => "store",
        Message::Instantiate2 { .. } => "make",
        Message::Migrate { .. } => "move",
        other => panic!("{other:?}"),
    }
}

/// What the contract would say, by what it was made with.
fn answer(state: &State, address: &str, query: &[u8]) -> Value {
    let made = &state.contracts[address];
    let wasm = code(state, made.info.code_id).unwrap();
    let role = Role::ALL.into_iter().find(|role| wasm[4..].starts_with(role.name().as_bytes())).unwrap();
    let (query, init) = (serde_json::from_slice::<Value>(query).unwrap(), &made.init);
    let question = query.as_object().unwrap().keys().next().unwrap().clone();
    let some = |keys: &[&str]| keys.iter().map(|key| ((*key).to_owned(), init[key].clone())).collect::<Value>();
    match (question.as_str(), role) {
        ("version", _) => json!({ "contract": format!("berth/{role}"), "version": "0.1.0", "api": 1 }),
        ("contracts", _) => init["contracts"].clone(),
        ("authority", Role::ProviderRegistry) => {
            json!({ "admin": init["admin"], "guardian": init["guardian"], "pending": null, "paused": false })
        }
        ("parameters", Role::Escrow) => some(&["fee_collector", "staking_denom", "unbonding", "slash_cap"]),
        ("parameters", Role::Deployment) => some(&["max_wait_blocks", "max_wait_seconds", "max_notice"]),
        ("parameters", Role::Market) => init["parameters"].clone(),
        ("all_terms", Role::Market) => {
            let rows: Vec<_> =
                init["terms"].as_array().unwrap().iter().map(|terms| json!({ "number": 1, "terms": terms })).collect();
            json!({ "terms": rows })
        }
        other => panic!("{other:?}"),
    }
}

#[async_trait]
impl Chain for Fake {
    fn id(&self) -> &str {
        "fake-1"
    }

    async fn head(&self) -> Result<Head> {
        Ok(Head { height: self.read()?.height, time: 0 })
    }

    async fn head_above(&self, _: u64) -> Result<Head> {
        unimplemented!("nothing here waits")
    }

    async fn block(&self, _: u64) -> Result<Block> {
        unimplemented!("no blocks are read")
    }

    async fn smart(&self, contract: &str, query: &[u8], _: Option<u64>) -> Result<Vec<u8>> {
        let state = self.read()?;
        Ok(serde_json::to_vec(&answer(&state, contract, query)).unwrap())
    }

    async fn raw(&self, _: &str, _: &[u8], _: Option<u64>) -> Result<Option<Vec<u8>>> {
        unimplemented!("nothing is read raw")
    }

    async fn balance(&self, _: &str, _: &str) -> Result<Uint128> {
        unimplemented!("no coins are asked about")
    }

    async fn balances(&self, _: &str) -> Result<Vec<Coin>> {
        unimplemented!("no coins are asked about")
    }

    async fn account(&self, _: &str) -> Result<Option<Account>> {
        unimplemented!("no account is asked about")
    }

    async fn contract(&self, address: &str) -> Result<Option<ContractInfo>> {
        Ok(self.read()?.contracts.get(address).map(|made| made.info.clone()))
    }

    async fn code(&self, id: u64) -> Result<Option<CodeInfo>> {
        let state = self.read()?;
        let info = |wasm: &Vec<u8>| CodeInfo { id, creator: SENDER.to_owned(), checksum: sha256(wasm) };
        Ok(code(&state, id).map(info))
    }

    async fn build_address(&self, checksum: &[u8], creator: &str, salt: &[u8]) -> Result<String> {
        assert_eq!(creator, SENDER);
        drop(self.read()?);
        Ok(address(checksum, salt))
    }
}

/// The key.
pub struct Key(pub Arc<Fake>, Mutex<BTreeMap<String, Result<Receipt>>>);

impl Key {
    pub fn of(chain: &Arc<Fake>) -> Arc<Self> {
        Arc::new(Self(Arc::clone(chain), Mutex::default()))
    }
}

#[async_trait]
impl Writer for Key {
    fn address(&self) -> &str {
        SENDER
    }

    async fn simulate(&self, _: &[Message]) -> Result<Estimate> {
        unimplemented!("the writer's own affair")
    }

    async fn submit(&self, request: Request) -> Result<Submitted> {
        let mut state = self.0.state();
        let (fault, number) = (state.fault, state.txs);
        state.txs += 1;
        if fault == Some(Fault::Lost(number)) {
            return Err(unreachable());
        }
        state.height += 1;
        let (height, hash) = (state.height, format!("{:064X}", state.height));
        let mut events = vec![];
        let mut failed = None;
        for message in &request.messages {
            match carry_out(&mut state, message) {
                Ok(event) => events.push(event),
                Err(log) => failed = Some(log),
            }
        }
        if failed.is_none() {
            state.carried.extend(request.messages.iter().map(word));
        }
        let receipt = Receipt {
            hash: hash.clone(),
            height,
            gas_wanted: 1,
            gas_used: 1,
            fee: coin(1, "stake"),
            events,
            data: vec![],
        };
        let outcome = match (fault == Some(Fault::Unheard(number)), failed) {
            (true, _) => Err(unreachable()),
            (false, None) => Ok(receipt),
            (false, Some(log)) => {
                let refusal = Refusal { code: 5, codespace: "wasm".into(), log };
                Err(Error::Refused { stage: Stage::Block, refusal })
            }
        };
        self.1.lock().unwrap().insert(hash.clone(), outcome);
        Ok(Submitted { hash, after: height - 1, timeout_height: height + 9, gas_limit: 1, fee: coin(1, "stake") })
    }

    async fn outcome(&self, submitted: &Submitted) -> Result<Receipt> {
        self.1.lock().unwrap().get(&submitted.hash).unwrap().clone()
    }
}
