use berth_api::VersionResponse;
use berth_api::provider_registry::AuthorityResponse;

use super::*;

fn msg(admin: &str, guardian: &str) -> InstantiateMsg {
    InstantiateMsg { contracts: contracts(), admin: admin.into(), guardian: guardian.into() }
}

#[test]
fn it_begins_unpaused_with_nobody_proposed() {
    let registry = Registry::new();
    let [admin, guardian] = ["admin", "guardian"].map(addr);
    let expected = AuthorityResponse { admin, pending: None, guardian, paused: false };
    assert_eq!(registry.ask::<AuthorityResponse>(QueryMsg::Authority {}), Ok(expected));
    assert_eq!(registry.ask::<Contracts>(QueryMsg::Contracts {}), Ok(contracts()));
    let version = VersionResponse {
        contract: "berth/provider-registry".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        api: berth_api::API_VERSION,
    };
    assert_eq!(registry.ask::<VersionResponse>(QueryMsg::Version {}), Ok(version));
}

#[test]
fn no_contract_of_the_exchange_holds_authority_over_it() {
    let somebody = addr("somebody").into_string();
    for contract in ["deployment", "market", "escrow", "provider-registry"].map(|name| addr(name).into_string()) {
        for wrong in [msg(&contract, &somebody), msg(&somebody, &contract)] {
            let refused = Registry::empty().instantiate(wrong).unwrap_err();
            assert_eq!(code(&refused), "own_contract");
        }
    }
}

#[test]
fn addresses_are_checked() {
    let somebody = addr("somebody").into_string();
    for wrong in no_addresses() {
        for msg in [msg(&wrong, &somebody), msg(&somebody, &wrong)] {
            let refused = Registry::empty().instantiate(msg).unwrap_err();
            assert_eq!(code(&refused), "invalid_field");
        }
    }
}

#[test]
fn its_own_entry_is_its_address() {
    let somebody = addr("somebody").into_string();
    let mut wrong = msg(&somebody, &somebody);
    wrong.contracts.provider_registry = somebody;
    assert_eq!(code(&Registry::empty().instantiate(wrong).unwrap_err()), "wiring");
}
