//! The contract, and the storage of its siblings.

use std::cell::RefCell;
use std::rc::Rc;

use berth_api::deployment::{DeploymentResponse, ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_api::market::{self, SlotUpdate};
use berth_api::raw::{AUTHORITY, Authority, CURRENT_TERMS, TERMS};
use berth_api::{Contracts, Role};
use berth_deployment::ContractError;
use berth_deployment::contract::{execute, instantiate, query};
use berth_domain::{
    ComputeUnit, DeploymentInfrastructure, Requirements, ResourceGroup, Terms, TermsNumber, WaitDuration,
};
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, message_info, mock_dependencies, mock_env};
use cosmwasm_std::{
    Addr, Coin, ContractResult, CosmosMsg, Decimal, Env, Event, HexBinary, OwnedDeps, Response, Storage, SystemError,
    SystemResult, Uint128, WasmMsg, WasmQuery, coin, from_json,
};
use serde::de::DeserializeOwned;

pub const DENOM: &str = "uusdc";
/// What [`infrastructure`] takes at least: an hour at 1 a second, and the holds.
pub const DEPOSIT: u128 = 3_600 + 40;
pub const NUMBER: TermsNumber = 3;

pub struct World {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
    pub contracts: Contracts,
    pub owner: Addr,
    siblings: Rc<RefCell<Siblings>>,
}

#[derive(Default)]
struct Siblings {
    registry: MockStorage,
    market: MockStorage,
}

pub fn terms() -> Terms {
    Terms {
        denom: DENOM.into(),
        interest_rate: Decimal::zero(),
        match_tip: Uint128::new(20),
        close_tip: Uint128::new(20),
        stale_tip: Uint128::new(50),
        min_runway: 3_600,
        min_collateral: Uint128::new(100),
        slash: Uint128::zero(),
        take_rate: Decimal::zero(),
        reconfirmation_period: 600,
    }
}

/// One group of 1 a second at most.
pub fn infrastructure(name: &str) -> DeploymentInfrastructure {
    let compute = ComputeUnit { cpu: 500, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    let group = ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::new(100), count: 1 };
    DeploymentInfrastructure {
        name: name.into(),
        region: String::new(),
        persist: false,
        notice: 0,
        resources: vec![group],
        requirements: Requirements::default(),
    }
}

pub fn version(byte: u8) -> HexBinary {
    HexBinary::from([byte; 32])
}

pub fn submission(infrastructure: Vec<DeploymentInfrastructure>) -> ExecuteMsg {
    ExecuteMsg::SubmitDeployment {
        version: version(1),
        denom: DENOM.into(),
        wait_duration: WaitDuration::Seconds(600),
        infrastructure,
    }
}

pub fn update(set: Vec<DeploymentInfrastructure>, remove: &[&str]) -> ExecuteMsg {
    let remove = remove.iter().map(|name| (*name).to_owned()).collect();
    ExecuteMsg::UpdateDeployment { deployment: 1, version: None, set, remove }
}

impl World {
    /// Made with the defaults, one denom with terms, not paused.
    pub fn new() -> Self {
        let mut deps = mock_dependencies();
        let address = |name: &str| deps.api.addr_make(name);
        let contracts = Contracts {
            deployment: address("deployment").into_string(),
            market: address("market").into_string(),
            escrow: address("escrow").into_string(),
            provider_registry: address("registry").into_string(),
        };
        let owner = address("owner");
        let mut env = mock_env();
        env.contract.address = address("deployment");
        let siblings = Rc::new(RefCell::new(Siblings::default()));
        deps.querier.update_wasm(answer(contracts.clone(), Rc::clone(&siblings)));
        let msg = InstantiateMsg {
            contracts: contracts.clone(),
            max_wait_blocks: 14_400,
            max_wait_seconds: 86_400,
            max_notice: 2_592_000,
        };
        instantiate(deps.as_mut(), env.clone(), message_info(&owner, &[]), msg).unwrap();
        let world = Self { deps, env, contracts, owner, siblings };
        world.pause(false);
        CURRENT_TERMS.save(&mut world.siblings.borrow_mut().market, DENOM, &NUMBER).unwrap();
        world.set_terms(&terms());
        world
    }

    /// With deployment 1 of these, all in the first round.
    pub fn with(infrastructure: Vec<DeploymentInfrastructure>) -> Self {
        let mut world = Self::new();
        let deposit = DEPOSIT * u128::try_from(infrastructure.len()).unwrap();
        world.submit(infrastructure, deposit).unwrap();
        world
    }

    pub fn pause(&self, paused: bool) {
        let authority = Authority { admin: self.admin(), pending: None, guardian: self.address("guardian"), paused };
        AUTHORITY.save(&mut self.siblings.borrow_mut().registry, &authority).unwrap();
    }

    /// Other rules for the denom.
    pub fn set_terms(&self, terms: &Terms) {
        TERMS.save(&mut self.siblings.borrow_mut().market, NUMBER, terms).unwrap();
    }

    pub fn address(&self, name: &str) -> Addr {
        self.deps.api.addr_make(name)
    }

    pub fn admin(&self) -> Addr {
        self.address("admin")
    }

    pub fn send(&mut self, sender: &Addr, msg: ExecuteMsg, funds: &[Coin]) -> Result<Response, ContractError> {
        // On a chain a message that fails changes nothing.
        let before = self.dump();
        let result = execute(self.deps.as_mut(), self.env.clone(), message_info(sender, funds), msg);
        if result.is_err() {
            self.restore(before);
        }
        result
    }

    /// By the owner, without coins.
    pub fn ask(&mut self, msg: ExecuteMsg) -> Result<Response, ContractError> {
        self.send(&self.owner.clone(), msg, &[])
    }

    pub fn submit(&mut self, list: Vec<DeploymentInfrastructure>, deposit: u128) -> Result<Response, ContractError> {
        self.send(&self.owner.clone(), submission(list), &[coin(deposit, DENOM)])
    }

    /// What the owner is told when this is refused.
    pub fn refused(&mut self, msg: ExecuteMsg) -> String {
        let before = self.dump();
        let error = self.ask(msg).unwrap_err().to_string();
        assert_eq!(self.dump(), before);
        error
    }

    pub fn query<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, ContractError> {
        Ok(from_json(query(self.deps.as_ref(), self.env.clone(), msg)?)?)
    }

    /// Deployment 1.
    pub fn deployment(&self) -> DeploymentResponse {
        self.query(QueryMsg::Deployment { deployment: 1 }).unwrap()
    }

    /// Slots and names of deployment 1.
    pub fn names(&self) -> Vec<(u32, String)> {
        let list = self.deployment().infrastructure.into_iter();
        list.map(|entry| (entry.slot, entry.infrastructure.name)).collect()
    }

    pub fn dump(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.deps.storage.range(None, None, cosmwasm_std::Order::Ascending).collect()
    }

    fn restore(&mut self, before: Vec<(Vec<u8>, Vec<u8>)>) {
        self.deps.storage = MockStorage::new();
        for (key, value) in before {
            self.deps.storage.set(&key, &value);
        }
    }
}

/// Raw reads of the siblings' storage; smart queries are an error, since the contract makes none.
fn answer(
    contracts: Contracts,
    siblings: Rc<RefCell<Siblings>>,
) -> impl Fn(&WasmQuery) -> SystemResult<ContractResult<cosmwasm_std::Binary>> {
    move |query| match query {
        WasmQuery::Raw { contract_addr, key } => {
            let siblings = siblings.borrow();
            let value = if *contract_addr == contracts.market {
                siblings.market.get(key)
            } else if *contract_addr == contracts.provider_registry {
                siblings.registry.get(key)
            } else {
                return SystemResult::Err(SystemError::NoSuchContract { addr: contract_addr.clone() });
            };
            SystemResult::Ok(ContractResult::Ok(value.unwrap_or_default().into()))
        }
        other => panic!("asked {other:?}"),
    }
}

/// The calls of a response, in their order: which contract, with how many coins.
pub fn calls(world: &World, response: &Response) -> Vec<(Role, Vec<Coin>)> {
    let messages = response.messages.iter().map(|message| match &message.msg {
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, funds, .. }) => {
            let role = Role::ALL.into_iter().find(|role| world.contracts.get(*role) == contract_addr);
            (role.expect("one of the four"), funds.clone())
        }
        other => panic!("sends {other:?}"),
    });
    messages.collect()
}

/// The message that goes to market, the last one.
pub fn to_market(world: &World, response: &Response) -> market::ExecuteMsg {
    match &response.messages.last().expect("a message").msg {
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) => {
            assert_eq!(*contract_addr, world.contracts.market);
            from_json(msg).unwrap()
        }
        other => panic!("sends {other:?}"),
    }
}

/// What market is to do about the slots of deployment 1, and whether it is a resumption.
pub fn slot_updates(world: &World, response: &Response) -> (Vec<SlotUpdate>, bool) {
    assert_eq!(calls(world, response).len(), 1);
    match to_market(world, response) {
        market::ExecuteMsg::UpdateOrders { deployment: 1, owner, denom, slots, resume } => {
            assert_eq!((owner, denom), (world.owner.to_string(), DENOM.to_owned()));
            (slots, resume)
        }
        other => panic!("sends {other:?}"),
    }
}

/// The events of one kind.
pub fn said<T: for<'a> TryFrom<&'a Event>>(response: &Response) -> Vec<T> {
    response.events.iter().filter_map(|event| T::try_from(event).ok()).collect()
}
