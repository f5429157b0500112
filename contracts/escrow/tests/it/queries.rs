//! Pages, and answers as of now.

use berth_api::escrow::{
    AccountsResponse, BalanceKey, BalancesResponse, ExecuteMsg, QueryMsg, SolvencyResponse, StakesResponse,
    TotalsResponse,
};
use cosmwasm_std::{Uint128, Uint256, coin, coins};

use crate::fixture::{DENOM, Fixture, MINE, STAKED, WEI, WEIS, address, matching, opening, settlement};

#[test]
fn pages_join_to_the_whole() {
    let mut fixture = Fixture::new();
    for name in ["a", "b", "c", "d", "e"] {
        fixture.send(&address(name), ExecuteMsg::Stake {}, &[coin(3, STAKED)]).unwrap();
        for denom in [DENOM, WEI] {
            fixture.send(&address(name), ExecuteMsg::Deposit { deployment: None }, &[coin(2, denom)]).unwrap();
        }
    }
    let balances = |start_after, limit| fixture.ask::<BalancesResponse>(QueryMsg::Balances { start_after, limit });
    let all = balances(None, None).balances;
    let (mut paged, mut after) = (vec![], None);
    while let page = balances(after.take(), Some(3)).balances
        && let Some(last) = page.last()
    {
        after = Some(BalanceKey { owner: last.owner.clone(), denom: last.denom.clone() });
        paged.extend(page);
    }
    assert_eq!((paged.len(), paged), (10, all));

    let stakes = |start_after, limit| fixture.ask::<StakesResponse>(QueryMsg::Stakes { start_after, limit }).stakes;
    let first = stakes(None, Some(2));
    let rest = stakes(Some(first[1].owner.clone()), None);
    assert_eq!([first, rest].concat(), stakes(None, None));

    let totals = |start_after, limit| fixture.ask::<TotalsResponse>(QueryMsg::Totals { start_after, limit }).totals;
    let first = totals(None, Some(1));
    let rest = totals(Some(first[0].denom.clone()), None);
    let all: Vec<_> = totals(None, None).into_iter().map(|total| (total.denom, total.owed.u128())).collect();
    assert_eq!(all, [(WEI.to_owned(), 10), (STAKED.to_owned(), 15), (DENOM.to_owned(), 10)]);
    assert_eq!((first.len(), rest.len()), (1, 2));
}

#[test]
fn accounts_are_shown_as_of_now() {
    let mut fixture = Fixture::new();
    fixture.open(MINE, vec![opening(2, 20)], coin(1_000, DENOM)).unwrap();
    fixture.open(WEIS, vec![], coin(5, WEI)).unwrap();
    fixture.settle(settlement(MINE, vec![matching(2, 10, 10)])).unwrap();
    fixture.pass(90);
    let accounts: AccountsResponse = fixture.ask(QueryMsg::Accounts { start_after: None, limit: None });
    let [mine, weis] = accounts.accounts.as_slice() else { panic!("two accounts") };
    assert_eq!((mine.runway, mine.withdrawable.u128(), mine.holds.u128()), (Some(400), 600, 10));
    assert_eq!((weis.runway, weis.withdrawable.u128(), weis.funded_until), (None, 5, None));
    fixture.pass(401);
    let accounts: AccountsResponse = fixture.ask(QueryMsg::Accounts { start_after: None, limit: Some(1) });
    let mine = &accounts.accounts[0];
    assert_eq!((mine.runway, mine.dry_at, mine.withdrawable.u128()), (None, Some(fixture.now() - 1), 0));
}

#[test]
fn coins_sent_without_a_message_are_held_and_owed_to_nobody() {
    let mut fixture = Fixture::new();
    fixture.send(&address("alice"), ExecuteMsg::Deposit { deployment: None }, &[coin(5, DENOM)]).unwrap();
    fixture.deps.querier.bank.update_balance(fixture.contracts.escrow.clone(), coins(u128::MAX, DENOM));
    let answer: SolvencyResponse = fixture.ask(QueryMsg::Solvency { denom: DENOM.to_owned() });
    assert_eq!((answer.held, answer.owed), (Uint256::from(u128::MAX), Uint128::new(5)));
    // A donation changes no payout.
    assert_eq!(
        fixture.refused(&address("alice"), crate::fixture::withdraw(DENOM, Some(6)), &[]),
        "insufficient_balance"
    );
    let nothing: SolvencyResponse = fixture.ask(QueryMsg::Solvency { denom: "ufoo".to_owned() });
    assert_eq!((nothing.held, nothing.owed), (Uint256::zero(), Uint128::zero()));
}
