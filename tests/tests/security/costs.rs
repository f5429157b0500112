//! What it costs to starve a tenant. The tables are committed.

use std::fmt::Write;

use berth_api::market::ExecuteMsg as Market;
use berth_domain::{DeploymentInfrastructure, OrderId};
use berth_tests::golden::assert_golden;
use berth_tests::lifecycle::wealth;
use berth_tests::stage::{PERIOD, PURSE, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Addr, Decimal, Uint128};

const DEPOSIT: u128 = 1_000_000;

/// An infrastructure at the least collateral, that persists.
fn cheap() -> DeploymentInfrastructure {
    let mut wanted = infrastructure("web", true);
    wanted.resources[0].collateral = Uint128::new(2_000_000);
    wanted
}

/// Wins an order at the least price there is.
fn win_for_nothing(stage: &mut Stage, who: &Addr, order: OrderId) {
    let least = Decimal::from_atomics(1_u128, 18).unwrap();
    assert_eq!(stage.offer(who, order, least), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.lease(order).provider, *who);
}

fn change(stage: &Stage, who: &Addr) -> i128 {
    wealth(stage, who) - i128::try_from(PURSE).unwrap()
}

/// What is in the tenant's account beyond his deposit, holds included.
fn gained(stage: &Stage) -> i128 {
    let account = stage.account(1);
    let atto = cosmwasm_std::Uint256::from(10_u128.pow(18));
    let spendable: Uint128 = (account.spendable / atto).try_into().unwrap();
    i128::try_from((spendable + account.holds).u128()).unwrap() - i128::try_from(DEPOSIT).unwrap()
}

/// S67: somebody wins for nothing and never serves, again and again by other addresses. Each time he loses the whole
/// collateral, which pays the tenant, who notices, and the next match; the tenant is never worse off for it.
#[test]
fn winning_for_nothing_and_never_serving_costs_the_collateral_each_time() {
    let mut stage = stage();
    stage.submit(vec![cheap()], DEPOSIT);
    let mut text = "round  blocks lost  attacker's address  tenant, in all  keeper, in all\n".to_owned();
    let mut blocks = 0;
    for round in 1..=5 {
        let order = OrderId::new(1, 1, round);
        let attacker = stage.provider(&format!("attacker {round}"));
        win_for_nothing(&mut stage, &attacker, order);
        stage.pass(PERIOD + 1);
        stage.keep(Market::InvalidateStaleLeases { limit: 1 });
        blocks += WAIT + PERIOD + 1;
        let (lost, tenant, keeper) = (change(&stage, &attacker), gained(&stage), change(&stage, &stage.keeper));
        writeln!(text, "{round:>5}  {blocks:>11}  {lost:>18}  {tenant:>14}  {keeper:>14}").unwrap();
        assert_eq!((lost, tenant + keeper), (-2_000_000, 2_000_000 * i128::from(round)));
        assert!(stage.is_open(OrderId::new(1, 1, round + 1)));
        // The same address is barred from what follows.
        let again = stage.offer(&attacker, OrderId::new(1, 1, round + 1), Decimal::one()).unwrap();
        assert!(again.contains("barred"), "{again}");
    }
    assert_golden("security/starving.txt", &text);
    stage.exit();
}

/// S67: a tenant who sees it at once need not wait for the period: he orders again, barred to whoever does not serve.
#[test]
fn a_tenant_who_is_not_served_orders_again_at_once() {
    let mut stage = stage();
    stage.submit(vec![cheap()], DEPOSIT);
    let attacker = stage.providers[2].clone();
    win_for_nothing(&mut stage, &attacker, OrderId::new(1, 1, 1));
    stage.by_tenant(Market::CloseLease { lease: OrderId::new(1, 1, 1), reorder: true });
    // A match tip is all it cost.
    assert_eq!(gained(&stage), -20_000);
    assert!(stage.offer(&attacker, OrderId::new(1, 1, 2), Decimal::one()).unwrap().contains("barred"));
    stage.exit();
}

/// S70: two addresses win for nothing by turns, give notice and leave. Who leaves pays for the match of his successor.
#[test]
fn a_hundred_notices_by_turns_cost_the_tenant_nothing() {
    let mut stage = stage();
    stage.submit(vec![cheap()], DEPOSIT);
    let pair = [stage.providers[0].clone(), stage.providers[1].clone()];
    let mut text = "cycles  pair, in all  tenant, in all  keeper, in all\n".to_owned();
    for (round, who) in (1..=100).zip(pair.iter().cycle()) {
        let lease = OrderId::new(1, 1, round);
        win_for_nothing(&mut stage, who, lease);
        stage.send(who, Market::GiveNotice { lease }, &[]);
        stage.send(who, Market::LeaveLease { lease }, &[]);
        let pairs: i128 = pair.iter().map(|who| change(&stage, who)).sum();
        let (tenant, keeper) = (gained(&stage), change(&stage, &stage.keeper));
        assert_eq!(pairs, -20_000 * i128::from(round));
        assert_eq!((tenant, keeper), (0, 20_000 * i128::from(round)));
        if [1, 10, 100].contains(&round) {
            writeln!(text, "{round:>6}  {pairs:>12}  {tenant:>14}  {keeper:>14}").unwrap();
        }
    }
    assert_golden("security/leaving.txt", &text);
    stage.exit();
}
