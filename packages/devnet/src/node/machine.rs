//! The emulator with our modules: carries out messages on any state, and answers queries as of any state.

use berth_sandbox::gas::{Chain, GasMeter, Metered, bank as bank_gas};
use berth_sandbox::native;
use cosmrs::Any;
use cosmrs::proto::cosmwasm::wasm::v1::MsgStoreCodeResponse;
use cosmrs::proto::prost::Message;
use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{
    Addr, Binary, BlockInfo, Coin, CosmosMsg, Empty, Event, QuerierWrapper, QueryRequest, Record, WasmMsg,
};
use cw_multi_test::{App, AppBuilder, ContractData, CosmosRouter, FailingModule, Wasm, no_init};

use super::bank::{self, NodeBank};
use super::code::{self, StoredCode};
use super::contract::NativeContract;
use super::failure::{Failure, plain};
use super::gas::Gas;
use super::msg::{Envelope, Msg};
use super::state::State;
use super::wasm::NodeWasm;
use super::{address, label_of};

/// Compiling a code, each byte.
const COMPILE: u64 = 3;
/// Writing down a code.
const STORE: u64 = 11_000;
/// Writing down a contract: its record, its history, its account.
const INSTANTIATE: u64 = 45_000;
/// Reading and writing a contract's record and history.
const MIGRATE: u64 = 12_000;

type DevApp = App<NodeBank, MockApi, State, FailingModule<Empty, Empty, Empty>, NodeWasm>;

/// An emulator that knows the codes of one state. It holds no state itself.
pub struct Machine {
    app: DevApp,
    meter: GasMeter,
    pricing: Chain,
    /// Of the codes that it knows.
    fingerprint: Vec<u8>,
}

/// What a message did.
pub struct Done {
    /// What it said, its own `message` event first, without its index.
    pub events: Vec<Event>,
    /// What it answered.
    pub response: Any,
}

impl Machine {
    /// One that prices calls like this kind of chain.
    pub fn new(pricing: Chain) -> Self {
        Self { app: app(), meter: GasMeter::new(), pricing, fingerprint: vec![] }
    }

    /// Learns the codes of a state, if they are others than those that it knows.
    fn learn(&mut self, state: &State) -> Result<(), Failure> {
        let fingerprint = code::fingerprint(state);
        if fingerprint == self.fingerprint {
            return Ok(());
        }
        self.app = app();
        for id in 1..=code::last(state) {
            let Some(code) = StoredCode::load(state, id) else { continue };
            let Some(role) = code.role() else { continue };
            let metered = Metered::guessed(&label_of(role), native(role), &self.meter);
            let contract = NativeContract::new(Box::new(metered), code.checksum);
            let stored = self.app.store_code_with_id(Addr::unchecked(&code.creator), id, Box::new(contract));
            stored.map_err(|error| Failure::from_emulator(&error))?;
        }
        self.fingerprint = fingerprint;
        Ok(())
    }

    /// Forgets what has been called, before a transaction.
    pub fn begin(&self) {
        self.meter.begin();
    }

    /// Carries out a message. If it fails, the state is to be thrown away; what it has used of its gas is in `gas`.
    /// `percent` is what it costs of what it should.
    pub fn execute(
        &mut self,
        state: &mut State,
        block: &BlockInfo,
        envelope: &Envelope,
        gas: &mut Gas,
        percent: u64,
    ) -> Result<Done, Failure> {
        self.learn(state)?;
        let before = self.meter.gas().total(self.pricing);
        let flat = self.flat_cost(state, block, envelope);
        let result = self.run(state, block, envelope);
        let metered = self.meter.gas().total(self.pricing).saturating_sub(before);
        let whole = metered.saturating_add(flat);
        gas.charge(whole.saturating_mul(percent).checked_div(100).unwrap_or(whole), "wasm contract")?;
        let (events, response) = result?;
        Ok(Done { events: with_message_event(envelope, events), response })
    }

    /// What a message costs besides what contracts do.
    fn flat_cost(&self, state: &State, block: &BlockInfo, envelope: &Envelope) -> u64 {
        let router = self.app.router().querier(self.app.api(), state, block);
        let querier = QuerierWrapper::new(&router);
        let send = |to: &str, coins: &[Coin]| bank_gas::send(querier, &envelope.sender, to, coins);
        match &envelope.msg {
            Msg::Execute { .. } => 0,
            Msg::Instantiate2 { .. } => INSTANTIATE,
            Msg::Migrate { .. } => MIGRATE,
            Msg::Store { wasm } => {
                let bytes = u64::try_from(wasm.len()).unwrap_or(u64::MAX);
                bytes.saturating_mul(COMPILE).saturating_add(STORE)
            }
            Msg::Send { to, coins } => send(to, coins),
            Msg::MultiSend { outputs } => {
                outputs.iter().fold(0, |sum: u64, (to, coins)| sum.saturating_add(send(to, coins)))
            }
        }
    }

    fn run(&self, state: &mut State, block: &BlockInfo, envelope: &Envelope) -> Result<(Vec<Event>, Any), Failure> {
        let sender = &envelope.sender;
        let answer = |name: &str, value: Vec<u8>| Any { type_url: format!("/cosmwasm.wasm.v1.{name}Response"), value };
        match envelope.msg.clone() {
            Msg::Execute { contract, msg, funds } => {
                let call = WasmMsg::Execute { contract_addr: contract, msg: msg.into(), funds };
                let (events, data) = self.call(state, block, sender, call)?;
                Ok((events, answer("MsgExecuteContract", data)))
            }
            Msg::Instantiate2 { admin, code_id, label, msg, funds, salt } => {
                let admin = Some(admin).filter(|admin| !admin.is_empty());
                let (msg, salt) = (msg.into(), salt.into());
                let call = WasmMsg::Instantiate2 { admin, code_id, label, msg, funds, salt };
                let (events, data) = self.call(state, block, sender, call)?;
                Ok((events, answer("MsgInstantiateContract2", data)))
            }
            Msg::Migrate { contract, code_id, msg } => {
                let call = WasmMsg::Migrate { contract_addr: contract, new_code_id: code_id, msg: msg.into() };
                let (events, data) = self.call(state, block, sender, call)?;
                Ok((events, answer("MsgMigrateContract", data)))
            }
            Msg::Store { wasm } => {
                let code = StoredCode::new(sender, &wasm)?;
                let code_id = code.save(state).map_err(|e| Failure::sdk(35, e))?;
                let event = Event::new("store_code")
                    .add_attribute("code_checksum", code.checksum.to_hex())
                    .add_attribute("code_id", code_id.to_string());
                let response = MsgStoreCodeResponse { code_id, checksum: code.checksum.as_slice().to_vec() };
                Ok((vec![event], answer("MsgStoreCode", response.encode_to_vec())))
            }
            Msg::Send { to, coins } => {
                let events = send(state, sender, &to, &coins)?;
                Ok((events, Any { type_url: "/cosmos.bank.v1beta1.MsgSendResponse".into(), value: vec![] }))
            }
            Msg::MultiSend { outputs } => {
                let sent = outputs.iter().map(|(to, coins)| send(state, sender, to, coins));
                let events = sent.collect::<Result<Vec<_>, _>>()?.concat();
                Ok((events, Any { type_url: "/cosmos.bank.v1beta1.MsgMultiSendResponse".into(), value: vec![] }))
            }
        }
    }

    fn call(
        &self,
        state: &mut State,
        block: &BlockInfo,
        sender: &str,
        msg: WasmMsg,
    ) -> Result<(Vec<Event>, Vec<u8>), Failure> {
        let sender = Addr::unchecked(sender);
        let done = self.app.router().execute(self.app.api(), state, block, sender, CosmosMsg::Wasm(msg));
        let response = done.map_err(|error| Failure::from_emulator(&error))?;
        Ok((response.events, response.data.map(Binary::into).unwrap_or_default()))
    }

    /// Asks the emulator.
    pub fn query(&mut self, state: &State, block: &BlockInfo, request: QueryRequest<Empty>) -> Result<Binary, String> {
        self.learn(state).map_err(|failure| failure.log)?;
        let answer = self.app.router().query(self.app.api(), state, block, request);
        answer.map_err(|error| plain(&error.to_string()).to_owned())
    }
}

fn app() -> DevApp {
    AppBuilder::new()
        .with_api(address::api())
        .with_storage(State::new())
        .with_bank(NodeBank)
        .with_wasm(NodeWasm::new())
        .build(no_init)
}

/// The record of a contract, whatever codes there are.
pub fn contract_data(state: &State, address: &str) -> Option<ContractData> {
    NodeWasm::new().contract_data(state, &Addr::unchecked(address)).ok()
}

/// What a contract stores under a key.
pub fn contract_value(state: &State, contract: &str, key: &[u8]) -> Option<Vec<u8>> {
    NodeWasm::new().contract_storage(state, &Addr::unchecked(contract)).get(key)
}

/// Everything that a contract stores.
pub fn contract_rows(state: &State, contract: &str) -> Vec<Record> {
    NodeWasm::new().dump_wasm_raw(state, &Addr::unchecked(contract))
}

fn send(state: &mut State, from: &str, to: &str, coins: &[Coin]) -> Result<Vec<Event>, Failure> {
    if !address::is_valid(to) {
        return Err(Failure::sdk(7, format!("invalid to address: {to}")));
    }
    bank::check(coins).and_then(|()| bank::may_receive(to))?;
    let mut events = bank::send(state, from, to, coins)?;
    events.push(Event::new("message").add_attribute("sender", from));
    Ok(events)
}

/// The event with which every message begins.
fn with_message_event(envelope: &Envelope, events: Vec<Event>) -> Vec<Event> {
    // "/cosmos.bank.v1beta1.MsgSend": the module is the second word.
    let module = envelope.type_url.split('.').nth(1).unwrap_or_default();
    let own = Event::new("message")
        .add_attribute("action", &envelope.type_url)
        .add_attribute("sender", &envelope.sender)
        .add_attribute("module", module);
    std::iter::once(own).chain(events).collect()
}
