//! Who holds authority, as the provider registry has it.

use berth_api::Role;
use berth_api::raw::{AUTHORITY, Authority};
use cosmwasm_std::{Addr, Deps, StdError, StdResult};

use crate::wiring::address_of;

/// The authority record, read raw from the provider registry: one read of the addresses and one of the record.
///
/// An error if there is none: whatever asks fails closed.
pub fn authority(deps: Deps) -> StdResult<Authority> {
    authority_of(deps, address_of(deps.storage, Role::ProviderRegistry)?)
}

/// The same, where the address is known already.
pub fn authority_of(deps: Deps, registry: Addr) -> StdResult<Authority> {
    let found = AUTHORITY.query(&deps.querier, registry.clone());
    found.map_err(|e| StdError::msg(format!("authority of {registry}: {e}")))
}

#[cfg(test)]
mod tests {
    use berth_api::Contracts;
    use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, mock_dependencies, mock_env};
    use cosmwasm_std::{Binary, ContractResult, OwnedDeps, SystemError, SystemResult, WasmQuery, to_json_binary};

    use super::*;
    use crate::wiring::wire;

    fn wired() -> OwnedDeps<MockStorage, MockApi, MockQuerier> {
        let mut deps = mock_dependencies();
        let address = |role: Role| deps.api.addr_make(role.name()).into_string();
        let contracts = Contracts {
            deployment: address(Role::Deployment),
            market: address(Role::Market),
            escrow: address(Role::Escrow),
            provider_registry: address(Role::ProviderRegistry),
        };
        let mut env = mock_env();
        env.contract.address = deps.api.addr_make(Role::Market.name());
        wire(deps.as_mut(), &env, Role::Market, &contracts).unwrap();
        deps
    }

    /// A registry with that record under the key that siblings read.
    fn answer(deps: &mut OwnedDeps<MockStorage, MockApi, MockQuerier>, record: Binary) {
        let registry = deps.api.addr_make(Role::ProviderRegistry.name());
        deps.querier.update_wasm(move |request| match request {
            WasmQuery::Raw { contract_addr, key }
                if registry.as_str() == contract_addr && key.as_slice() == b"authority" =>
            {
                SystemResult::Ok(ContractResult::Ok(record.clone()))
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest { kind: format!("{other:?}") }),
        });
    }

    #[test]
    fn what_the_registry_has_is_read_raw() {
        let mut deps = wired();
        let [admin, guardian] = ["admin", "guardian"].map(|name| deps.api.addr_make(name));
        let expected = Authority { admin, guardian, pending: None, paused: true };
        answer(&mut deps, to_json_binary(&expected).unwrap());
        assert_eq!(authority(deps.as_ref()).unwrap(), expected);
    }

    #[test]
    fn without_a_record_nobody_has_authority() {
        let mut deps = wired();
        for nothing in [Binary::default(), Binary::from(b"{}")] {
            answer(&mut deps, nothing);
            let registry = deps.api.addr_make(Role::ProviderRegistry.name());
            let error = authority(deps.as_ref()).unwrap_err().to_string();
            assert!(error.contains(&format!("authority of {registry}")), "{error}");
        }
    }
}
