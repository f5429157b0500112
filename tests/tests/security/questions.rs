//! What queries answer: pages that add up, and figures that a message agrees with.

use berth_api::escrow::{
    AccountResponse, AccountsResponse, BalanceKey, BalancesResponse, ExecuteMsg as Escrow, QueryMsg as EscrowQuery,
    StakesResponse, TotalsResponse,
};
use berth_api::market::{ExecuteMsg as Market, OpenOrdersResponse, OrdersResponse, QueryMsg as MarketQuery};
use berth_api::provider_registry::{ProvidersResponse, QueryMsg as RegistryQuery};
use berth_tests::cast::{Cast, Sender, cast};
use berth_tests::lifecycle::{STATES, wealth};
use berth_tests::stage::{DENOM, Stage};
use cosmwasm_std::{Coin, Uint256};

/// Pages of 1, 2 and 3 rows are the whole list, in the same order; a page of 0 is empty, and none is longer than 100.
fn pages_add_up<K: Clone + PartialEq + std::fmt::Debug>(what: &str, page: impl Fn(Option<K>, u32) -> Vec<K>) {
    let whole = page(None, 100);
    assert!(whole.len() >= 2, "{what}: {whole:?}");
    assert_eq!(page(None, u32::MAX), whole, "{what}");
    assert_eq!(page(None, 0), [], "{what}");
    for rows in 1..=3 {
        let mut found: Vec<K> = vec![];
        loop {
            let next = page(found.last().cloned(), rows);
            if next.is_empty() {
                break;
            }
            found.extend(next);
        }
        assert_eq!(found, whole, "{what} by {rows}");
    }
}

fn escrow_pages(cast: &Cast) {
    let sandbox = &cast.stage.sandbox;
    pages_add_up("accounts", |start_after, limit| {
        let asked = EscrowQuery::Accounts { start_after, limit: Some(limit) };
        let found: AccountsResponse = sandbox.query_escrow(&asked).unwrap();
        found.accounts.into_iter().map(|account| account.deployment).collect()
    });
    pages_add_up("balances", |start_after, limit| {
        let asked = EscrowQuery::Balances { start_after, limit: Some(limit) };
        let found: BalancesResponse = sandbox.query_escrow(&asked).unwrap();
        let key = |row: berth_api::escrow::BalanceResponse| BalanceKey { owner: row.owner, denom: row.denom };
        found.balances.into_iter().map(key).collect()
    });
    pages_add_up("stakes", |start_after, limit| {
        let asked = EscrowQuery::Stakes { start_after, limit: Some(limit) };
        let found: StakesResponse = sandbox.query_escrow(&asked).unwrap();
        found.stakes.into_iter().map(|stake| stake.owner).collect()
    });
    pages_add_up("totals", |start_after, limit| {
        let asked = EscrowQuery::Totals { start_after, limit: Some(limit) };
        let found: TotalsResponse = sandbox.query_escrow(&asked).unwrap();
        found.totals.into_iter().map(|total| total.denom).collect()
    });
}

/// S38: lists are bounded, and their pages are the whole.
#[test]
fn pages_are_bounded_and_add_up() {
    let cast = cast();
    let sandbox = &cast.stage.sandbox;
    escrow_pages(&cast);
    pages_add_up("orders", |start_after, limit| {
        let asked = MarketQuery::Orders { deployment: 1, start_after, limit: Some(limit) };
        let found: OrdersResponse = sandbox.query_market(&asked).unwrap();
        found.orders.into_iter().map(|order| order.order).collect()
    });
    pages_add_up("open orders", |start_after, limit| {
        let asked = MarketQuery::OpenOrders { start_after, limit: Some(limit) };
        let found: OpenOrdersResponse = sandbox.query_market(&asked).unwrap();
        found.orders.into_iter().map(|order| order.order).collect()
    });
    pages_add_up("providers", |start_after, limit| {
        let asked = RegistryQuery::Providers { start_after, limit: Some(limit) };
        let found: ProvidersResponse = sandbox.query_provider_registry(&asked).unwrap();
        found.providers.into_iter().map(|provider| provider.address.into_string()).collect()
    });
}

/// What the tenant can take out by the query, and what he gets by the message.
fn withdrawable(stage: &mut Stage) -> Option<(u128, i128)> {
    let asked = EscrowQuery::Account { deployment: 1 };
    let account: AccountResponse = stage.sandbox.query_escrow(&asked).ok()?;
    let tenant = stage.tenant.clone();
    let before = wealth(stage, &tenant);
    let withdraw = Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: true };
    // Nothing is not withdrawn: an error.
    let _taken = stage.sandbox.send(&tenant, withdraw, &[]);
    Some((account.withdrawable.u128(), wealth(stage, &tenant) - before))
}

/// S51: what a query says is what a message in the same block does: the clock of both is the same.
#[test]
fn a_message_does_what_the_query_said() {
    for state in &STATES {
        let mut stage = (state.reach)();
        let begin = stage.sandbox.remember();
        let work = stage.work();
        // None has dead bids but those of leases that have begun.
        let ready = work.ready.len() + work.stale.len() + work.dry.len();
        let facilitate = Market::Facilitate { limit: 32, deployments: work.dry.clone(), skip: vec![] };
        let (visited, _) = stage.work_done(facilitate);
        let both = work.stale.len().min(work.dry.len());
        assert_eq!(usize::try_from(visited).unwrap(), ready - both, "{}", state.name);
        stage.sandbox.go_back(&begin);
        if let Some((said, got)) = withdrawable(&mut stage) {
            assert_eq!(i128::try_from(said).unwrap(), got, "{}", state.name);
        }
    }
}

/// S36, S44: a chain that stands still for a century, and keepers that never come back: everybody gets out what is his.
#[test]
fn after_a_century_without_keepers_everybody_can_leave() {
    for state in &STATES {
        let mut stage = (state.reach)();
        stage.sandbox.next_block(100 * 31_536_000);
        stage.exit();
    }
}

/// S03: a coin of more than 128 bits is refused, not cut short.
#[test]
fn a_coin_beyond_128_bits_is_refused() {
    let mut cast = cast();
    let stranger = cast.address(Sender::Stranger);
    let coin = Coin::new(Uint256::from(u128::MAX) + Uint256::one(), DENOM);
    cast.stage.sandbox.fund(&stranger, coin.clone()).unwrap();
    for deployment in [None, Some(1)] {
        let deposit = Escrow::Deposit { deployment };
        cast.stage.refuse(&stranger, deposit, std::slice::from_ref(&coin), "escrow/payment: ");
    }
}
