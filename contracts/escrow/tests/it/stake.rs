//! Stake and Unstake.

use berth_api::escrow::{ExecuteMsg, QueryMsg, StakeResponse, UnbondingEntry};
use berth_api::raw::STAKES;
use cosmwasm_std::{Uint128, coin};

use crate::fixture::{DAY, DENOM, Fixture, STAKED, START, WEI, address, unstake};

const STAKE: ExecuteMsg = ExecuteMsg::Stake {};

#[test]
fn stake_is_in_the_staking_denom_alone() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    for denom in [DENOM, WEI, "ustak", "ustakes"] {
        assert_eq!(fixture.refused(&alice, STAKE, &[coin(1, denom)]), "wrong_denom");
    }
    fixture.send(&alice, STAKE, &[coin(1, STAKED)]).unwrap();
    fixture.send(&alice, STAKE, &[coin(u128::MAX - 1, STAKED)]).unwrap();
    assert_eq!(fixture.refused(&alice, STAKE, &[coin(1, STAKED)]), "money");
    let answer: StakeResponse = fixture.ask(QueryMsg::Stake { owner: alice.to_string() });
    assert_eq!((answer.bonded, answer.slashable.u128()), (Uint128::MAX, 1_000));
}

#[test]
fn unstaking_takes_1_to_all_that_is_bonded() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    assert_eq!(fixture.refused(&alice, unstake(1), &[]), "insufficient_stake");
    fixture.send(&alice, STAKE, &[coin(100, STAKED)]).unwrap();
    for amount in [0, 101, u128::MAX] {
        assert_eq!(fixture.refused(&alice, unstake(amount), &[]), "insufficient_stake");
    }
    fixture.send(&alice, unstake(100), &[]).unwrap();
    assert_eq!(fixture.refused(&alice, unstake(1), &[]), "insufficient_stake");
    let answer: StakeResponse = fixture.ask(QueryMsg::Stake { owner: alice.to_string() });
    let entry = UnbondingEntry { amount: Uint128::new(100), release_at: START + DAY };
    assert_eq!((answer.bonded.u128(), answer.unbonding), (0, vec![entry]));
}

#[test]
fn seven_times_within_one_period() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, STAKE, &[coin(100, STAKED)]).unwrap();
    for _ in 0..7 {
        // Twice in one second is once.
        fixture.send(&alice, unstake(1), &[]).unwrap();
        fixture.send(&alice, unstake(1), &[]).unwrap();
        fixture.pass(10);
    }
    assert_eq!(fixture.refused(&alice, unstake(1), &[]), "too_many_unbonding");
    fixture.pass(DAY - 71);
    assert_eq!(fixture.refused(&alice, unstake(1), &[]), "too_many_unbonding");
    // The first has matured: there is room, and its coins are in the balance.
    fixture.pass(1);
    fixture.send(&alice, unstake(1), &[]).unwrap();
    assert_eq!(fixture.balance(&alice, STAKED), 2);
}

#[test]
fn what_has_matured_is_credited_by_the_next_stake() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, STAKE, &[coin(100, STAKED)]).unwrap();
    fixture.send(&alice, unstake(100), &[]).unwrap();
    fixture.pass(DAY);
    let answer: StakeResponse = fixture.ask(QueryMsg::Stake { owner: alice.to_string() });
    assert_eq!((answer.matured.u128(), answer.unbonding.len(), answer.slashable.u128()), (100, 0, 0));
    fixture.send(&alice, STAKE, &[coin(1, STAKED)]).unwrap();
    assert_eq!((fixture.balance(&alice, STAKED), fixture.total(STAKED)), (100, 101));
}

#[test]
fn a_stake_of_nothing_leaves_no_row() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, STAKE, &[coin(100, STAKED)]).unwrap();
    fixture.send(&alice, unstake(100), &[]).unwrap();
    fixture.pass(DAY);
    fixture.send(&alice, crate::fixture::withdraw(STAKED, None), &[]).unwrap();
    assert!(STAKES.is_empty(&fixture.deps.storage));
    assert_eq!(fixture.total(STAKED), 0);
}
