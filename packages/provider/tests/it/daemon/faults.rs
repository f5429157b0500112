//! What goes wrong, one by one and by the dozen.

use berth_provider::{Inventory, ProviderSettings, Purpose};
use cosmwasm_std::Uint256;
use proptest::prelude::*;

use super::chain::Luck;
use super::stage::{Stage, leased, settings};
use crate::world::{group, order, situation};

/// Machines for whatever a test leases.
fn vast() -> ProviderSettings {
    ProviderSettings { inventory: Inventory { cpu: 1_000_000, ..settings().inventory }, ..settings() }
}

#[tokio::test]
async fn what_does_not_fit_the_gas_goes_in_parts_and_stays_so() {
    let mut world = situation(vec![]);
    world.leases = (1..=60).map(|deployment| leased(deployment, 20)).collect();
    let mut stage = Stage::new(world, vast()).await;
    // 13 ids fit one transaction.
    stage.world(|world| world.gas = (1_000, 14_000));
    for _ in 0..45 {
        stage.block().await;
        stage.assert_all_in_time();
    }
    for deployment in [1, 30, 60] {
        assert!((3..=4).contains(&stage.confirmations_of(deployment)), "{}", stage.confirmations_of(deployment));
    }
    let (sent, simulations) = stage.world(|world| (world.log.len(), world.simulations));
    assert!(simulations < 2 * sent + 30, "{simulations} simulations for {sent}: it learns");
}

#[tokio::test]
async fn one_bad_lease_makes_no_other_late() {
    for (if_collecting, confirmed) in [(true, true), (false, false)] {
        let mut world = situation(vec![]);
        world.leases = (1..=50).map(|deployment| leased(deployment, 40)).collect();
        let own = ProviderSettings { collect_after: 10, ..vast() };
        let mut stage = Stage::new(world, own).await;
        stage.world(|world| world.poison = vec![(17, if_collecting)]);
        for _ in 0..39 {
            stage.block().await;
            stage.assert_all_in_time();
        }
        for deployment in (1..=50).filter(|deployment| *deployment != 17) {
            assert!(stage.confirmations_of(deployment) >= 1, "{deployment}");
        }
        assert_eq!(stage.confirmations_of(17) > 0, confirmed);
        let simulations = stage.world(|world| world.simulations);
        assert!(simulations < 200, "{simulations}: what goes on failing is tried less and less");
        let others = stage.metrics.items("confirm", "done");
        assert!(others >= 49, "{others}");
    }
}

#[tokio::test]
async fn what_is_urgent_pays_more_if_the_purse_holds_it() {
    for (fees, expected) in [(u128::MAX, 40_u64), (30, 20)] {
        let mut world = situation(vec![]);
        world.leases = vec![leased(1, 40)];
        world.now.height += 31;
        let mut stage = Stage::new(world, settings()).await;
        stage.world(|world| world.fees = fees);
        assert_eq!(stage.block().await.sent, [(Purpose::ConfirmUrgently, 1)]);
        assert_eq!(stage.world(|world| world.log[0].1.amount), Uint256::from(expected));
    }
}

#[tokio::test]
async fn where_nobody_answers_bids_count_as_made_and_confirmations_do_not() {
    let mut world = situation(vec![order(1, vec![group(2)])]);
    world.leases.push(leased(9, 20));
    world.now.height += 10;
    let mut stage = Stage::new(world, settings()).await.with(berth_provider::Provider::bidding_at_once);
    // The confirmation was taken all the same, the second one comes for nothing; the bid was taken, too.
    stage.world(|world| world.luck = vec![Luck::Unheard, Luck::Late(0), Luck::Unheard]);
    let report = stage.block().await;
    assert_eq!((report.sent.len(), report.failed.len()), (0, 1), "bids wait behind confirmations");
    assert_eq!(stage.seen().trouble.unwrap().height, 111);
    stage.world(|world| world.luck = vec![Luck::Unheard]);
    assert_eq!(stage.block().await.failed.len(), 1, "the confirmation shows; the bid's answer is lost");
    stage.blocks(8).await;
    let bids = stage.world(|world| world.situation.bids.len());
    assert_eq!(bids, 1);
    assert_eq!(stage.world(|world| world.log.len()), 2, "and nothing is sent twice");
}

#[tokio::test]
async fn a_failure_in_a_block_halves_what_follows() {
    let mut world = situation(vec![]);
    world.leases = (1..=8).map(|deployment| leased(deployment, 100)).collect();
    world.now.height += 50;
    let mut stage = Stage::new(world, settings()).await;
    stage.world(|world| world.luck = vec![Luck::OutOfGas]);
    assert_eq!(stage.block().await.sent, [(Purpose::Confirm, 8)]);
    assert_eq!(stage.block().await.sent, [(Purpose::Confirm, 4), (Purpose::Confirm, 4)]);
    stage.block().await;
    stage.assert_all_in_time();
    assert_eq!(stage.metrics.items("confirm", "done"), 8);
}

#[tokio::test]
async fn leases_are_confirmed_though_nothing_else_can_be_read() {
    let mut world = situation(vec![order(1, vec![group(2)])]);
    world.leases = vec![leased(9, 100)];
    world.now.height += 50;
    let mut stage = Stage::new(world, settings()).await;
    stage.world(|world| (world.speechless, world.luck) = (true, vec![Luck::Late(3)]));
    for _ in 0..6 {
        let error = stage.provider.block(stage.chain.head()).await.unwrap_err();
        assert!(error.to_string().contains("no such thing"), "{error}");
        stage.chain.produce().await;
    }
    assert_eq!(stage.confirmations_of(9), 1);
    assert_eq!(stage.world(|world| world.situation.leases[0].lease.status.confirmed_height), 154);
}

fn any_luck() -> impl Strategy<Value = Luck> {
    prop_oneof![
        4 => (0..6_u64).prop_map(Luck::Late),
        2 => Just(Luck::Lost),
        2 => Just(Luck::Unheard),
        2 => Just(Luck::Unreachable),
        1 => Just(Luck::OutOfGas),
    ]
}

/// Bad luck that ends: `most` transactions in a row go wrong at worst, and then one does not.
async fn live(luck: Vec<Luck>, restarts: Vec<u8>, periods: Vec<u8>) -> Result<(), TestCaseError> {
    let period = |period: u8| 30 + u64::from(period);
    let mut world = situation(vec![]);
    world.leases = (1_000..).zip(&periods).map(|(deployment, own)| leased(deployment, period(*own))).collect();
    let mut stage = Stage::new(world, settings()).await;
    let mut luck = luck.into_iter().cycle();
    for block in 0..240_u64 {
        if restarts.iter().any(|restart| u64::from(*restart) == block) {
            stage.restart().await;
        }
        // Twelve of them want more than the machines can do.
        if block % 20 == 0 {
            let new = order(block + 1, vec![group(1)]);
            stage.world(|world| world.situation.orders.push(new));
        }
        // Three strokes of bad luck at most for each block in which everything goes through.
        stage.world(|world| world.luck = if block % 4 == 3 { vec![] } else { luck.by_ref().take(2).collect() });
        stage.block().await;
        // What is in a block with everything going through is in time.
        stage.assert_all_in_time();
        if block % 50 == 49 {
            stage.world(|world| {
                // The oldest bid wins: what was promised must be deliverable, which carrying out asserts.
                if !world.situation.bids.is_empty() {
                    let won = world.situation.bids.remove(0);
                    let mut own = leased(won.fulfillment.order.deployment, 40);
                    own.resources = won.resources;
                    own.lease.status.confirmed_height = world.situation.now.height;
                    own.lease.status.due_height = world.situation.now.height + 40;
                    world.situation.orders.retain(|open| open.order.order != won.fulfillment.order);
                    world.situation.leases.push(own);
                }
            });
        }
    }
    prop_assert_eq!(stage.metrics.late(), 0);
    // At most one confirmation for every second of a period's blocks, tries included.
    for (deployment, own) in (1_000..).zip(&periods) {
        let bound = usize::try_from(240 / (period(*own) / 2)).unwrap() * 6 + 6;
        prop_assert!(stage.confirmations_of(deployment) <= bound, "{}", stage.confirmations_of(deployment));
    }
    Ok(())
}

/// What takes some seconds in a debug build. More: `PROPTEST_CASES=2000 cargo test --release -p berth-provider no_lease_is_late`.
const CASES: u32 = 24;

fn cases() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { CASES };
    ProptestConfig { cases, ..asked }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_lease_is_late_and_no_promise_broken_whatever_is_late_lost_or_unheard(
        luck in prop::collection::vec(any_luck(), 1..60),
        restarts in prop::collection::vec(any::<u8>(), 0..4),
        periods in prop::collection::vec(0..60_u8, 1..5),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(live(luck, restarts, periods))?;
    }
}
