//! What a broken lease costs of a stake.

use berth_api::escrow::{ExecuteMsg, QueryMsg, StakeResponse};
use berth_api::event::Slashed;
use berth_api::raw::STAKES;
use cosmwasm_std::{Addr, Uint128, coin};

use crate::fixture::{DAY, Fixture, STAKED, address, unstake};

/// 100 bonded, 20 and 30 unbonding, an hour apart.
fn staked() -> (Fixture, Addr) {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, ExecuteMsg::Stake {}, &[coin(150, STAKED)]).unwrap();
    fixture.send(&alice, unstake(20), &[]).unwrap();
    fixture.pass(3_600);
    fixture.send(&alice, unstake(30), &[]).unwrap();
    (fixture, alice)
}

fn stake(fixture: &Fixture, owner: &Addr) -> (u128, Vec<u128>) {
    let answer: StakeResponse = fixture.ask(QueryMsg::Stake { owner: owner.to_string() });
    (answer.bonded.u128(), answer.unbonding.iter().map(|entry| entry.amount.u128()).collect())
}

fn cap(fixture: &mut Fixture, slash_cap: u128) {
    let set = ExecuteMsg::SetParameters { fee_collector: None, slash_cap: Some(Uint128::new(slash_cap)) };
    fixture.send(&address("admin"), set, &[]).unwrap();
}

#[test]
fn bonded_coins_go_first_then_the_oldest_entry_to_the_collector() {
    let (mut fixture, alice) = staked();
    let response = fixture.slash(&alice, 110);
    assert_eq!(stake(&fixture, &alice), (0, vec![10, 30]));
    assert_eq!(fixture.balance(&address("collector"), STAKED), 110);
    let slashed = response.events.iter().find_map(|event| Slashed::try_from(event).ok()).unwrap();
    assert_eq!(slashed, Slashed { owner: alice.clone(), amount: Uint128::new(110), bonded: Uint128::new(100) });
    fixture.slash(&alice, 10);
    assert_eq!(stake(&fixture, &alice), (0, vec![30]));
    fixture.slash(&alice, 1_000);
    assert_eq!(stake(&fixture, &alice), (0, vec![]));
    assert_eq!((fixture.balance(&address("collector"), STAKED), fixture.total(STAKED)), (150, 150));
}

#[test]
fn no_stake_is_no_error() {
    let mut fixture = Fixture::new();
    let response = fixture.slash(&address("alice"), 5);
    assert!(response.events.is_empty() && STAKES.is_empty(&fixture.deps.storage));
    // A cap of 0: nothing is ever slashed.
    let (mut fixture, alice) = staked();
    cap(&mut fixture, 0);
    assert!(fixture.slash(&alice, 5).events.is_empty());
    assert_eq!(stake(&fixture, &alice).0, 100);
}

#[test]
fn the_cap_holds_within_a_window_also_when_all_was_taken_out() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    cap(&mut fixture, 60);
    // To the begin of a window: the cap would be fresh at the next.
    let until_next = DAY - fixture.now() % DAY;
    fixture.pass(until_next);
    fixture.send(&alice, ExecuteMsg::Stake {}, &[coin(50, STAKED)]).unwrap();
    fixture.slash(&alice, 1_000);
    assert_eq!(stake(&fixture, &alice), (0, vec![]));
    // The row stays, or a new stake would face the whole cap again.
    fixture.send(&alice, ExecuteMsg::Stake {}, &[coin(50, STAKED)]).unwrap();
    fixture.slash(&alice, 1_000);
    assert_eq!(stake(&fixture, &alice), (40, vec![]));
    fixture.pass(DAY - 1);
    fixture.slash(&alice, 1_000);
    assert_eq!(stake(&fixture, &alice), (40, vec![]));
    fixture.pass(1);
    fixture.slash(&alice, 1_000);
    assert_eq!(stake(&fixture, &alice), (0, vec![]));
}

#[test]
fn what_has_matured_is_out_of_reach() {
    let (mut fixture, alice) = staked();
    fixture.pass(DAY - 3_600);
    fixture.slash(&alice, 1_000);
    assert_eq!((fixture.balance(&alice, STAKED), fixture.balance(&address("collector"), STAKED)), (20, 130));
}

#[test]
fn several_leases_of_one_provider_break_in_one_message() {
    let (mut fixture, alice) = staked();
    let slash = |amount| berth_api::escrow::Slash { provider: alice.to_string(), amount: Uint128::new(amount) };
    let settlement = berth_api::escrow::Settlement {
        caller: address("keeper").into_string(),
        payout: false,
        accounts: vec![],
        slashes: vec![slash(90), slash(20)],
    };
    fixture.settle(settlement).unwrap();
    assert_eq!(stake(&fixture, &alice), (0, vec![10, 30]));
}
