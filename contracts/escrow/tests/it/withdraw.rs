//! Withdraw.

use berth_api::escrow::ExecuteMsg;
use cosmwasm_std::coin;

use crate::fixture::{DAY, DENOM, Fixture, STAKED, WEI, address, sent, unstake, withdraw};

const TO_SELF: ExecuteMsg = ExecuteMsg::Deposit { deployment: None };

#[test]
fn what_is_not_locked_leaves_to_the_last_coin() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, TO_SELF, &[coin(100, DENOM)]).unwrap();
    fixture.lock(&alice, DENOM, 60);
    assert_eq!(fixture.refused(&alice, withdraw(DENOM, Some(41)), &[]), "insufficient_balance");
    assert_eq!(fixture.refused(&alice, withdraw(DENOM, Some(0)), &[]), "nothing_to_withdraw");
    let some = fixture.send(&alice, withdraw(DENOM, Some(39)), &[]).unwrap();
    assert_eq!(sent(&alice, &some), [coin(39, DENOM)]);
    let rest = fixture.send(&alice, withdraw(DENOM, None), &[]).unwrap();
    assert_eq!(sent(&alice, &rest), [coin(1, DENOM)]);
    assert_eq!(fixture.refused(&alice, withdraw(DENOM, None), &[]), "nothing_to_withdraw");
    assert_eq!(fixture.balance(&alice, DENOM), 60);
}

#[test]
fn one_denom_is_not_another_and_one_owner_not_another() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, TO_SELF, &[coin(100, WEI)]).unwrap();
    assert_eq!(fixture.refused(&alice, withdraw(DENOM, Some(1)), &[]), "insufficient_balance");
    assert_eq!(fixture.refused(&address("bob"), withdraw(WEI, Some(1)), &[]), "insufficient_balance");
    assert_eq!(fixture.refused(&address("bob"), withdraw(WEI, None), &[]), "nothing_to_withdraw");
}

#[test]
fn the_largest_amount_goes_in_and_out_and_leaves_no_row() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, TO_SELF, &[coin(u128::MAX, WEI)]).unwrap();
    assert_eq!(fixture.refused(&address("bob"), withdraw(WEI, Some(u128::MAX)), &[]), "insufficient_balance");
    let all = fixture.send(&alice, withdraw(WEI, Some(u128::MAX)), &[]).unwrap();
    assert_eq!(sent(&alice, &all), [coin(u128::MAX, WEI)]);
    assert_eq!((fixture.balance(&alice, WEI), fixture.total(WEI)), (0, 0));
}

#[test]
fn a_denom_that_lost_its_terms_can_be_withdrawn() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, TO_SELF, &[coin(100, DENOM)]).unwrap();
    fixture.terms(DENOM, false);
    fixture.pause(true);
    let all = fixture.send(&alice, withdraw(DENOM, None), &[]).unwrap();
    assert_eq!(sent(&alice, &all), [coin(100, DENOM)]);
}

#[test]
fn what_has_unbonded_is_withdrawn_at_its_second() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, ExecuteMsg::Stake {}, &[coin(100, STAKED)]).unwrap();
    fixture.send(&alice, unstake(30), &[]).unwrap();
    fixture.pass(DAY - 1);
    assert_eq!(fixture.refused(&alice, withdraw(STAKED, Some(1)), &[]), "insufficient_balance");
    fixture.pass(1);
    let some = fixture.send(&alice, withdraw(STAKED, Some(10)), &[]).unwrap();
    assert_eq!(sent(&alice, &some), [coin(10, STAKED)]);
    assert_eq!(fixture.balance(&alice, STAKED), 20);
    let rest = fixture.send(&alice, withdraw(STAKED, None), &[]).unwrap();
    assert_eq!((sent(&alice, &rest), fixture.total(STAKED)), (vec![coin(20, STAKED)], 70));
}
