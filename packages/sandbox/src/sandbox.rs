//! An exchange on an embedded chain.

use anyhow::{Result, anyhow};
use berth_api::plan::{Codes, Setup, instantiations};
use berth_api::{Call, Contracts, MigrateMsg, Role, deployment, escrow, market, provider_registry};
use berth_domain::Now;
use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::{
    Addr, Api, Binary, BlockInfo, Coin, CosmosMsg, Empty, Event, Order, Record, Storage, Uint128, WasmMsg,
    instantiate2_address, to_json_binary,
};
use cw_multi_test::{App, AppBuilder, BankSudo, Contract, ContractWrapper, Executor, SudoMsg};
use cw_utils::parse_execute_response_data;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bank::{ChoosyBank, Refused};
use crate::solvency::{Books, Solvency, copy};

const SALT: &[u8] = b"berth";
/// Of addresses, as on a plain `wasmd` chain.
const PREFIX: &str = "wasm";
/// Bytes of a user's address on a chain; a contract's has 32. Storage is paid by the byte, so it matters.
const USER_BYTES: usize = 20;

/// An exchange on an embedded chain: the contracts as they are, made by the very messages that a real chain gets.
pub struct Sandbox {
    app: Chain,
    contracts: Contracts,
    refused: Refused,
    /// Every event of a contract there ever was.
    said: Vec<Event>,
}

type Chain = App<ChoosyBank>;

/// Everything that the chain knew at one moment. Two are equal if what is stored is: how it came about is not compared.
pub struct Memory {
    rows: Vec<(Vec<u8>, Vec<u8>)>,
    block: BlockInfo,
    said: Vec<Event>,
}

impl PartialEq for Memory {
    fn eq(&self, other: &Self) -> bool {
        (&self.rows, &self.block) == (&other.rows, &other.block)
    }
}

/// What a message did.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// What the contracts said.
    pub events: Vec<Event>,
    /// What the first contract answered.
    pub data: Option<Binary>,
}

impl Sandbox {
    /// The four contracts, native, made with these rules.
    pub fn new(setup: &Setup) -> Result<Self> {
        Self::with_code(setup, native)
    }

    /// The four contracts, each from the code that `code` gives for it.
    pub fn with_code(setup: &Setup, mut code: impl FnMut(Role) -> Box<dyn Contract<Empty>>) -> Result<Self> {
        let bank = ChoosyBank::default();
        let refused = bank.refused();
        let api = MockApi::default().with_prefix(PREFIX);
        let mut app: Chain = AppBuilder::new().with_bank(bank).with_api(api).build(|_, _, _| {});
        let admin = user(&app, "admin");
        let codes = Codes::of(|role| app.store_code_with_creator(admin.clone(), code(role)));
        let address = |role| predict(&app, *codes.get(role), &admin);
        let contracts = Contracts {
            deployment: address(Role::Deployment)?,
            market: address(Role::Market)?,
            escrow: address(Role::Escrow)?,
            provider_registry: address(Role::ProviderRegistry)?,
        };
        let plan = instantiations(&codes, &contracts, setup, &admin, &SALT.into()).map_err(|e| anyhow!("{e}"))?;
        let messages = plan.into_iter().map(WasmMsg::from).map(CosmosMsg::from).collect();
        let made = app.execute_multi(admin, messages).map_err(|e| anyhow!("{e:#}"))?;
        let mut sandbox = Self { app, contracts, refused, said: vec![] };
        made.iter().for_each(|response| sandbox.hear(&response.events));
        Ok(sandbox)
    }

    /// The address of a name.
    pub fn account(&self, name: &str) -> Addr {
        user(&self.app, name)
    }

    /// The four addresses.
    pub const fn contracts(&self) -> &Contracts {
        &self.contracts
    }

    /// Makes coins out of nothing.
    pub fn fund(&mut self, to: &Addr, amount: Coin) -> Result<()> {
        let mint = BankSudo::Mint { to_address: to.to_string(), amount: vec![amount] };
        self.app.sudo(SudoMsg::Bank(mint)).map_err(|e| anyhow!("{e:#}"))?;
        Ok(())
    }

    /// From now on the bank refuses to send this address coins, as real chains do with module accounts.
    pub fn refuse_coins_to(&mut self, owner: &Addr) {
        self.refused.borrow_mut().insert(owner.to_string());
    }

    /// Everything as it is now, to come back to.
    pub fn remember(&self) -> Memory {
        Memory {
            rows: self.app.storage().range(None, None, Order::Ascending).collect(),
            block: self.app.block_info(),
            said: self.said.clone(),
        }
    }

    /// Everything is as it was.
    pub fn go_back(&mut self, to: &Memory) {
        let storage = self.app.storage_mut();
        let keys: Vec<_> = storage.range_keys(None, None, Order::Ascending).collect();
        for key in keys {
            storage.remove(&key);
        }
        for (key, value) in &to.rows {
            storage.set(key, value);
        }
        self.app.set_block(to.block.clone());
        self.said.clone_from(&to.said);
    }

    /// What contracts said; the rest is the chain's own talk.
    fn hear(&mut self, events: &[Event]) {
        self.said.extend(events.iter().filter(|event| event.ty.starts_with("wasm-")).cloned());
    }

    /// Every event of a contract since ours were made, in the order in which they happened: what an indexer sees.
    pub fn said(&self) -> &[Event] {
        &self.said
    }

    /// The block in which the next message is carried out.
    pub fn now(&self) -> Now {
        Now::from(&self.app.block_info())
    }

    /// The next block, so many seconds later.
    pub fn next_block(&mut self, seconds: u64) {
        self.blocks(1, seconds);
    }

    /// So many blocks later, and so many seconds in all.
    pub fn blocks(&mut self, blocks: u64, seconds: u64) {
        self.app.update_block(|block| {
            block.height = block.height.saturating_add(blocks);
            block.time = block.time.plus_seconds(seconds);
        });
    }

    /// Sends a message; nothing is changed if it fails.
    pub fn send(&mut self, sender: &Addr, call: impl Into<Call>, funds: &[Coin]) -> Result<Receipt> {
        let call = call.into();
        let contract_addr = self.contracts.get(call.role()).to_owned();
        let execute = WasmMsg::Execute {
            contract_addr,
            msg: call.to_binary().map_err(|e| anyhow!("{e}"))?,
            funds: funds.to_vec(),
        };
        let response = self.app.execute(sender.clone(), execute.into()).map_err(|e| anyhow!("{e:#}"))?;
        self.hear(&response.events);
        // The chain wraps a contract's answer in a protobuf message.
        let wrapped = response.data.as_ref().map(|data| parse_execute_response_data(data)).transpose()?;
        Ok(Receipt { events: response.events, data: wrapped.and_then(|wrapped| wrapped.data) })
    }

    /// The host chain's scheduler calls market.
    pub fn sudo_market(&mut self, msg: &market::SudoMsg) -> Result<Receipt> {
        let contract = Addr::unchecked(&self.contracts.market);
        let response = self.app.wasm_sudo(contract, msg).map_err(|e| anyhow!("{e:#}"))?;
        self.hear(&response.events);
        Ok(Receipt { events: response.events, data: response.data })
    }

    /// Moves some of the four to new code in one transaction, as `sender`; nothing is changed if one fails.
    pub fn migrate(
        &mut self,
        sender: &Addr,
        codes: impl IntoIterator<Item = (Role, Box<dyn Contract<Empty>>)>,
    ) -> Result<()> {
        let mut messages = vec![];
        for (role, code) in codes {
            let migrate = WasmMsg::Migrate {
                contract_addr: self.contracts.get(role).to_owned(),
                new_code_id: self.app.store_code(code),
                msg: to_json_binary(&MigrateMsg {}).map_err(|e| anyhow!("{e}"))?,
            };
            messages.push(migrate.into());
        }
        self.app.execute_multi(sender.clone(), messages).map_err(|e| anyhow!("{e:#}"))?;
        Ok(())
    }

    fn query<T: DeserializeOwned>(&self, role: Role, msg: &impl Serialize) -> Result<T> {
        self.app.wrap().query_wasm_smart(self.contracts.get(role), msg).map_err(|e| anyhow!("{e}"))
    }

    /// Asks deployment.
    pub fn query_deployment<T: DeserializeOwned>(&self, msg: &deployment::QueryMsg) -> Result<T> {
        self.query(Role::Deployment, msg)
    }

    /// Asks market.
    pub fn query_market<T: DeserializeOwned>(&self, msg: &market::QueryMsg) -> Result<T> {
        self.query(Role::Market, msg)
    }

    /// Asks escrow.
    pub fn query_escrow<T: DeserializeOwned>(&self, msg: &escrow::QueryMsg) -> Result<T> {
        self.query(Role::Escrow, msg)
    }

    /// Asks the provider registry.
    pub fn query_provider_registry<T: DeserializeOwned>(&self, msg: &provider_registry::QueryMsg) -> Result<T> {
        self.query(Role::ProviderRegistry, msg)
    }

    /// What an address has in its own purse.
    pub fn bank_balance(&self, owner: impl Into<String>, denom: &str) -> Result<Uint128> {
        let held = self.app.wrap().query_balance(owner, denom).map_err(|e| anyhow!("{e}"))?;
        Ok(held.amount.try_into()?)
    }

    /// Every key and value that a contract has stored.
    pub fn dump(&self, role: Role) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.app.dump_wasm_raw(&Addr::unchecked(self.contracts.get(role)))
    }

    /// A copy of a contract's storage.
    pub fn storage(&self, role: Role) -> MockStorage {
        copy(self.dump(role))
    }

    /// Changes a contract's storage behind its back.
    #[cfg(test)]
    pub(crate) fn plant(&mut self, role: Role, plant: impl FnOnce(&mut dyn Storage)) {
        let contract = Addr::unchecked(self.contracts.get(role));
        plant(self.app.contract_storage_mut(&contract).as_mut());
    }

    /// Asserts every invariant of money, locks and queues; the figures behind them.
    pub fn check(&self) -> Result<Solvency> {
        Solvency::of(self)
    }
}

impl Books for Sandbox {
    fn rows(&self, role: Role) -> Vec<Record> {
        self.dump(role)
    }

    fn now(&self) -> u64 {
        Sandbox::now(self).time
    }

    fn held(&self, denom: &str) -> Result<Uint128> {
        self.bank_balance(&self.contracts.escrow, denom)
    }
}

/// A user's address for a name, of the length that users' addresses have on a chain.
fn user(app: &Chain, name: &str) -> Addr {
    let long = app.api().addr_make(name);
    let short = app.api().addr_canonicalize(long.as_str()).ok().and_then(|bytes| {
        let bytes: Vec<u8> = bytes.as_slice().iter().copied().take(USER_BYTES).collect();
        app.api().addr_humanize(&bytes.into()).ok()
    });
    // Both conversions take whatever `addr_make` makes.
    short.unwrap_or(long)
}

fn predict(app: &Chain, code_id: u64, creator: &Addr) -> Result<String> {
    let info = app.wrap().query_wasm_code_info(code_id).map_err(|e| anyhow!("{e}"))?;
    let creator = app.api().addr_canonicalize(creator.as_str()).map_err(|e| anyhow!("{e}"))?;
    let address = instantiate2_address(info.checksum.as_slice(), &creator, SALT)?;
    Ok(app.api().addr_humanize(&address).map_err(|e| anyhow!("{e}"))?.into_string())
}

/// One of the contracts, compiled for this machine.
pub fn native(role: Role) -> Box<dyn Contract<Empty>> {
    match role {
        Role::ProviderRegistry => {
            use berth_provider_registry::contract::{execute, instantiate, migrate, query};
            Box::new(
                ContractWrapper::new(execute, instantiate, query)
                    .with_migrate(|deps, env, msg, _| migrate(deps, env, msg)),
            )
        }
        Role::Escrow => {
            use berth_escrow::contract::{execute, instantiate, migrate, query};
            Box::new(
                ContractWrapper::new(execute, instantiate, query)
                    .with_migrate(|deps, env, msg, _| migrate(deps, env, msg)),
            )
        }
        Role::Market => {
            use berth_market::contract::{execute, instantiate, migrate, query, reply, sudo};
            Box::new(
                ContractWrapper::new(execute, instantiate, query)
                    .with_migrate(|deps, env, msg, _| migrate(deps, env, msg))
                    .with_sudo(sudo)
                    .with_reply(reply),
            )
        }
        Role::Deployment => {
            use berth_deployment::contract::{execute, instantiate, migrate, query};
            Box::new(
                ContractWrapper::new(execute, instantiate, query)
                    .with_migrate(|deps, env, msg, _| migrate(deps, env, msg)),
            )
        }
    }
}
