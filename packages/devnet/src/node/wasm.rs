//! The wasm module: the emulator's, with a node's refusals, and with the events of the coins that go along with a call.

use cosmwasm_std::{
    Addr, Api, Binary, BlockInfo, Coin, Empty, Event, Querier, Record, StdError, StdResult, Storage, WasmMsg, WasmQuery,
};
use cw_multi_test::{AppResponse, Contract, ContractData, CosmosRouter, Wasm, WasmKeeper, WasmSudo};

use super::bank;
use super::code::StoredCode;
use super::failure::Failure;

/// The wasm module of the emulator.
pub struct NodeWasm(WasmKeeper<Empty, Empty>);

type Router<'a> = &'a dyn CosmosRouter<ExecC = Empty, QueryC = Empty>;

impl NodeWasm {
    /// One without codes.
    pub fn new() -> Self {
        Self(WasmKeeper::new())
    }

    /// What a node looks at before it calls a contract.
    fn check(&self, storage: &dyn Storage, sender: &Addr, msg: &WasmMsg) -> Result<(), Failure> {
        match msg {
            WasmMsg::Execute { contract_addr, .. } => self.known(storage, contract_addr).map(drop),
            WasmMsg::Instantiate { code_id, .. } | WasmMsg::Instantiate2 { code_id, .. } => {
                StoredCode::load(storage, *code_id).map(drop).ok_or_else(|| no_code(*code_id))
            }
            WasmMsg::Migrate { contract_addr, new_code_id, .. } => {
                let contract = self.known(storage, contract_addr).map_err(|_| Failure::sdk(18, "unknown contract"))?;
                if contract.admin.as_ref() != Some(sender) {
                    return Err(Failure::sdk(4, "can not migrate"));
                }
                StoredCode::load(storage, *new_code_id).map(drop).ok_or_else(|| Failure::sdk(18, "unknown code"))
            }
            WasmMsg::UpdateAdmin { .. } | WasmMsg::ClearAdmin { .. } => Ok(()),
            _ => Err(Failure::sdk(37, "a devnet does not know this message")),
        }
    }

    fn known(&self, storage: &dyn Storage, contract: &str) -> Result<ContractData, Failure> {
        let found = self.0.contract_data(storage, &Addr::unchecked(contract));
        found.map_err(|_| no_contract(contract))
    }
}

/// The emulator's own refusals as x/wasm's.
fn refusal(error: &StdError) -> Failure {
    let failure = Failure::from_emulator(error);
    if failure.code == 18 && failure.log.contains("Contract with this address already exists") {
        let words = "contract address already exists, try a different combination of creator, checksum and salt";
        return Failure::wasm(15, words);
    }
    failure
}

/// x/wasm's refusal of an address without a contract.
pub fn no_contract(address: &str) -> Failure {
    Failure::wasm(22, format!("address {address}"))
}

/// x/wasm's refusal of a number without a code.
pub fn no_code(id: u64) -> Failure {
    Failure::wasm(28, format!("code id {id}"))
}

/// The coins that a call takes along, and to which contract. A new one's address is in the events of its instantiation.
fn attached<'a>(msg: &'a WasmMsg, events: &'a [Event]) -> Option<(&'a str, &'a [Coin])> {
    match msg {
        WasmMsg::Execute { contract_addr, funds, .. } => Some((contract_addr, funds)),
        WasmMsg::Instantiate { funds, .. } | WasmMsg::Instantiate2 { funds, .. } => {
            let made = events.iter().find(|event| event.ty == "instantiate")?;
            let address = made.attributes.iter().find(|attribute| attribute.key == "_contract_address")?;
            Some((&address.value, funds))
        }
        _ => None,
    }
}

/// The events of coins that have moved along with a call.
fn moved(sender: &Addr, contract: &str, coins: &[Coin]) -> Vec<Event> {
    let amount = bank::text(coins);
    vec![
        Event::new("coin_spent").add_attribute("spender", sender).add_attribute("amount", &amount),
        Event::new("coin_received").add_attribute("receiver", contract).add_attribute("amount", &amount),
        Event::new("transfer")
            .add_attribute("recipient", contract)
            .add_attribute("sender", sender)
            .add_attribute("amount", amount),
    ]
}

fn as_on_a_node(mut event: Event) -> Event {
    if event.ty == "reply" {
        event.attributes.retain(|attribute| attribute.key != "mode");
    }
    event
}

impl Wasm<Empty, Empty> for NodeWasm {
    fn execute(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: Router<'_>,
        block: &BlockInfo,
        sender: Addr,
        msg: WasmMsg,
    ) -> StdResult<AppResponse> {
        self.check(storage, &sender, &msg).map_err(|failure| failure.to_emulator())?;
        let response = self.0.execute(api, storage, router, block, sender.clone(), msg.clone());
        let mut response = response.map_err(|error| refusal(&error).to_emulator())?;
        let coins = attached(&msg, &response.events).filter(|(_, coins)| !coins.is_empty());
        let mut events = coins.map(|(contract, coins)| moved(&sender, contract, coins)).unwrap_or_default();
        events.extend(response.events.into_iter().map(as_on_a_node));
        response.events = events;
        Ok(response)
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        querier: &dyn Querier,
        block: &BlockInfo,
        request: WasmQuery,
    ) -> StdResult<Binary> {
        match &request {
            WasmQuery::Smart { contract_addr, .. } | WasmQuery::ContractInfo { contract_addr } => {
                let known = self.known(storage, contract_addr);
                known.map_err(|failure| StdError::msg(failure.log))?;
            }
            _ => {}
        }
        let answer = self.0.query(api, storage, querier, block, request);
        // To whoever asks, it is a text and nothing else.
        answer.map_err(|error| Failure::find(&error.to_string()).map_or(error, |failure| StdError::msg(failure.log)))
    }

    fn sudo(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: Router<'_>,
        block: &BlockInfo,
        msg: WasmSudo,
    ) -> StdResult<AppResponse> {
        self.0.sudo(api, storage, router, block, msg)
    }

    fn store_code(&mut self, creator: Addr, code: Box<dyn Contract<Empty, Empty>>) -> u64 {
        self.0.store_code(creator, code)
    }

    fn store_code_with_id(
        &mut self,
        creator: Addr,
        code_id: u64,
        code: Box<dyn Contract<Empty, Empty>>,
    ) -> StdResult<u64> {
        self.0.store_code_with_id(creator, code_id, code)
    }

    fn duplicate_code(&mut self, code_id: u64) -> StdResult<u64> {
        self.0.duplicate_code(code_id)
    }

    fn contract_data(&self, storage: &dyn Storage, address: &Addr) -> StdResult<ContractData> {
        self.0.contract_data(storage, address)
    }

    fn dump_wasm_raw(&self, storage: &dyn Storage, address: &Addr) -> Vec<Record> {
        self.0.dump_wasm_raw(storage, address)
    }
}
