//! Parameters, at their ranges; instantiation and migration.

use berth_api::deployment::{ExecuteMsg, InstantiateMsg, Parameters, QueryMsg};
use berth_api::event::DeploymentParametersSet;
use berth_api::{API_VERSION, MigrateMsg, VersionResponse};
use berth_deployment::contract::{NAME, instantiate, migrate};
use berth_domain::WaitDuration;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{Addr, coin};

use crate::world::{DENOM, DEPOSIT, World, infrastructure, said, version};

fn set(blocks: Option<u64>, seconds: Option<u64>, notice: Option<u64>) -> ExecuteMsg {
    ExecuteMsg::SetParameters { max_wait_blocks: blocks, max_wait_seconds: seconds, max_notice: notice }
}

fn parameters(world: &World) -> (u64, u64, u64) {
    let Parameters { max_wait_blocks, max_wait_seconds, max_notice } = world.query(QueryMsg::Parameters {}).unwrap();
    (max_wait_blocks, max_wait_seconds, max_notice)
}

#[test]
fn what_is_not_named_stays() {
    let mut world = World::new();
    let admin = world.admin();
    for (msg, expected) in [
        (set(Some(7), None, None), (7, 86_400, 2_592_000)),
        (set(None, Some(8), None), (7, 8, 2_592_000)),
        (set(None, None, Some(0)), (7, 8, 0)),
        (set(Some(1), Some(2), Some(3)), (1, 2, 3)),
    ] {
        let response = world.send(&admin, msg, &[]).unwrap();
        assert_eq!(parameters(&world), expected);
        let (max_wait_blocks, max_wait_seconds, max_notice) = expected;
        let expected = DeploymentParametersSet { max_wait_blocks, max_wait_seconds, max_notice };
        assert_eq!(said::<DeploymentParametersSet>(&response), [expected]);
        assert!(response.messages.is_empty());
    }
    let error = world.send(&admin, set(None, None, None), &[]).unwrap_err().to_string();
    assert!(error.starts_with("deployment/nothing_to_do: "), "{error}");
}

/// Each of the three at its ends, and beyond.
const CASES: [(u64, u64, u64, Option<&str>); 8] = [
    (1, 1, 0, None),
    (1_000_000, 31_536_000, 2_592_000, None),
    (0, 1, 0, Some("max_wait_blocks is 0, allowed: 1 to 1000000")),
    (1_000_001, 1, 0, Some("max_wait_blocks is 1000001, allowed: 1 to 1000000")),
    (1, 0, 0, Some("max_wait_seconds is 0, allowed: 1 to 31536000")),
    (1, 31_536_001, 0, Some("max_wait_seconds is 31536001, allowed: 1 to 31536000")),
    (1, 1, 2_592_001, Some("max_notice is 2592001, allowed: 0 to 2592000")),
    (u64::MAX, 1, 0, Some("max_wait_blocks is 18446744073709551615, allowed: 1 to 1000000")),
];

#[test]
fn hard_ranges_hold_for_the_admin_and_for_whoever_instantiates() {
    for (max_wait_blocks, max_wait_seconds, max_notice, refusal) in CASES {
        let refusal = refusal.map(|text| format!("deployment/invalid_field: {text}"));
        let mut world = World::new();
        let msg = set(Some(max_wait_blocks), Some(max_wait_seconds), Some(max_notice));
        let result = world.send(&world.admin(), msg, &[]);
        assert_eq!(result.err().map(|error| error.to_string()), refusal);

        let contracts = world.contracts.clone();
        let msg = InstantiateMsg { contracts, max_wait_blocks, max_wait_seconds, max_notice };
        let mut deps = mock_dependencies();
        let result = instantiate(deps.as_mut(), world.env.clone(), message_info(&world.owner, &[]), msg);
        assert_eq!(result.err().map(|error| error.to_string()), refusal);
    }
}

#[test]
fn a_parameter_holds_from_then_on() {
    let mut world = World::new();
    let (admin, owner) = (world.admin(), world.owner.clone());
    world.send(&admin, set(None, Some(300), None), &[]).unwrap();
    let mut submit = |wait| {
        let infrastructure = vec![infrastructure("web")];
        let wait_duration = WaitDuration::Seconds(wait);
        let msg =
            ExecuteMsg::SubmitDeployment { version: version(1), denom: DENOM.into(), wait_duration, infrastructure };
        world.send(&owner, msg, &[coin(DEPOSIT, DENOM)]).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(submit(300), Ok(()));
    assert_eq!(submit(301).unwrap_err(), "deployment/invalid_field: wait_duration.seconds is 301, allowed: 1 to 300");
}

#[test]
fn each_contract_is_where_the_others_look_for_it() {
    let world = World::new();
    let make = |edit: &dyn Fn(&mut InstantiateMsg)| {
        let contracts = world.contracts.clone();
        let mut msg = InstantiateMsg { contracts, max_wait_blocks: 1, max_wait_seconds: 1, max_notice: 1 };
        edit(&mut msg);
        let mut deps = mock_dependencies();
        let result = instantiate(deps.as_mut(), world.env.clone(), message_info(&world.owner, &[]), msg);
        result.map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(make(&|_| {}), Ok(()));
    let elsewhere = make(&|msg| msg.contracts.deployment = world.owner.to_string()).unwrap_err();
    assert!(elsewhere.starts_with("deployment/wiring: contracts.deployment is "), "{elsewhere}");
    let twice = make(&|msg| msg.contracts.market.clone_from(&msg.contracts.escrow)).unwrap_err();
    assert!(twice.starts_with("deployment/wiring: "), "{twice}");
    let nowhere = make(&|msg| msg.contracts.market = Addr::unchecked("market").into_string()).unwrap_err();
    assert!(nowhere.starts_with("deployment/wiring: "), "{nowhere}");
}

#[test]
fn migration_goes_up_and_writes_only_the_version() {
    let mut world = World::with(vec![infrastructure("web")]);
    let asked: VersionResponse = world.query(QueryMsg::Version {}).unwrap();
    let current = env!("CARGO_PKG_VERSION").to_owned();
    assert_eq!(asked, VersionResponse { contract: NAME.into(), version: current.clone(), api: API_VERSION });
    let before = world.dump();
    cw2::set_contract_version(&mut world.deps.storage, NAME, "0.0.1").unwrap();
    migrate(world.deps.as_mut(), mock_env(), MigrateMsg {}).unwrap();
    assert_eq!(world.dump(), before);
    for (name, version) in [(NAME, "99.0.0"), ("berth/market", "0.0.1")] {
        cw2::set_contract_version(&mut world.deps.storage, name, version).unwrap();
        let error = migrate(world.deps.as_mut(), mock_env(), MigrateMsg {}).unwrap_err().to_string();
        assert!(error.starts_with("deployment/migrate: "), "{error}");
    }
}
