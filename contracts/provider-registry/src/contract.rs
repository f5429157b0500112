//! Entry points: authorise, dispatch.

use berth_api::provider_registry::{ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_api::raw::{AUTHORITY, Authority};
use berth_api::{MigrateMsg, Role};
use berth_contract_kit::{admit_with, contracts, migrate_to, version, wire};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult, to_json_binary};

use crate::auth::rule;
use crate::{ContractError, execute, query};

/// cw2 name.
pub const NAME: &str = "berth/provider-registry";

/// Wires the contract and writes down who holds authority.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw2::set_contract_version(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    let [admin, guardian] = [deps.api.addr_validate(&msg.admin)?, deps.api.addr_validate(&msg.guardian)?];
    let authority = Authority { admin, guardian, pending: None, paused: false };
    AUTHORITY.save(deps.storage, &authority)?;
    wire(deps.branch(), &env, Role::ProviderRegistry, &msg.contracts)?;
    Ok(Response::new())
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut, _env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    admit_with(rule(&msg), deps.as_ref(), &info, |deps| AUTHORITY.load(deps.storage))?;
    match msg {
        ExecuteMsg::RegisterProvider { profile } => execute::register_provider(deps, info.sender, profile),
    }
}

/// Moves the contract to this code.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate_to(deps.storage, NAME, env!("CARGO_PKG_VERSION"))?;
    Ok(Response::new())
}

/// Answers a question.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Version {} => to_json_binary(&version(deps.storage)?),
        QueryMsg::Authority {} => to_json_binary(&query::authority(deps)?),
        QueryMsg::Provider { address } => to_json_binary(&query::provider(deps, &address)?),
        QueryMsg::Providers { start_after, limit } => {
            to_json_binary(&query::providers(deps, start_after.as_deref(), limit)?)
        }
    }
}
