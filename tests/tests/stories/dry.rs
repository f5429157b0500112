//! Accounts that run out of money.

use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::CloseReason;
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::coin;

use crate::{FIRST, LOST, balance, has_code, milli, order, refusals};

/// Three leases at 0.3, 0.5 and 0.7 with the least deposit: 11,340 after the holds, which last floor(11,340 / 1.65) = 6,872 s.
fn three_leases() -> Stage {
    let mut stage = stage();
    let names = ["a", "b", "c"];
    stage.submit(names.map(|name| infrastructure(name, false)).to_vec(), 131_340);
    for (provider, slot, percent) in [(0, 1, 30), (1, 2, 50), (2, 3, 70)] {
        assert_eq!(stage.bid(provider, order(1, slot, 1), percent), None);
    }
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 3 });
    stage
}

fn confirm_all(stage: &mut Stage) {
    for (provider, slot) in [(0, 1), (1, 2), (2, 3)] {
        assert_eq!(stage.confirm(provider, order(1, slot, 1), false), None);
    }
}

/// The same after 6,972 s: dry for 100, and confirmed since.
pub fn run_dry() -> Stage {
    let mut stage = three_leases();
    let begun = stage.sandbox.now().time;
    assert_eq!(stage.account(1).funded_until, Some(begun + 6_872));
    stage.sandbox.blocks(9, 3_436);
    confirm_all(&mut stage);
    stage.sandbox.blocks(9, 3_436);
    assert!(stage.work().dry.is_empty());
    confirm_all(&mut stage);
    stage.sandbox.blocks(9, 100);
    assert_eq!(stage.work().dry, [1]);
    assert_eq!(stage.account(1).dry_at, Some(begun + 6_872));
    confirm_all(&mut stage);
    stage
}

#[test]
fn all_leases_of_a_dry_account_are_paid_to_the_same_second() {
    let mut stage = run_dry();
    assert_eq!(refusals(&stage.keep(Market::CloseUnfundedLeases { deployments: vec![1], limit: 32 })), [None]);
    for slot in [1, 2, 3] {
        assert_eq!(stage.end_of(order(1, slot, 1)), CloseReason::Unfunded);
    }
    // 6,872 s, interest floor(343.6) = 343 each:
    // floor(2,061.6) = 2,061, fee 20; floor(3,436) = 3,436, fee 34; floor(4,810.4) = 4,810, fee 48.
    assert_eq!([0, 1, 2].map(|provider| stage.earned(provider)), [2_384, 3_745, 5_105]);
    assert_eq!(balance(&stage, &stage.admin()), 102);
    // 3 x 20,000 for matching, 3 x 20,000 for closing.
    assert_eq!(balance(&stage, &stage.keeper), 120_000);
    // 11,340 - 2,404 - 3,779 - 5,153.
    let account = stage.account(1);
    assert_eq!((account.spendable, account.holds.u128()), (milli(4_000), 0));
    assert_eq!([0, 1, 2].map(|provider| stage.locks(provider)), [0, 0, 0]);
    stage.exit();
}

#[test]
fn closing_stops_at_its_limit_in_the_middle_of_a_deployment() {
    let mut stage = run_dry();
    let close = |deployments: &[u64]| Market::CloseUnfundedLeases { deployments: deployments.to_vec(), limit: 2 };
    assert!(has_code(&refusals(&stage.keep(close(&[1])))[0], "market/limit_reached:"));
    assert_eq!([1, 2].map(|slot| stage.end_of(order(1, slot, 1))), [CloseReason::Unfunded; 2]);
    assert_eq!(stage.lease(order(1, 3, 1)).provider, stage.providers[2]);
    assert_eq!(stage.work().dry, [1]);
    assert_eq!(refusals(&stage.keep(close(&[1]))), [None]);
    assert_eq!(stage.end_of(order(1, 3, 1)), CloseReason::Unfunded);
    assert!(stage.work().dry.is_empty());
    // As if all had been closed at once.
    assert_eq!([0, 1, 2].map(|provider| stage.earned(provider)), [2_384, 3_745, 5_105]);
    // Nothing is left: still a success. One that can pay, and one that never was, are passed over.
    stage.submit(vec![infrastructure("web", false)], 100_000);
    stage.let_to(0, order(2, 1, 1), 10);
    let refused = refusals(&stage.keep(close(&[1, 2, 3])));
    assert_eq!(refused[0], None);
    assert!(has_code(&refused[1], "market/not_dry:"));
    assert!(has_code(&refused[2], "market/no_account:"));
    stage.exit();
}

#[test]
fn a_deposit_revives_nothing_and_can_be_taken_out_again() {
    let mut stage = run_dry();
    stage.send(&stage.keeper.clone(), Escrow::Deposit { deployment: Some(1) }, &[coin(50_000, DENOM)]);
    assert_eq!(stage.work().dry, [1]);
    // 1.2 of the 11,340 were left, less than a second's worth; all of B but the fraction may go to the owner.
    assert_eq!(stage.account(1).spendable, milli(50_001_200));
    let withdraw = Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: false };
    stage.by_tenant(withdraw);
    assert_eq!(balance(&stage, &stage.tenant), 50_001);
    stage.keep(Market::CloseUnfundedLeases { deployments: vec![1], limit: 32 });
    // 0.2, and 2.8 that the leases had run up and not earned by their floors.
    assert_eq!(stage.account(1).spendable, milli(3_000));
    stage.exit();
}

#[test]
fn a_deposit_at_the_last_funded_second_saves_and_one_later_does_not() {
    let mut stage = three_leases();
    stage.sandbox.blocks(9, 6_872);
    let last = stage.sandbox.remember();
    for (seconds, saved) in [(0, true), (1, false)] {
        stage.sandbox.go_back(&last);
        stage.sandbox.blocks(0, seconds);
        stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 10_000);
        stage.sandbox.blocks(1, 100);
        assert_eq!(stage.account(1).dry_at.is_none(), saved);
        assert_eq!(stage.work().dry.is_empty(), saved);
        stage.exit();
    }
}

#[test]
fn who_confirms_after_the_money_ended_is_unfunded_and_who_does_not_is_stale() {
    let mut stage = three_leases();
    stage.sandbox.blocks(9, 6_872);
    // At dry_at itself: that is proof enough. The second confirms a second before, the third later.
    stage.sandbox.blocks(0, 0);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    stage.sandbox.blocks(1, 1);
    assert_eq!(stage.confirm(2, order(1, 3, 1), false), None);
    stage.sandbox.blocks(30, 180);
    // All three are late; by the order of due heights the second comes first.
    assert_eq!(stage.work().stale, [order(1, 2, 1), FIRST, order(1, 3, 1)]);
    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
    let ends = [1, 2, 3].map(|slot| stage.end_of(order(1, slot, 1)));
    assert_eq!(ends, [CloseReason::Unfunded, CloseReason::Stale, CloseReason::Unfunded]);
    // The second never confirmed since it began; the others are paid as if nothing had happened to it.
    assert_eq!([0, 1, 2].map(|provider| stage.earned(provider)), [2_384, -LOST, 5_105]);
    // Matches, a stale tip, two closes.
    assert_eq!(balance(&stage, &stage.keeper), 60_000 + 50_000 + 40_000);
    // 11,340 - 2,404 - 5,153 + 31,536,000 - 50,000 + 20,000 (the stale lease's close tip).
    assert_eq!(stage.account(1).spendable, milli(31_509_783_000));
    stage.exit();
}

#[test]
fn a_lease_confirmed_a_second_before_the_money_ended_can_still_be_stale() {
    let mut stage = three_leases();
    stage.sandbox.blocks(9, 6_871);
    confirm_all(&mut stage);
    stage.sandbox.blocks(10, 100);
    let due = stage.sandbox.remember();
    // Dry, and not late: Unfunded, whoever looks.
    let stale = Market::SubmitStaleLease { lease: FIRST };
    stage.keep(stale.clone());
    assert_eq!(stage.end_of(FIRST), CloseReason::Unfunded);
    stage.exit();
    // A block later it is late.
    stage.sandbox.go_back(&due);
    stage.pass(1);
    stage.keep(stale);
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    stage.exit();
}

#[test]
fn what_a_broken_lease_gives_back_counts_from_its_booking_on_and_never_backwards() {
    let mut stage = three_leases();
    let [second, third] = [2, 3].map(|slot| order(1, slot, 1));
    // The first never confirms: it is late long before the money ends. The others confirm.
    stage.sandbox.blocks(9, 3_000);
    for (provider, lease) in [(1, second), (2, third)] {
        assert_eq!(stage.confirm(provider, lease, false), None);
    }
    stage.pass(2);
    let late = stage.sandbox.remember();
    let stale = Market::SubmitStaleLease { lease: FIRST };
    // Booked before the money ends, its collateral pays for the others.
    stage.keep(stale.clone());
    stage.sandbox.blocks(5, 4_000);
    assert_eq!(stage.account(1).dry_at, None);
    stage.exit();
    // Booked a second too late, it does not: they are over, with millions in the account.
    stage.sandbox.go_back(&late);
    stage.sandbox.blocks(5, 6_873 - 3_012);
    stage.keep(stale);
    assert_eq!(stage.end_of(FIRST), CloseReason::Stale);
    let account = stage.account(1);
    assert!(account.spendable > milli(31_000_000_000) && account.dry_at.is_some());
    assert_eq!(stage.work().dry, [1]);
    stage.keep(Market::CloseUnfundedLeases { deployments: vec![1], limit: 2 });
    assert_eq!([second, third].map(|id| stage.end_of(id)), [CloseReason::Unfunded; 2]);
    // As in `all_leases_of_a_dry_account_are_paid_to_the_same_second`.
    assert_eq!([1, 2].map(|provider| stage.earned(provider)), [3_745, 5_105]);
    stage.exit();
}

#[test]
fn nobody_bids_for_a_dry_account() {
    let mut stage = stage();
    stage.submit(vec![infrastructure("a", false), infrastructure("b", false)], 87_560);
    stage.let_to(0, FIRST, 100);
    // 7,560 / 1.05 = 7,200 s.
    stage.sandbox.blocks(9, 7_200);
    assert_eq!(stage.bid(1, order(1, 2, 1), 50), None);
    stage.sandbox.blocks(1, 1);
    assert!(has_code(&stage.bid(2, order(1, 2, 1), 50), "market/account_dry:"));
    // The bid that stands is visited like any other.
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.end_of(order(1, 2, 1)), CloseReason::NoFunds);
    stage.exit();
}
