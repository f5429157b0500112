//! What the four refuse when they are made, and when they are moved to other code.

use berth_api::{Contracts, Role, deployment, escrow, market, provider_registry};
use berth_sandbox::{Setup, native};
use berth_tests::cast::{Cast, Sender};
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo};

use crate::Case;

pub const CASES: &[Case] = &[
    ("deployment/wiring", |_| {
        made(|deps, env, info, contracts, setup| {
            let msg = deployment::InstantiateMsg {
                contracts,
                max_wait_blocks: setup.max_wait_blocks,
                max_wait_seconds: setup.max_wait_seconds,
                max_notice: setup.max_notice,
            };
            berth_deployment::contract::instantiate(deps, env, info, msg).unwrap_err().to_string()
        })
    }),
    ("market/wiring", |_| {
        made(|deps, env, info, contracts, setup| {
            let msg = market::InstantiateMsg { contracts, terms: setup.terms, parameters: setup.parameters };
            berth_market::contract::instantiate(deps, env, info, msg).unwrap_err().to_string()
        })
    }),
    ("escrow/wiring", |_| {
        made(|deps, env, info, contracts, setup| {
            let msg = escrow::InstantiateMsg {
                contracts,
                fee_collector: info.sender.to_string(),
                staking_denom: setup.staking_denom,
                unbonding: setup.unbonding,
                slash_cap: setup.slash_cap,
            };
            berth_escrow::contract::instantiate(deps, env, info, msg).unwrap_err().to_string()
        })
    }),
    ("provider-registry/wiring", |_| {
        made(|deps, env, info, contracts, _| {
            let admin = info.sender.to_string();
            let msg = provider_registry::InstantiateMsg { contracts, guardian: admin.clone(), admin };
            berth_provider_registry::contract::instantiate(deps, env, info, msg).unwrap_err().to_string()
        })
    }),
    ("deployment/migrate", |cast| moved(cast, Role::Escrow, Role::Deployment)),
    ("market/migrate", |cast| moved(cast, Role::Escrow, Role::Market)),
    ("escrow/migrate", |cast| moved(cast, Role::Market, Role::Escrow)),
    ("provider-registry/migrate", |cast| moved(cast, Role::Market, Role::ProviderRegistry)),
];

/// Makes a contract whose own entry is another's address.
fn made(make: impl FnOnce(DepsMut, Env, MessageInfo, Contracts, Setup) -> String) -> String {
    let mut deps = mock_dependencies();
    let [deployment, market, escrow, provider_registry] =
        ["deployment", "market", "escrow", "registry"].map(|name| deps.api.addr_make(name).into_string());
    let info = message_info(&deps.api.addr_make("admin"), &[]);
    let contracts = Contracts { deployment, market, escrow, provider_registry };
    make(deps.as_mut(), mock_env(), info, contracts, Setup::default())
}

/// Moves a contract to the code of another.
fn moved(cast: &mut Cast, contract: Role, to: Role) -> String {
    let admin: Addr = cast.address(Sender::Admin);
    cast.stage.sandbox.migrate(&admin, [(contract, native(to))]).unwrap_err().to_string()
}
