//! How an exchange is made: four `Instantiate2` in one transaction, with addresses predicted before.

use berth_api::{Contracts, Role, deployment, escrow, market, provider_registry};
use cosmwasm_std::{Addr, Binary, StdResult, WasmMsg, to_json_binary};

use crate::Setup;

/// The stored codes of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codes {
    /// Of the provider registry.
    pub provider_registry: u64,
    /// Of escrow.
    pub escrow: u64,
    /// Of market.
    pub market: u64,
    /// Of deployment.
    pub deployment: u64,
}

impl Codes {
    /// The code of one of them.
    pub const fn get(&self, role: Role) -> u64 {
        match role {
            Role::ProviderRegistry => self.provider_registry,
            Role::Escrow => self.escrow,
            Role::Market => self.market,
            Role::Deployment => self.deployment,
        }
    }
}

/// The four messages of the one transaction. `admin` is governance and guardian, and may migrate; fees go to it.
pub fn instantiations(
    codes: &Codes,
    contracts: &Contracts,
    setup: &Setup,
    admin: &Addr,
    salt: &Binary,
) -> StdResult<Vec<WasmMsg>> {
    let message = |role| message(role, contracts, setup, admin);
    let plan = Role::ALL.into_iter().map(|role| {
        Ok(WasmMsg::Instantiate2 {
            admin: Some(admin.to_string()),
            code_id: codes.get(role),
            label: format!("berth {role}"),
            msg: message(role)?,
            funds: vec![],
            salt: salt.clone(),
        })
    });
    plan.collect()
}

fn message(role: Role, contracts: &Contracts, setup: &Setup, admin: &Addr) -> StdResult<Binary> {
    let contracts = contracts.clone();
    let admin = admin.to_string();
    match role {
        Role::ProviderRegistry => {
            to_json_binary(&provider_registry::InstantiateMsg { contracts, guardian: admin.clone(), admin })
        }
        Role::Escrow => to_json_binary(&escrow::InstantiateMsg {
            contracts,
            fee_collector: admin,
            staking_denom: setup.staking_denom.clone(),
            unbonding: setup.unbonding,
            slash_cap: setup.slash_cap,
        }),
        Role::Market => to_json_binary(&market::InstantiateMsg {
            contracts,
            terms: setup.terms.clone(),
            parameters: setup.parameters,
        }),
        Role::Deployment => to_json_binary(&deployment::InstantiateMsg {
            contracts,
            max_wait_blocks: setup.max_wait_blocks,
            max_wait_seconds: setup.max_wait_seconds,
            max_notice: setup.max_notice,
        }),
    }
}
