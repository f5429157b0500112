//! Deposit.

use berth_api::escrow::ExecuteMsg;
use cosmwasm_std::coin;

use crate::fixture::{DENOM, Fixture, MINE, STAKED, WEI, WEIS, address};

const TO_SELF: ExecuteMsg = ExecuteMsg::Deposit { deployment: None };

#[test]
fn coins_are_added_denom_by_denom() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    for (amount, denom) in [(5, DENOM), (7, WEI), (11, DENOM)] {
        fixture.send(&alice, TO_SELF, &[coin(amount, denom)]).unwrap();
    }
    assert_eq!((fixture.balance(&alice, DENOM), fixture.balance(&alice, WEI)), (16, 7));
    assert_eq!((fixture.total(DENOM), fixture.total(WEI)), (16, 7));
}

#[test]
fn the_largest_amount_fits_and_one_more_does_not() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.send(&alice, TO_SELF, &[coin(u128::MAX, WEI)]).unwrap();
    // Nobody else either: all of a denom fits 128 bits together.
    for owner in [&alice, &address("bob")] {
        assert_eq!(fixture.refused(owner, TO_SELF, &[coin(1, WEI)]), "money");
    }
    fixture.send(&alice, TO_SELF, &[coin(u128::MAX, DENOM)]).unwrap();
    assert_eq!(fixture.refused(&address("tenant"), ExecuteMsg::Stake {}, &[coin(1, DENOM)]), "wrong_denom");
}

#[test]
fn only_coins_of_use_are_taken() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    for denom in ["ufoo", "uusd", "factory/mallory/uusdc", STAKED] {
        assert_eq!(fixture.refused(&alice, TO_SELF, &[coin(1, denom)]), "denom_not_allowed");
    }
    fixture.terms(DENOM, false);
    assert_eq!(fixture.refused(&alice, TO_SELF, &[coin(1, DENOM)]), "denom_not_allowed");
}

#[test]
fn an_account_takes_its_own_denom_from_anybody() {
    let mut fixture = Fixture::new();
    let to_mine = ExecuteMsg::Deposit { deployment: Some(MINE) };
    assert_eq!(fixture.refused(&address("alice"), to_mine.clone(), &[coin(1, DENOM)]), "no_account");
    fixture.open(MINE, vec![], coin(10, DENOM)).unwrap();
    fixture.send(&address("alice"), to_mine.clone(), &[coin(5, DENOM)]).unwrap();
    assert_eq!(fixture.account(MINE).withdrawable().unwrap().u128(), 15);
    assert_eq!(fixture.refused(&address("alice"), to_mine.clone(), &[coin(1, WEI)]), "wrong_denom");
    let unknown = ExecuteMsg::Deposit { deployment: Some(99) };
    assert_eq!(fixture.refused(&address("alice"), unknown, &[coin(1, DENOM)]), "no_account");
    // Its leases go on when a denom loses its terms, so it can be fed.
    fixture.terms(DENOM, false);
    fixture.send(&address("alice"), to_mine, &[coin(1, DENOM)]).unwrap();
}

#[test]
fn an_account_of_eighteen_decimals_holds_the_largest_amount() {
    let mut fixture = Fixture::new();
    fixture.open(WEIS, vec![], coin(u128::MAX - 1, WEI)).unwrap();
    let to_weis = ExecuteMsg::Deposit { deployment: Some(WEIS) };
    fixture.send(&address("alice"), to_weis.clone(), &[coin(1, WEI)]).unwrap();
    assert_eq!(fixture.account(WEIS).withdrawable().unwrap().u128(), u128::MAX);
    assert_eq!(fixture.refused(&address("alice"), to_weis, &[coin(1, WEI)]), "money");
}
