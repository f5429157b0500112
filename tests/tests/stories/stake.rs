//! What broken leases cost beside the collateral.

use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, QueryMsg, TrackRecordResponse};
use berth_domain::OrderId;
use berth_tests::stage::{PERIOD, Stage, infrastructure, stage_with};
use cosmwasm_std::{Uint128, coin};

use crate::{FIRST, order};

const STAKED: &str = "ustake";
const DAY: u64 = 86_400;
const UNBONDING: u64 = 14 * DAY;

/// The first provider staked so much, a broken lease costs 30, at most `cap` per window; four orders that persist.
fn staked(amount: u128, cap: u128) -> Stage {
    let mut stage = stage_with(|setup| {
        setup.terms[0].slash = Uint128::new(30);
        setup.slash_cap = Uint128::new(cap);
    });
    let provider = stage.providers[0].clone();
    stage.mint(&provider, amount, STAKED);
    stage.send(&provider, Escrow::Stake {}, &[coin(amount, STAKED)]);
    let names = ["a", "b", "c", "d"];
    stage.submit(names.map(|name| infrastructure(name, false)).to_vec(), 10_000_000);
    stage
}

fn unstake(stage: &mut Stage, amount: u128) -> u64 {
    stage.by(0, Escrow::Unstake { amount: Uint128::new(amount) });
    stage.sandbox.now().time + UNBONDING
}

/// Breaks a lease of the first provider: leased and left in one block.
fn break_one(stage: &mut Stage, id: OrderId) {
    stage.let_to(0, id, 50);
    stage.by(0, Market::LeaveLease { lease: id });
}

/// Bonded, unbonding entries, and what the collector got.
fn standing(stage: &Stage) -> (u128, Vec<u128>, u128) {
    let stake = stage.stake(&stage.providers[0]);
    let unbonding = stake.unbonding.iter().map(|entry| entry.amount.u128()).collect();
    (stake.bonded.u128(), unbonding, stage.balance_of(&stage.admin(), STAKED).balance.u128())
}

#[test]
fn bonded_stake_is_slashed_first_and_then_the_oldest_entry() {
    let mut stage = staked(50, 1_000);
    unstake(&mut stage, 10);
    stage.sandbox.blocks(1, DAY);
    unstake(&mut stage, 15);
    break_one(&mut stage, FIRST);
    assert_eq!(standing(&stage), (0, vec![5, 15], 30));
    // The next takes what there is.
    break_one(&mut stage, order(1, 2, 1));
    assert_eq!(standing(&stage), (0, vec![], 50));
    // And the one after it nothing, and is booked all the same.
    break_one(&mut stage, order(1, 3, 1));
    assert_eq!(standing(&stage), (0, vec![], 50));
    let asked = QueryMsg::TrackRecord { provider: stage.providers[0].to_string() };
    let record: TrackRecordResponse = stage.sandbox.query_market(&asked).unwrap();
    assert_eq!((record.broken, record.served_seconds), (3, 0));
    stage.exit();
}

#[test]
fn a_window_costs_no_more_than_its_cap() {
    let mut stage = staked(200, 40);
    break_one(&mut stage, FIRST);
    break_one(&mut stage, order(1, 2, 1));
    // 30 and 10.
    assert_eq!(standing(&stage), (160, vec![], 40));
    assert_eq!(stage.stake(&stage.providers[0]).slashable.u128(), 0);
    // More stake does not help the slash, a new window does.
    stage.sandbox.blocks(1, UNBONDING);
    break_one(&mut stage, order(1, 3, 1));
    assert_eq!(standing(&stage), (130, vec![], 70));
    stage.exit();
}

#[test]
fn two_leases_broken_in_one_message_are_slashed_for_both() {
    let mut stage = staked(200, 50);
    for slot in [1, 2] {
        assert_eq!(stage.bid(0, order(1, slot, 1), 50), None);
    }
    stage.pass(3);
    stage.keep(Market::MatchOpenOrders { limit: 2 });
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 2 });
    // 60, at most 50.
    assert_eq!(standing(&stage), (150, vec![], 50));
    stage.exit();
}

#[test]
fn a_cap_that_is_changed_counts_from_then_on() {
    let mut stage = staked(200, 1_000);
    let cap = |cap| Escrow::SetParameters { fee_collector: None, slash_cap: Some(Uint128::new(cap)) };
    stage.by_admin(cap(0));
    break_one(&mut stage, FIRST);
    assert_eq!(standing(&stage), (200, vec![], 0));
    stage.by_admin(cap(35));
    break_one(&mut stage, order(1, 2, 1));
    assert_eq!(standing(&stage), (170, vec![], 30));
    // Below what was taken in this window already: nothing more.
    stage.by_admin(cap(10));
    break_one(&mut stage, order(1, 3, 1));
    assert_eq!(standing(&stage), (170, vec![], 30));
    stage.by_admin(cap(1_000));
    break_one(&mut stage, order(1, 4, 1));
    assert_eq!(standing(&stage), (140, vec![], 60));
    stage.exit();
}

#[test]
fn an_entry_can_be_slashed_until_its_last_second_and_never_after() {
    let mut stage = staked(20, 1_000);
    let release_at = unstake(&mut stage, 20);
    stage.let_to(0, FIRST, 50);
    let now = stage.sandbox.now().time;
    stage.sandbox.blocks(1, release_at - 1 - now);
    let a_second_before = stage.sandbox.remember();
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(standing(&stage), (0, vec![], 20));
    stage.exit();

    stage.sandbox.go_back(&a_second_before);
    stage.sandbox.blocks(1, 1);
    assert_eq!(stage.stake(&stage.providers[0]).matured.u128(), 20);
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(standing(&stage), (0, vec![], 0));
    // The slash itself has put it into the balance.
    assert_eq!(stage.balance_of(&stage.providers[0], STAKED).withdrawable.u128(), 20);
    stage.exit();
}

#[test]
fn seven_entries_unbond_at_once_and_a_mature_one_makes_room() {
    let mut stage = staked(100, 1_000);
    let provider = stage.providers[0].clone();
    for _ in 0..7 {
        unstake(&mut stage, 10);
        stage.sandbox.blocks(1, DAY);
    }
    let one = Escrow::Unstake { amount: Uint128::new(10) };
    stage.refuse(&provider, one.clone(), &[], "escrow/too_many_unbonding");
    let too_much = Escrow::Unstake { amount: Uint128::new(31) };
    stage.refuse(&provider, too_much, &[], "escrow/insufficient_stake");
    stage.sandbox.blocks(1, 7 * DAY);
    stage.by(0, one);
    let stake = stage.stake(&provider);
    assert_eq!((stake.bonded.u128(), stake.unbonding.len()), (20, 7));
    // The mature one is in the balance, not lost.
    assert_eq!(stage.balance_of(&provider, STAKED).balance.u128(), 10);
    stage.exit();
}

#[test]
fn what_was_matched_before_a_stake_was_taken_out_is_slashed_by_what_is_left() {
    let mut stage = staked(100, 1_000);
    stage.let_to(0, FIRST, 50);
    let before = stage.sandbox.remember();
    // In one block, either order: still slashable while it unbonds.
    unstake(&mut stage, 100);
    stage.by(0, Market::LeaveLease { lease: FIRST });
    assert_eq!(standing(&stage), (0, vec![70], 30));
    stage.exit();
    stage.sandbox.go_back(&before);
    stage.by(0, Market::LeaveLease { lease: FIRST });
    unstake(&mut stage, 70);
    assert_eq!(standing(&stage), (0, vec![70], 30));
    stage.exit();
}
