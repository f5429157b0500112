//! The comparison can fail: the model with a bug in it is told from the contracts, whichever it is.

use berth_tests::model::Plant;

use crate::SEED;
use crate::run::{CASES, Run};

/// A difference is found within the cases of a continuous integration.
fn is_found(plant: Plant) {
    let found = Run { seed: SEED, cases: CASES, plant: Some(plant) }.play();
    let difference = found.err().unwrap_or_else(|| panic!("{plant:?} makes no difference"));
    let last: Vec<&str> = difference.lines().rev().take(3).collect();
    println!("{plant:?}: {}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
}

/// One test for each.
macro_rules! plants {
    ($($test:ident: $plant:ident,)*) => {
        /// Each has a test.
        const TESTED: &[Plant] = &[$(Plant::$plant),*];

        $(
            #[test]
            #[ignore = "minutes without optimisation: scripts/proof.sh model"]
            fn $test() {
                is_found(Plant::$plant);
            }
        )*
    };
}

plants! {
    a_broken_lease_paid_to_now: BrokenPaidToNow,
    stale_at_the_due_height: StaleAtDueHeight,
    one_floor_instead_of_two: OneFloor,
    the_fee_floored_with_each_payment: FeeOfEachPayment,
    bars_ignored: BarsIgnored,
    tips_paid_twice: TipsPaidTwice,
    dry_a_second_early: DryASecondEarly,
    a_deposit_that_revives: DepositRevives,
    unfunded_before_stale: UnfundedBeforeStale,
    the_last_of_equal_bids_wins: LastOfEqualBidsWins,
    a_lower_bid_that_keeps_its_place: LowerBidKeepsItsNumber,
    each_bid_restarts_the_wait: EachBidRestartsTheWait,
    firm_only_after_the_middle: FirmAfterTheMiddle,
    losers_freed_by_the_match: LosersFreedByTheMatch,
    a_period_that_shortens: PeriodShortens,
    a_match_that_counts_the_hold: MatchCountsTheHold,
    open_orders_forgotten_by_a_withdrawal: OpenOrdersForgotten,
    a_forfeit_that_comes_too_late: ForfeitComesTooLate,
    the_stale_tip_to_the_lease_s_own_provider: StaleTipToItsOwnProvider,
    leaving_for_nothing: LeavingIsFree,
    notice_a_second_longer: NoticeASecondLong,
    the_new_persist_flag: NewPersistFlag,
    acting_before_booking: ActBeforeBooking,
    slashing_without_a_cap: NoCap,
    what_unbonds_is_safe: UnbondingIsSafe,
    a_payout_of_everything: PayoutOfEverything,
    rules_that_are_live: RulesAreLive,
    another_order_while_paused: ReorderWhilePaused,
}

#[test]
fn every_plant_has_a_test() {
    assert_eq!(TESTED, Plant::ALL);
}
