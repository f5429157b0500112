//! Instantiation, SetParameters, migration.

use berth_api::escrow::{ExecuteMsg, InstantiateMsg, Parameters, QueryMsg};
use berth_api::event::EscrowParametersSet;
use berth_api::{MigrateMsg, VersionResponse};
use berth_escrow::contract::{NAME, instantiate, migrate};
use cosmwasm_std::Uint128;
use cosmwasm_std::testing::message_info;

use crate::fixture::{DAY, Fixture, STAKED, address, contracts, host, instantiation};

fn refusal(spoil: impl FnOnce(&mut InstantiateMsg)) -> Option<String> {
    let contracts = contracts();
    let (mut deps, env) = host(&contracts);
    let mut msg = instantiation(&contracts);
    spoil(&mut msg);
    let info = message_info(&address("deployer"), &[]);
    instantiate(deps.as_mut(), env, info, msg).err().map(|error| error.to_string())
}

#[test]
fn parameters_have_hard_ranges() {
    assert_eq!(refusal(|_| ()), None);
    for unbonding in [DAY, 90 * DAY] {
        assert_eq!(refusal(|msg| msg.unbonding = unbonding), None);
    }
    for unbonding in [0, DAY - 1, 90 * DAY + 1, u64::MAX] {
        let error = refusal(|msg| msg.unbonding = unbonding).unwrap();
        let expected = format!("escrow/invalid_field: unbonding is {unbonding}, allowed: 86400 to 7776000");
        assert_eq!(error, expected);
    }
    for denom in ["", "us", "1abc", &"u".repeat(129)] {
        let error = refusal(|msg| msg.staking_denom = denom.to_owned()).unwrap();
        assert!(error.starts_with("escrow/invalid_field: staking_denom is `"), "{error}");
    }
    assert_eq!(refusal(|msg| msg.staking_denom = "u".repeat(128)), None);
    for cap in [0, u128::MAX] {
        assert_eq!(refusal(|msg| msg.slash_cap = Uint128::new(cap)), None);
    }
}

#[test]
fn none_of_the_four_collects_fees() {
    let contracts = contracts();
    let four =
        [&contracts.escrow, &contracts.market, &contracts.deployment, &contracts.provider_registry].map(Clone::clone);
    for address in four.clone() {
        let error = refusal(|msg| msg.fee_collector = address).unwrap();
        assert!(error.starts_with("escrow/invalid_field: fee_collector is "), "{error}");
    }
    let mut fixture = Fixture::new();
    for collector in four {
        let set = ExecuteMsg::SetParameters { fee_collector: Some(collector), slash_cap: None };
        assert_eq!(fixture.refused(&address("admin"), set, &[]), "invalid_field");
    }
}

#[test]
fn addresses_are_addresses() {
    for bad in ["", "collector", &address("collector").as_str().to_uppercase(), "osmo1qqqq", &"x".repeat(256)] {
        assert!(
            refusal(|msg| msg.fee_collector = bad.to_owned())
                .unwrap()
                .starts_with("escrow/invalid_field: fee_collector is `")
        );
        let set = ExecuteMsg::SetParameters { fee_collector: Some(bad.to_owned()), slash_cap: None };
        assert_eq!(Fixture::new().refused(&address("admin"), set, &[]), "invalid_field");
    }
    assert!(refusal(|msg| msg.contracts.escrow = address("other").into_string()).unwrap().starts_with("escrow/wiring"));
}

#[test]
fn what_is_not_given_stays() {
    let mut fixture = Fixture::new();
    let mut expected = Parameters {
        fee_collector: address("collector").into_string(),
        staking_denom: STAKED.to_owned(),
        unbonding: DAY,
        slash_cap: Uint128::new(1_000),
    };
    assert_eq!(fixture.ask::<Parameters>(QueryMsg::Parameters {}), expected);
    let set = ExecuteMsg::SetParameters { fee_collector: Some(address("dao").into_string()), slash_cap: None };
    fixture.send(&address("admin"), set, &[]).unwrap();
    expected.fee_collector = address("dao").into_string();
    assert_eq!(fixture.ask::<Parameters>(QueryMsg::Parameters {}), expected);
    let set = ExecuteMsg::SetParameters { fee_collector: None, slash_cap: Some(Uint128::one()) };
    let response = fixture.send(&address("admin"), set, &[]).unwrap();
    expected.slash_cap = Uint128::one();
    assert_eq!(fixture.ask::<Parameters>(QueryMsg::Parameters {}), expected);
    let said = EscrowParametersSet::try_from(&response.events[0]).unwrap();
    assert_eq!((said.slash_cap, said.fee_collector), (Uint128::one(), address("dao")));
}

#[test]
fn migration_moves_the_version_and_nothing_else() {
    let mut fixture = Fixture::new();
    let version: VersionResponse = fixture.ask(QueryMsg::Version {});
    assert_eq!((version.contract.as_str(), version.version.as_str()), (NAME, env!("CARGO_PKG_VERSION")));
    cw2::set_contract_version(&mut fixture.deps.storage, NAME, "0.0.1").unwrap();
    let parameters: Parameters = fixture.ask(QueryMsg::Parameters {});
    migrate(fixture.deps.as_mut(), fixture.env.clone(), MigrateMsg {}).unwrap();
    assert_eq!(fixture.ask::<VersionResponse>(QueryMsg::Version {}), version);
    assert_eq!(fixture.ask::<Parameters>(QueryMsg::Parameters {}), parameters);
    for (name, number) in [("berth/market", "0.0.1"), (NAME, "99.0.0")] {
        cw2::set_contract_version(&mut fixture.deps.storage, name, number).unwrap();
        let error = migrate(fixture.deps.as_mut(), fixture.env.clone(), MigrateMsg {}).unwrap_err();
        assert!(error.to_string().starts_with("escrow/migrate: "), "{error}");
    }
}
