//! Entry points: authorise, dispatch.

use berth_api::event::ExchangeMade;
use berth_api::provider_registry::{ExecuteMsg, InstantiateMsg, QueryMsg};
use berth_api::raw::{AUTHORITY, Attestation, Authority};
use berth_api::{MigrateMsg, Role};
use berth_contract_kit::{admit_with, contracts, migrate_to, version, wire};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, to_json_binary};

use crate::address::officer;
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
    wire(deps.branch(), &env, Role::ProviderRegistry, &msg.contracts)?;
    let [admin, guardian] =
        [officer(deps.as_ref(), "admin", &msg.admin)?, officer(deps.as_ref(), "guardian", &msg.guardian)?];
    let made = ExchangeMade { admin: admin.clone(), guardian: guardian.clone() };
    AUTHORITY.save(deps.storage, &Authority { admin, guardian, pending: None, paused: false })?;
    Ok(Response::new().add_event(made))
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    let mut authority = None;
    admit_with(rule(&msg), deps.as_ref(), &info, |deps| Ok(authority.insert(AUTHORITY.load(deps.storage)?).clone()))?;
    let sender = info.sender;
    match msg {
        ExecuteMsg::RegisterProvider { profile } => execute::register_provider(deps, sender, profile),
        ExecuteMsg::UpdateProvider { profile } => execute::update_provider(deps, sender, profile),
        ExecuteMsg::ActivateProvider {} => execute::activate_provider(deps, sender),
        ExecuteMsg::DeactivateProvider {} => execute::deactivate_provider(deps, sender),
        ExecuteMsg::DeregisterProvider {} => execute::deregister_provider(deps, &env, sender),
        ExecuteMsg::PublishCertificate { certificate } => execute::publish_certificate(deps, &env, sender, certificate),
        ExecuteMsg::RotateCertificate { certificate } => execute::rotate_certificate(deps, &env, sender, certificate),
        ExecuteMsg::RevokeCertificate {} => execute::revoke_certificate(deps, &env, sender),
        ExecuteMsg::Attest { provider, attributes, expires_at } => {
            execute::attest(deps, &env, sender, &provider, Attestation { attributes, expires_at })
        }
        ExecuteMsg::RevokeAttestation { provider } => execute::revoke_attestation(deps, sender, &provider),
        ExecuteMsg::ProposeAdmin { admin, expires_at } => {
            execute::propose_admin(deps, &env, authority, &admin, expires_at)
        }
        ExecuteMsg::CancelAdminProposal {} => execute::cancel_admin_proposal(deps, authority),
        ExecuteMsg::AcceptAdmin {} => execute::accept_admin(deps, &env, authority, sender),
        ExecuteMsg::SetGuardian { guardian } => execute::set_guardian(deps, authority, &guardian),
        ExecuteMsg::Pause {} => execute::pause(deps, authority, sender),
        ExecuteMsg::Unpause {} => execute::unpause(deps, authority, sender),
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
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Contracts {} => to_json_binary(&contracts(deps.storage)?),
        QueryMsg::Version {} => to_json_binary(&version(deps.storage)?),
        QueryMsg::Authority {} => to_json_binary(&query::authority(deps)?),
        QueryMsg::Provider { address } => to_json_binary(&query::provider(deps, &address)?),
        QueryMsg::Providers { start_after, limit } => {
            to_json_binary(&query::providers(deps, start_after.as_deref(), limit)?)
        }
        QueryMsg::ProvidersByRegion { region, start_after, limit } => {
            to_json_binary(&query::providers_by_region(deps, &region, start_after.as_deref(), limit)?)
        }
        QueryMsg::Certificate { provider } => to_json_binary(&query::certificate(deps, &provider)?),
        QueryMsg::Attestation { provider, auditor } => to_json_binary(&query::attestation(deps, &provider, &auditor)?),
        QueryMsg::Attestations { provider, start_after, limit } => {
            to_json_binary(&query::attestations(deps, &provider, start_after.as_deref(), limit)?)
        }
    };
    Ok(answer?)
}
