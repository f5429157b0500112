//! Rules that change under what runs.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::{OrderId, Terms};
use berth_sandbox::Setup;
use berth_tests::cast::STAKED;
use berth_tests::lifecycle::wealth;
use berth_tests::stage::{PERIOD, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Decimal, Uint128, coin};

const FIRST: OrderId = OrderId::new(1, 1, 1);

fn usual() -> Terms {
    let defaults = Setup::default().terms[0].clone();
    Terms { take_rate: Decimal::percent(1), reconfirmation_period: PERIOD, ..defaults }
}

fn set(stage: &mut Stage, terms: Terms) {
    stage.by_admin(Market::SetTerms { terms });
}

/// A lease that is matched, confirmed, and broken; a successor that is bid for and cancelled. What everybody has in the
/// end. `change` happens before the match, or in the middle of the lease.
fn life(early: bool, change: &Terms) -> (Vec<i128>, u128) {
    let mut stage = stage();
    let provider = stage.providers[0].clone();
    stage.mint(&provider, 1_000, STAKED);
    stage.send(&provider, Escrow::Stake {}, &[coin(1_000, STAKED)]);
    stage.submit(vec![infrastructure("web", true)], 1_000_000);
    assert_eq!(stage.bid(0, FIRST, 80), None);
    if early {
        set(&mut stage, change.clone());
    }
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.pass(5);
    assert_eq!(stage.confirm(0, FIRST, true), None);
    if !early {
        set(&mut stage, change.clone());
    }
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    stage.by_tenant(Deployment::CancelDeployment { deployment: 1, payout: false });
    let staked = stage.stake(&provider).bonded.u128();
    (stage.everybody().iter().map(|who| wealth(&stage, who)).collect(), staked)
}

/// S13, S63: every rule but the period, both ways, before the match and in the middle of a lease: what has opened ends as
/// it would have.
#[test]
fn rules_that_change_later_change_nothing_for_what_has_opened() {
    let collateral = Uint128::new(40_000_000);
    let changes = [
        Terms { interest_rate: Decimal::one(), ..usual() },
        Terms { interest_rate: Decimal::zero(), ..usual() },
        Terms { match_tip: Uint128::new(1_000_000), min_collateral: collateral, ..usual() },
        Terms { match_tip: Uint128::zero(), ..usual() },
        Terms { close_tip: Uint128::new(1_000_000), min_collateral: collateral, ..usual() },
        Terms { close_tip: Uint128::zero(), ..usual() },
        Terms { stale_tip: Uint128::new(1_000_000), min_collateral: collateral, ..usual() },
        Terms { stale_tip: Uint128::zero(), ..usual() },
        Terms { min_runway: 31_536_000, ..usual() },
        Terms { min_runway: 1, ..usual() },
        Terms { min_collateral: Uint128::new(90_000), ..usual() },
        Terms { slash: Uint128::new(500), ..usual() },
        Terms { take_rate: Decimal::percent(20), ..usual() },
        Terms { take_rate: Decimal::zero(), ..usual() },
    ];
    let unchanged = life(true, &usual());
    for change in changes {
        for early in [true, false] {
            assert_eq!(life(early, &change), unchanged, "early: {early}, {change:?}");
        }
    }
}

/// S63: a shorter period makes nothing stale; a longer one is the lease's from its next confirmation on, for good.
#[test]
fn a_period_is_lengthened_for_running_leases_and_never_shortened() {
    let mut stage = stage();
    set(&mut stage, Terms { reconfirmation_period: 100, ..usual() });
    stage.submit(vec![infrastructure("web", false)], 1_000_000);
    stage.let_to(0, FIRST, 80);
    let height = stage.sandbox.now().height;
    set(&mut stage, usual());
    stage.pass(100);
    assert!(stage.work().stale.is_empty());
    assert_eq!(stage.lease(FIRST).due_height, height + 100);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    assert_eq!(stage.lease(FIRST).reconfirmation_period, 100);

    set(&mut stage, Terms { reconfirmation_period: 1_000, ..usual() });
    assert_eq!(stage.lease(FIRST).due_height, height + 200);
    stage.pass(1);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    set(&mut stage, usual());
    assert_eq!(stage.lease(FIRST).due_height, height + 101 + 1_000);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    assert_eq!(stage.lease(FIRST).reconfirmation_period, 1_000);
    stage.exit();
}
