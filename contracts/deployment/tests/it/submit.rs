//! SubmitDeployment.

use berth_api::deployment::ExecuteMsg;
use berth_api::event::{DeploymentSubmitted, InfrastructureSet};
use berth_api::market::{self, NewOrder};
use berth_api::{Role, escrow};
use berth_domain::{Terms, WaitDuration};
use cosmwasm_std::{CosmosMsg, HexBinary, Uint128, WasmMsg, coin, from_json};

use crate::world::{DENOM, DEPOSIT, NUMBER, World, calls, infrastructure, said, submission, terms, to_market, version};

#[test]
fn the_coins_go_to_escrow_whole_and_then_orders_open() {
    let mut world = World::new();
    let persisting = berth_domain::DeploymentInfrastructure { persist: true, ..infrastructure("db") };
    let list = vec![infrastructure("web"), persisting];
    let response = world.submit(list.clone(), 50_000).unwrap();

    let coins = vec![coin(50_000, DENOM)];
    assert_eq!(calls(&world, &response), [(Role::Escrow, coins), (Role::Market, vec![])]);
    match &response.messages[0].msg {
        CosmosMsg::Wasm(WasmMsg::Execute { msg, .. }) => match from_json(msg).unwrap() {
            escrow::ExecuteMsg::OpenAccount { deployment, min_runway, movements } => {
                assert_eq!((deployment, min_runway, movements.len()), (1, 3_600, 2));
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    match to_market(&world, &response) {
        market::ExecuteMsg::OpenOrders { deployment, terms, orders } => {
            assert_eq!((deployment, terms), (1, NUMBER));
            let slots: Vec<u32> = orders.iter().map(|order: &NewOrder| order.slot).collect();
            assert_eq!(slots, [1, 2]);
            assert!(orders.iter().all(|order| order.collateral == Uint128::new(100)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(from_json::<u64>(response.data.clone().unwrap()).unwrap(), 1);
    let expected = DeploymentSubmitted {
        deployment: 1,
        owner: world.owner.clone(),
        denom: DENOM.into(),
        version: version(1),
        deposit: Uint128::new(50_000),
    };
    assert_eq!(said::<DeploymentSubmitted>(&response), [expected]);
    let set = |slot, name: &str, persist| InfrastructureSet { deployment: 1, slot, name: name.into(), persist };
    assert_eq!(said::<InfrastructureSet>(&response), [set(1, "web", false), set(2, "db", true)]);

    let stored = world.deployment();
    assert_eq!((stored.closed, stored.version), (false, version(1)));
    let stored: Vec<_> = stored.infrastructure.into_iter().map(|entry| entry.infrastructure).collect();
    assert_eq!(stored, list);
}

#[test]
fn ids_count_from_one() {
    let mut world = World::new();
    for id in 1_u64..=3 {
        let response = world.submit(vec![infrastructure("web")], DEPOSIT).unwrap();
        assert_eq!(from_json::<u64>(response.data.unwrap()).unwrap(), id);
    }
}

#[test]
fn ids_are_used_up_once() {
    let mut world = World::new();
    cw_storage_plus::Item::<u64>::new("last_id").save(&mut world.deps.storage, &u64::MAX).unwrap();
    let error = world.submit(vec![infrastructure("web")], DEPOSIT).unwrap_err().to_string();
    assert!(error.starts_with("deployment/ids_exhausted: "), "{error}");
}

#[test]
fn the_deposit_covers_the_runway_and_the_holds() {
    for (count, least) in [(1_u128, DEPOSIT), (16, 16 * DEPOSIT)] {
        let list: Vec<_> = (0..count).map(|n| infrastructure(&format!("n{n}"))).collect();
        let mut world = World::new();
        let error = world.submit(list.clone(), least - 1).unwrap_err().to_string();
        let expected = format!("deployment/insufficient_deposit: sent {} uusdc, at least {least}: ", least - 1);
        assert!(error.starts_with(&expected), "{error}");
        world.submit(list, least).unwrap();
    }
}

#[test]
fn one_coin_of_its_denom() {
    let mut world = World::new();
    let owner = world.owner.clone();
    let cases = [
        (vec![], "deployment/payment: "),
        (vec![coin(0, DENOM)], "deployment/payment: "),
        (vec![coin(9_000, DENOM), coin(1, "uatom")], "deployment/payment: "),
        (vec![coin(9_000, "uatom")], "deployment/wrong_denom: sent uatom, the deployment names uusdc"),
    ];
    for (coins, expected) in cases {
        let error = world.send(&owner, submission(vec![infrastructure("web")]), &coins).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_denom_needs_terms() {
    let mut world = World::new();
    let submit = ExecuteMsg::SubmitDeployment {
        version: version(1),
        denom: "uatom".into(),
        wait_duration: WaitDuration::Seconds(600),
        infrastructure: vec![infrastructure("web")],
    };
    let error = world.send(&world.owner.clone(), submit, &[coin(9_000, "uatom")]).unwrap_err().to_string();
    assert_eq!(error, "deployment/denom_not_allowed: uatom is not a denom of this exchange");
}

#[test]
fn what_the_terms_refuse() {
    let mut world = World::new();
    let mut poor = infrastructure("web");
    poor.resources[0].collateral = Uint128::new(99);
    let error = world.submit(vec![poor], DEPOSIT).unwrap_err().to_string();
    assert!(error.starts_with("deployment/invalid_field: infrastructure[0].total collateral is 99"), "{error}");
    let mut dear = infrastructure("web");
    dear.resources[0].price = cosmwasm_std::Decimal::MAX;
    dear.resources[0].count = 2;
    let error = world.submit(vec![dear], u128::MAX).unwrap_err().to_string();
    assert!(error.starts_with("deployment/invalid_field: infrastructure[0]."), "{error}");
}

#[test]
fn sums_beyond_all_coins() {
    let mut world = World::new();
    world.set_terms(&Terms { min_runway: u64::MAX, ..terms() });
    let mut dear = infrastructure("web");
    dear.resources[0].price = cosmwasm_std::Decimal::MAX;
    let error = world.submit(vec![dear], u128::MAX).unwrap_err().to_string();
    assert!(error.starts_with("deployment/money: "), "{error}");
}

#[test]
fn a_version_is_a_hash() {
    let mut world = World::new();
    for length in [0, 31, 33] {
        let submit = ExecuteMsg::SubmitDeployment {
            version: HexBinary::from(vec![1; length]),
            denom: DENOM.into(),
            wait_duration: WaitDuration::Seconds(600),
            infrastructure: vec![infrastructure("web")],
        };
        let error = world.send(&world.owner.clone(), submit, &[coin(DEPOSIT, DENOM)]).unwrap_err().to_string();
        let expected = format!("deployment/invalid_field: version is {length} bytes, allowed: 32 bytes");
        assert_eq!(error, expected);
    }
}

#[test]
fn a_wait_is_within_the_parameters() {
    let mut world = World::new();
    let cases = [
        (WaitDuration::Blocks(0), false),
        (WaitDuration::Blocks(1), true),
        (WaitDuration::Blocks(14_400), true),
        (WaitDuration::Blocks(14_401), false),
        (WaitDuration::Seconds(0), false),
        (WaitDuration::Seconds(1), true),
        (WaitDuration::Seconds(86_400), true),
        (WaitDuration::Seconds(86_401), false),
    ];
    for (wait_duration, allowed) in cases {
        let infrastructure = vec![infrastructure("web")];
        let submit =
            ExecuteMsg::SubmitDeployment { version: version(1), denom: DENOM.into(), wait_duration, infrastructure };
        let result = world.send(&world.owner.clone(), submit, &[coin(DEPOSIT, DENOM)]);
        assert_eq!(result.is_ok(), allowed, "{wait_duration:?}");
        if let Err(error) = result {
            assert!(error.to_string().starts_with("deployment/invalid_field: wait_duration."), "{error}");
        }
    }
}

#[test]
fn one_to_sixteen_each_name_once() {
    let mut world = World::new();
    let many = |count| (0..count).map(|n| infrastructure(&format!("n{n}"))).collect::<Vec<_>>();
    let twice = vec![infrastructure("web"), infrastructure("web")];
    let cases = [
        (vec![], "infrastructure is a list of 0, allowed: 1 to 16 elements"),
        (many(17), "infrastructure is a list of 17, allowed: 1 to 16 elements"),
        (twice, "infrastructure[1].name is `web` again, allowed: each name once"),
    ];
    for (list, expected) in cases {
        let error = world.submit(list, 20 * DEPOSIT).unwrap_err().to_string();
        assert_eq!(error, format!("deployment/invalid_field: {expected}"));
    }
    world.submit(many(16), 16 * DEPOSIT).unwrap();
}
