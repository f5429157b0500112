//! One file per message, and what holds for all of them.

mod accept_admin;
mod activate_provider;
mod admission;
mod attest;
mod cancel_admin_proposal;
mod deactivate_provider;
mod deregister_provider;
mod index;
mod instantiate;
mod migrate;
mod pause;
mod propose_admin;
mod publish_certificate;
mod query;
mod register_provider;
mod revoke_attestation;
mod revoke_certificate;
mod rotate_certificate;
mod set_guardian;
mod storage;
mod unpause;
mod update_provider;

use std::collections::BTreeMap;

use berth_api::market::{ObligationsResponse, Parameters, QueryMsg as MarketQuery};
use berth_api::provider_registry::{CertificateResponse, ExecuteMsg, InstantiateMsg, ProviderResponse, QueryMsg};
use berth_api::raw::PARAMETERS;
use berth_api::{Contracts, Role};
use berth_domain::{Attribute, ProviderProfile, ReputationParameters};
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, message_info, mock_dependencies, mock_env};
use cosmwasm_std::{
    Addr, Binary, Coin, ContractResult, Env, Event, Order, OwnedDeps, Storage, SystemError, SystemResult, Timestamp,
    Uint128, WasmQuery, from_json, to_json_binary,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contract::{execute, instantiate, query};

/// When a test begins, in seconds.
const START: u64 = 1_700_000_000;

/// The address of a name.
fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn contracts() -> Contracts {
    Contracts {
        deployment: addr("deployment").into_string(),
        market: addr("market").into_string(),
        escrow: addr("escrow").into_string(),
        provider_registry: addr("provider-registry").into_string(),
    }
}

/// A registry with its admin and guardian of those names, beside siblings that say what they are told to say.
struct Registry {
    deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    env: Env,
    siblings: Siblings,
}

/// What the siblings answer.
#[derive(Clone)]
struct Siblings {
    obligations: ObligationsResponse,
    raw: BTreeMap<(String, Vec<u8>), Binary>,
}

impl Siblings {
    fn answer(&self, request: &WasmQuery) -> SystemResult<ContractResult<Binary>> {
        match request {
            WasmQuery::Smart { contract_addr, msg } if *contract_addr == contracts().market => {
                let Ok(MarketQuery::Obligations { .. }) = from_json(msg) else { panic!("asked {msg}") };
                SystemResult::Ok(ContractResult::Ok(to_json_binary(&self.obligations).unwrap()))
            }
            WasmQuery::Raw { contract_addr, key } => {
                let value = self.raw.get(&(contract_addr.clone(), key.to_vec()));
                SystemResult::Ok(ContractResult::Ok(value.cloned().unwrap_or_default()))
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest { kind: format!("{other:?}") }),
        }
    }
}

/// Half of each share after 1,000 seconds, and with 500 at stake; a broken lease weighs 1,000 seconds.
fn parameters() -> Parameters {
    let reputation = ReputationParameters { half_service: 1_000, half_stake: Uint128::new(500), penalty: 1_000 };
    Parameters { reputation, sudo_limit: 0 }
}

impl Registry {
    fn new() -> Self {
        let mut registry = Self::empty();
        let msg = InstantiateMsg {
            contracts: contracts(),
            admin: addr("admin").into_string(),
            guardian: addr("guardian").into_string(),
        };
        registry.instantiate(msg).unwrap();
        registry.sibling_has(Role::Market, PARAMETERS.as_slice(), &parameters());
        registry
    }

    fn empty() -> Self {
        let mut env = mock_env();
        env.contract.address = addr("provider-registry");
        env.block.time = Timestamp::from_seconds(START);
        let siblings =
            Siblings { obligations: ObligationsResponse { leases: false, bids: false }, raw: BTreeMap::new() };
        Self { deps: mock_dependencies(), env, siblings }
    }

    fn instantiate(&mut self, msg: InstantiateMsg) -> Result<(), String> {
        let info = message_info(&addr("deployer"), &[]);
        instantiate(self.deps.as_mut(), self.env.clone(), info, msg).map(|_| ()).map_err(|e| e.to_string())
    }

    /// What market answers about every provider from now on.
    fn obligations(&mut self, leases: bool, bids: bool) {
        self.siblings.obligations = ObligationsResponse { leases, bids };
        self.listen();
    }

    /// What a sibling has under a key from now on.
    fn sibling_has(&mut self, role: Role, key: &[u8], value: &impl Serialize) {
        let key = (contracts().get(role).to_owned(), key.to_vec());
        self.siblings.raw.insert(key, to_json_binary(value).unwrap());
        self.listen();
    }

    fn listen(&mut self) {
        let siblings = self.siblings.clone();
        self.deps.querier.update_wasm(move |request| siblings.answer(request));
    }

    /// The block time, in seconds.
    fn at(&mut self, time: u64) {
        self.env.block.time = Timestamp::from_seconds(time);
    }

    /// What the registry says has happened, or its refusal.
    fn send(&mut self, sender: &str, msg: ExecuteMsg) -> Result<Vec<Event>, String> {
        self.send_with(sender, msg, &[])
    }

    fn send_with(&mut self, sender: &str, msg: ExecuteMsg, coins: &[Coin]) -> Result<Vec<Event>, String> {
        let info = message_info(&addr(sender), coins);
        let response = execute(self.deps.as_mut(), self.env.clone(), info, msg).map_err(|e| e.to_string())?;
        assert!(response.messages.is_empty() && response.attributes.is_empty());
        Ok(response.events)
    }

    /// The code of the refusal.
    fn refused(&mut self, sender: &str, msg: ExecuteMsg) -> String {
        let before = self.deps.storage.range(None, None, Order::Ascending).collect::<Vec<_>>();
        let refusal = self.send(sender, msg).unwrap_err();
        let after = self.deps.storage.range(None, None, Order::Ascending).collect::<Vec<_>>();
        assert_eq!(before, after, "a refusal writes nothing");
        code(&refusal)
    }

    fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, String> {
        let answer = query(self.deps.as_ref(), self.env.clone(), msg).map_err(|e| e.to_string())?;
        Ok(from_json(answer).unwrap())
    }

    fn provider(&self, name: &str) -> Option<ProviderResponse> {
        self.ask(QueryMsg::Provider { address: addr(name).into_string() }).ok()
    }

    fn certificate(&self, name: &str) -> Option<CertificateResponse> {
        self.ask(QueryMsg::Certificate { provider: addr(name).into_string() }).ok()
    }

    /// A registered provider of that name.
    fn register(&mut self, name: &str) {
        self.send(name, ExecuteMsg::RegisterProvider { profile: profile("eu-west") }).unwrap();
    }
}

/// A refusal's code, without the contract's name.
fn code(refusal: &str) -> String {
    let (code, _) = refusal.split_once(": ").unwrap();
    code.strip_prefix(&format!("{}/", Role::ProviderRegistry)).unwrap().to_owned()
}

fn profile(region: &str) -> ProviderProfile {
    ProviderProfile {
        endpoint: "https://dc.example:8443".into(),
        region: region.into(),
        attributes: vec![attribute("tier", "3")],
    }
}

fn attribute(key: &str, value: &str) -> Attribute {
    Attribute { key: key.into(), value: value.into() }
}

/// A DER SEQUENCE of that content.
fn der(content: u8) -> Binary {
    Binary::from([0x30, 0x01, content])
}

/// Every way to write an address that is none of this chain.
fn no_addresses() -> [String; 5] {
    let upper = addr("somebody").into_string().to_uppercase();
    let foreign = MockApi::default().with_prefix("osmo").addr_make("somebody").into_string();
    [String::new(), upper, foreign, "somebody".into(), "x".repeat(256)]
}
