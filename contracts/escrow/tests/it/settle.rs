//! OpenAccount and Settle.

use berth_api::escrow::{DryAccountsResponse, QueryMsg, Settlement};
use berth_domain::{Movement, Payment};
use cosmwasm_std::{Uint128, Uint256, coin};

use crate::fixture::{DENOM, Fixture, MINE, ONE, WEI, WEIS, address, matching, opening, sent, settlement};
use berth_escrow::ContractError;

fn pay(amount: u128, fee: u128) -> Movement {
    let provider = address("provider").into_string();
    Movement::Pay(Payment { provider, amount: Uint128::new(amount), fee: Uint128::new(fee) })
}

/// The end of a lease of 2 a second that is paid so much and gives back nothing.
fn end(amount: u128, unearned: u128, tip: u128) -> Movement {
    let Movement::Pay(payment) = pay(amount, 0) else { panic!("is a payment") };
    let unearned = Uint256::from(unearned) * Uint256::from(ONE);
    Movement::End { rate: Uint128::new(2 * ONE), payment, unearned, hold: Uint128::new(10), tip: Uint128::new(tip) }
}

/// 1,000 units in, a lease of 2 a second, a hold of 10.
fn leased() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.open(MINE, vec![opening(2, 20)], coin(1_000, DENOM)).unwrap();
    fixture.settle(settlement(MINE, vec![matching(2, 10, 10)])).unwrap();
    fixture
}

#[test]
fn an_account_opens_once() {
    let mut fixture = Fixture::new();
    fixture.open(MINE, vec![], coin(1, DENOM)).unwrap();
    assert!(matches!(fixture.open(MINE, vec![], coin(1, DENOM)), Err(ContractError::AccountExists(MINE))));
    // A hold that the coins do not cover.
    assert!(matches!(fixture.open(WEIS, vec![opening(1, 8)], coin(7, WEI)), Err(ContractError::Money(_))));
    fixture.open(WEIS, vec![opening(1, 7)], coin(7, WEI)).unwrap();
}

#[test]
fn earnings_fees_and_tips_are_credited() {
    let mut fixture = leased();
    fixture.pass(100);
    fixture.settle(settlement(MINE, vec![pay(190, 10)])).unwrap();
    let balance = |name| fixture.balance(&address(name), DENOM);
    assert_eq!([balance("provider"), balance("collector"), balance("keeper")], [190, 10, 10]);
}

#[test]
fn no_more_is_paid_than_has_run_up() {
    let mut fixture = leased();
    fixture.pass(100);
    assert!(matches!(fixture.settle(settlement(MINE, vec![pay(190, 11)])), Err(ContractError::Money(_))));
    assert!(matches!(fixture.settle(settlement(WEIS, vec![pay(1, 0)])), Err(ContractError::NoAccount(WEIS))));
}

#[test]
fn an_end_gives_back_what_was_not_earned_and_the_hold() {
    let mut fixture = leased();
    fixture.pass(100);
    fixture.settle(settlement(MINE, vec![end(150, 50, 0)])).unwrap();
    let account = fixture.account(MINE);
    assert_eq!((account.withdrawable().unwrap().u128(), account.holds.u128()), (1_000 - 150 - 10, 0));
}

#[test]
fn forfeited_collateral_comes_out_of_the_balance() {
    let mut fixture = leased();
    let provider = address("provider");
    let forfeit =
        Movement::Forfeit { provider: provider.to_string(), collateral: Uint128::new(40), tip: Uint128::new(5) };
    // More than the provider has: never by market's doing, and no other balance pays for it.
    assert!(matches!(fixture.settle(settlement(MINE, vec![forfeit.clone()])), Err(ContractError::Money(_))));
    let deposit = berth_api::escrow::ExecuteMsg::Deposit { deployment: None };
    fixture.send(&provider, deposit, &[coin(40, DENOM)]).unwrap();
    fixture.settle(settlement(MINE, vec![forfeit])).unwrap();
    assert_eq!(fixture.balance(&provider, DENOM), 0);
    assert_eq!(fixture.balance(&address("keeper"), DENOM), 15);
}

#[test]
fn a_refund_is_sent_with_a_payout_and_the_account_is_gone() {
    let mut fixture = leased();
    fixture.pass(100);
    let mut closing = settlement(MINE, vec![end(200, 0, 3)]);
    closing.accounts[0].refund_to = Some(address("keeper").into_string());
    closing.payout = true;
    let response = fixture.settle(closing).unwrap();
    // Tip and refund of this message; what the keeper had before stays.
    assert_eq!(sent(&address("keeper"), &response), [coin(3 + 1_000 - 200 - 10 - 3, DENOM)]);
    assert_eq!(fixture.balance(&address("keeper"), DENOM), 10);
    assert_eq!(fixture.total(DENOM), 210);
    let gone = fixture.settle(settlement(MINE, vec![]));
    assert!(matches!(gone, Err(ContractError::NoAccount(MINE))));
}

#[test]
fn a_live_account_does_not_close() {
    let mut fixture = leased();
    let mut closing = settlement(MINE, vec![]);
    closing.accounts[0].refund_to = Some(address("tenant").into_string());
    assert!(matches!(fixture.settle(closing), Err(ContractError::Money(_))));
}

#[test]
fn an_account_is_due_from_the_second_after_its_last_and_until_its_leases_ended() {
    let mut fixture = leased();
    let dry = |fixture: &Fixture| fixture.ask::<DryAccountsResponse>(QueryMsg::DryAccounts { limit: None });
    let last = fixture.now() + 490;
    fixture.pass(490);
    assert_eq!(dry(&fixture), DryAccountsResponse { deployments: vec![], next_time: Some(last + 1) });
    fixture.pass(1);
    assert_eq!(dry(&fixture), DryAccountsResponse { deployments: vec![MINE], next_time: None });
    let resume = settlement(MINE, vec![Movement::Resume {}]);
    assert!(matches!(fixture.settle(resume), Err(ContractError::Money(_))));
    fixture.settle(settlement(MINE, vec![end(980, 0, 10), Movement::Resume {}])).unwrap();
    assert_eq!(dry(&fixture), DryAccountsResponse { deployments: vec![], next_time: None });
    assert_eq!(fixture.account(MINE).dry_at, None);
}

#[test]
fn a_settlement_of_nothing_is_nothing() {
    let mut fixture = Fixture::new();
    let nothing =
        Settlement { caller: address("keeper").into_string(), payout: true, accounts: vec![], slashes: vec![] };
    let response = fixture.settle(nothing).unwrap();
    assert!(response.messages.is_empty() && response.events.is_empty());
}
