//! Escrow on a mocked host. After every message its books are compared: totals with the rows, with what came in and went
//! out, and with what can be told from events alone.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use berth_api::escrow::{AccountSettlement, ExecuteMsg, InstantiateMsg, QueryMsg, Settlement, Slash};
use berth_api::raw::{self, ACCOUNTS, Authority, BALANCES, DeploymentRecord, STAKES};
use berth_api::{Contracts, Role};
use berth_domain::{Account, Movement, WaitDuration, attos};
use berth_escrow::contract::{execute, instantiate, query};
use berth_escrow::{ContractError, state};
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, message_info, mock_env};
use cosmwasm_std::{
    Addr, BankMsg, Binary, Coin, ContractResult, CosmosMsg, Empty, Env, HexBinary, Order, OwnedDeps, Response, Storage,
    SystemError, SystemResult, Timestamp, Uint128, Uint256, WasmQuery, from_json,
};
use serde::de::DeserializeOwned;

use crate::indexer::Indexer;

pub const DENOM: &str = "uusdc";
/// Of 18 decimals: one whole coin is 10^18.
pub const WEI: &str = "aeth";
pub const STAKED: &str = "ustake";
pub const DAY: u64 = 86_400;
/// 10^18: a rate of one unit per second.
pub const ONE: u128 = 1_000_000_000_000_000_000;
/// The time of the first block.
pub const START: u64 = 1_700_000_000;
/// The deployment that has a record, of [`DENOM`].
pub const MINE: u64 = 7;
/// And one of [`WEI`].
pub const WEIS: u64 = 8;

type Siblings = Rc<RefCell<BTreeMap<String, MockStorage>>>;

pub struct Fixture {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier, Empty>,
    pub env: Env,
    pub contracts: Contracts,
    siblings: Siblings,
    indexer: Indexer,
    /// By denom: came in less went out.
    inside: BTreeMap<String, Uint256>,
}

pub fn instantiation(contracts: &Contracts) -> InstantiateMsg {
    InstantiateMsg {
        contracts: contracts.clone(),
        fee_collector: address("collector").into_string(),
        staking_denom: STAKED.to_owned(),
        unbonding: DAY,
        slash_cap: Uint128::new(1_000),
    }
}

pub fn address(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn contracts() -> Contracts {
    let of = |role: Role| address(role.name()).into_string();
    Contracts {
        deployment: of(Role::Deployment),
        market: of(Role::Market),
        escrow: of(Role::Escrow),
        provider_registry: of(Role::ProviderRegistry),
    }
}

/// A host without an exchange.
pub fn host(contracts: &Contracts) -> (OwnedDeps<MockStorage, MockApi, MockQuerier, Empty>, Env) {
    let mut env = mock_env();
    env.contract.address = Addr::unchecked(&contracts.escrow);
    env.block.time = Timestamp::from_seconds(START);
    let deps = OwnedDeps {
        storage: MockStorage::new(),
        api: MockApi::default(),
        querier: MockQuerier::new(&[]),
        custom_query_type: std::marker::PhantomData,
    };
    (deps, env)
}

impl Fixture {
    pub fn new() -> Self {
        let contracts = contracts();
        let (mut deps, env) = host(&contracts);
        let siblings = Siblings::default();
        let served = siblings.clone();
        deps.querier.update_wasm(move |query| match query {
            WasmQuery::Raw { contract_addr, key } => {
                let found = served.borrow().get(contract_addr).and_then(|storage| storage.get(key));
                SystemResult::Ok(ContractResult::Ok(Binary::new(found.unwrap_or_default())))
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest { kind: format!("{other:?}") }),
        });
        let info = message_info(&address("deployer"), &[]);
        instantiate(deps.as_mut(), env.clone(), info, instantiation(&contracts)).unwrap();
        let mut fixture = Self { deps, env, contracts, siblings, indexer: Indexer::default(), inside: BTreeMap::new() };
        fixture.pause(false);
        fixture.terms(DENOM, true);
        fixture.terms(WEI, true);
        for (id, denom) in [(MINE, DENOM), (WEIS, WEI)] {
            fixture.record(id, denom);
        }
        fixture
    }

    /// Writes into a sibling's storage.
    fn sibling<T>(&self, role: Role, write: impl FnOnce(&mut dyn Storage) -> T) -> T {
        let mut all = self.siblings.borrow_mut();
        write(all.entry(self.contracts.get(role).to_owned()).or_default())
    }

    pub fn pause(&mut self, paused: bool) {
        let authority = Authority { admin: address("admin"), guardian: address("guardian"), pending: None, paused };
        self.sibling(Role::ProviderRegistry, |storage| raw::AUTHORITY.save(storage, &authority)).unwrap();
    }

    pub fn terms(&mut self, denom: &str, allowed: bool) {
        self.sibling(Role::Market, |storage| {
            if allowed {
                raw::CURRENT_TERMS.save(storage, denom, &1).unwrap();
            } else {
                raw::CURRENT_TERMS.remove(storage, denom);
            }
        });
    }

    pub fn lock(&mut self, owner: &Addr, denom: &str, amount: u128) {
        self.sibling(Role::Market, |storage| raw::LOCKS.save(storage, (owner, denom), &Uint128::new(amount))).unwrap();
    }

    fn record(&mut self, id: u64, denom: &str) {
        let record = DeploymentRecord {
            owner: address("tenant"),
            denom: denom.to_owned(),
            version: HexBinary::from([7; 32]),
            wait_duration: WaitDuration::Blocks(3),
            slots: vec![1],
            last_slot: 1,
        };
        self.sibling(Role::Deployment, |storage| raw::DEPLOYMENTS.save(storage, id, &record)).unwrap();
    }

    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    /// Sends a message; a refused one leaves nothing behind, as on a chain.
    pub fn send(&mut self, sender: &Addr, msg: ExecuteMsg, funds: &[Coin]) -> Result<Response, ContractError> {
        let before = copy(&self.deps.storage);
        // A payout goes to whoever sent the message to market.
        let payee = match &msg {
            ExecuteMsg::Settle(settlement) => Addr::unchecked(&settlement.caller),
            _ => sender.clone(),
        };
        let result = execute(self.deps.as_mut(), self.env.clone(), message_info(sender, funds), msg);
        match &result {
            Ok(response) => {
                self.indexer.read(&response.events);
                self.keep_books(&payee, funds, response);
            }
            Err(_) => self.deps.storage = before,
        }
        self.check();
        self.indexer.check(&self.deps.storage);
        result
    }

    fn keep_books(&mut self, payee: &Addr, funds: &[Coin], response: &Response) {
        for coin in funds {
            *self.inside.entry(coin.denom.clone()).or_default() += coin.amount;
        }
        for coin in sent(payee, response) {
            *self.inside.get_mut(&coin.denom).unwrap() -= coin.amount;
        }
    }

    /// The code of the error that a message is refused with, which its text begins with.
    pub fn refused(&mut self, sender: &Addr, msg: ExecuteMsg, funds: &[Coin]) -> String {
        let text = self.send(sender, msg, funds).unwrap_err().to_string();
        let code = text.split(':').next().unwrap().strip_prefix("escrow/").expect("the contract's name comes first");
        code.to_owned()
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    /// Opens [`MINE`] or [`WEIS`] with a first coin.
    pub fn open(&mut self, deployment: u64, movements: Vec<Movement>, coin: Coin) -> Result<Response, ContractError> {
        let deployments = Addr::unchecked(&self.contracts.deployment);
        self.send(&deployments, ExecuteMsg::OpenAccount { deployment, min_runway: 100, movements }, &[coin])
    }

    /// One settlement of market, for the caller `keeper`.
    pub fn settle(&mut self, settlement: Settlement) -> Result<Response, ContractError> {
        let market = Addr::unchecked(&self.contracts.market);
        self.send(&market, ExecuteMsg::Settle(settlement), &[])
    }

    pub fn slash(&mut self, provider: &Addr, amount: u128) -> Response {
        let slashes = vec![Slash { provider: provider.to_string(), amount: Uint128::new(amount) }];
        let caller = address("keeper").into_string();
        self.settle(Settlement { caller, payout: false, accounts: vec![], slashes }).unwrap()
    }

    pub fn balance(&self, owner: &Addr, denom: &str) -> u128 {
        state::balance(&self.deps.storage, owner, denom).unwrap().u128()
    }

    pub fn account(&self, deployment: u64) -> Account {
        ACCOUNTS.load(&self.deps.storage, deployment).unwrap()
    }

    pub fn total(&self, denom: &str) -> u128 {
        state::total(&self.deps.storage, denom).unwrap().u128()
    }

    /// Totals are the sum of everything owed, and of everything that came in and did not go out.
    fn check(&self) {
        let mut owed: BTreeMap<String, Uint256> = BTreeMap::new();
        let storage = &self.deps.storage;
        for row in BALANCES.range(storage, None, None, Order::Ascending) {
            let ((_, denom), amount) = row.unwrap();
            assert!(!amount.is_zero());
            *owed.entry(denom).or_default() += attos(amount);
        }
        for row in ACCOUNTS.range(storage, None, None, Order::Ascending) {
            let (id, account) = row.unwrap();
            let denom = if id == WEIS { WEI } else { DENOM };
            *owed.entry(denom.to_owned()).or_default() += account.spendable + account.accrued + attos(account.holds);
        }
        for row in STAKES.range(storage, None, None, Order::Ascending) {
            let (_, stake) = row.unwrap();
            *owed.entry(STAKED.to_owned()).or_default() += attos(stake.coins().unwrap());
        }
        owed.retain(|_, amount| !amount.is_zero());
        let totals = state::TOTALS.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let totals: BTreeMap<String, Uint256> = totals.map(|(denom, total)| (denom, attos(total))).collect();
        assert_eq!(owed, totals);
        let inside = self.inside.iter().filter(|(_, amount)| !amount.is_zero());
        let inside: BTreeMap<String, Uint256> =
            inside.map(|(denom, amount)| (denom.clone(), amount * Uint256::from(ONE))).collect();
        assert_eq!(inside, totals);
    }
}

fn copy(storage: &MockStorage) -> MockStorage {
    let mut copy = MockStorage::new();
    for (key, value) in storage.range(None, None, Order::Ascending) {
        copy.set(&key, &value);
    }
    copy
}

/// What a response sends: to nobody but this one, in its last message.
pub fn sent(payee: &Addr, response: &Response) -> Vec<Coin> {
    match response.messages.as_slice() {
        [] => vec![],
        [one] => match &one.msg {
            CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
                assert_eq!(to_address, payee.as_str());
                assert!(amount.iter().all(|coin| !coin.amount.is_zero()));
                amount.clone()
            }
            other => panic!("{other:?}"),
        },
        more => panic!("{more:?}"),
    }
}

/// A settlement of one account.
pub fn settlement(deployment: u64, movements: Vec<Movement>) -> Settlement {
    let denom = if deployment == WEIS { WEI } else { DENOM }.to_owned();
    let account = AccountSettlement { deployment, denom, movements, refund_to: None };
    Settlement { caller: address("keeper").into_string(), payout: false, accounts: vec![account], slashes: vec![] }
}

/// An order at `rate` units per second, with a hold.
pub fn opening(rate: u128, hold: u128) -> Movement {
    Movement::Open { max_rate: Uint128::new(rate * ONE), hold: Uint128::new(hold) }
}

/// The order becomes a lease at its maximum.
pub fn matching(rate: u128, hold: u128, tip: u128) -> Movement {
    let rate = Uint128::new(rate * ONE);
    Movement::Match { max_rate: rate, rate, hold: Uint128::new(hold), tip: Uint128::new(tip) }
}

pub fn withdraw(denom: &str, amount: Option<u128>) -> ExecuteMsg {
    ExecuteMsg::Withdraw { denom: denom.to_owned(), amount: amount.map(Uint128::new) }
}

pub fn unstake(amount: u128) -> ExecuteMsg {
    ExecuteMsg::Unstake { amount: Uint128::new(amount) }
}
