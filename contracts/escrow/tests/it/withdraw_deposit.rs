//! WithdrawDeposit.

use berth_api::escrow::{AccountResponse, ExecuteMsg, QueryMsg};
use berth_domain::{Movement, Payment};
use cosmwasm_std::{Addr, Uint128, Uint256, coin};

use crate::fixture::{DENOM, Fixture, MINE, ONE, WEI, WEIS, address, matching, opening, sent, settlement};

fn take(amount: Option<u128>, payout: bool) -> ExecuteMsg {
    ExecuteMsg::WithdrawDeposit { deployment: MINE, amount: amount.map(Uint128::new), payout }
}

/// 1,000 units; one lease of 2 a second, runway 100 seconds, a hold of 10.
fn leased() -> (Fixture, Addr) {
    let mut fixture = Fixture::new();
    fixture.open(MINE, vec![opening(2, 20)], coin(1_000, DENOM)).unwrap();
    fixture.settle(settlement(MINE, vec![matching(2, 10, 10)])).unwrap();
    (fixture, address("tenant"))
}

#[test]
fn the_runway_of_what_runs_stays() {
    let (mut fixture, tenant) = leased();
    // 1,000 - 20 held - 2 x 100.
    assert_eq!(fixture.refused(&tenant, take(Some(781), false), &[]), "insufficient_deposit");
    let error = fixture.send(&tenant, take(Some(781), false), &[]).unwrap_err().to_string();
    assert!(error.ends_with("amount is 781, allowed: 1 to 780 uusdc of deployment 7"), "{error}");
    let answer: AccountResponse = fixture.ask(QueryMsg::Account { deployment: MINE });
    assert_eq!((answer.withdrawable.u128(), answer.runway), (780, Some(490)));

    let response = fixture.send(&tenant, take(Some(700), false), &[]).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(fixture.balance(&tenant, DENOM), 700);
    fixture.pass(10);
    // What is asked for without an amount is what is left: 80 less 20 that the lease has used.
    let response = fixture.send(&tenant, take(None, true), &[]).unwrap();
    assert_eq!(sent(&tenant, &response), [coin(60, DENOM)]);
    assert_eq!(fixture.balance(&tenant, DENOM), 700);
    for amount in [None, Some(0), Some(1)] {
        assert_eq!(fixture.refused(&tenant, take(amount, true), &[]), "insufficient_deposit");
    }
    // The clock runs out exactly where the query says.
    let answer: AccountResponse = fixture.ask(QueryMsg::Account { deployment: MINE });
    assert_eq!((answer.runway, answer.funded_until), (Some(100), Some(fixture.now() + 100)));
}

#[test]
fn an_open_order_binds_its_maximum_rate() {
    let mut fixture = Fixture::new();
    fixture.open(MINE, vec![opening(3, 20)], coin(1_000, DENOM)).unwrap();
    let tenant = address("tenant");
    assert_eq!(fixture.refused(&tenant, take(Some(681), false), &[]), "insufficient_deposit");
    fixture.send(&tenant, take(Some(680), false), &[]).unwrap();
}

#[test]
fn all_is_free_while_dry_and_what_was_earned_is_not() {
    let (mut fixture, tenant) = leased();
    fixture.pass(491);
    let to_mine = ExecuteMsg::Deposit { deployment: Some(MINE) };
    fixture.send(&tenant, to_mine, &[coin(50, DENOM)]).unwrap();
    let response = fixture.send(&tenant, take(None, true), &[]).unwrap();
    assert_eq!(sent(&tenant, &response), [coin(50, DENOM)]);
    // 490 seconds at 2 are the provider's, and the hold is the keeper's.
    let payment =
        Payment { provider: address("provider").into_string(), amount: Uint128::new(980), fee: Uint128::zero() };
    let end = Movement::End {
        rate: Uint128::new(2 * ONE),
        payment,
        unearned: Uint256::zero(),
        hold: Uint128::new(10),
        tip: Uint128::new(10),
    };
    fixture.settle(settlement(MINE, vec![end])).unwrap();
    assert_eq!(fixture.balance(&address("provider"), DENOM), 980);
}

#[test]
fn only_the_owner_of_a_live_deployment() {
    let (mut fixture, tenant) = leased();
    for name in ["alice", "admin", "guardian", "keeper"] {
        assert_eq!(fixture.refused(&address(name), take(Some(1), true), &[]), "not_owner");
    }
    let unknown = ExecuteMsg::WithdrawDeposit { deployment: 99, amount: None, payout: true };
    assert_eq!(fixture.refused(&tenant, unknown, &[]), "no_account");
    // Cancelled: the record is still there, the account is not.
    let cancelled = ExecuteMsg::WithdrawDeposit { deployment: WEIS, amount: None, payout: true };
    assert_eq!(fixture.refused(&tenant, cancelled, &[]), "no_account");
}

#[test]
fn the_largest_amount_in_eighteen_decimals() {
    let mut fixture = Fixture::new();
    fixture.open(WEIS, vec![], coin(u128::MAX, WEI)).unwrap();
    let tenant = address("tenant");
    let all = ExecuteMsg::WithdrawDeposit { deployment: WEIS, amount: Some(Uint128::MAX), payout: true };
    let response = fixture.send(&tenant, all, &[]).unwrap();
    assert_eq!((sent(&tenant, &response), fixture.total(WEI)), (vec![coin(u128::MAX, WEI)], 0));
}
