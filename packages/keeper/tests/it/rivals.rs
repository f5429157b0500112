//! Several keepers on one exchange.

use berth_keeper::{Keeper, KeeperMetrics, KeeperSettings, MOST_PATIENCE, Step};

use crate::world::{World, orders};
use crate::{alone, keeper};

fn yielding() -> KeeperSettings {
    KeeperSettings { yields: true, start_blocks: 0, spread_ms: 0, ..KeeperSettings::default() }
}

/// One order comes due in each block; each keeper acts in each block. How many were beaten, and how long an order waited.
async fn race(world: &World, keepers: &mut [(Keeper, KeeperMetrics)], blocks: u64) -> (u64, u64) {
    let mut longest = 0;
    for _ in 0..blocks {
        let head = world.block().await;
        let waiting = world.with(|model| {
            model.ready.extend(orders(head.height..=head.height));
            model.ready.iter().map(|id| head.height - id.deployment).max().unwrap()
        });
        longest = longest.max(waiting);
        for (keeper, _) in keepers.iter_mut() {
            keeper.block(head).await.unwrap();
        }
    }
    world.block().await;
    for (keeper, _) in keepers.iter_mut() {
        keeper.finish().await;
    }
    (keepers.iter().map(|(_, metrics)| metrics.transactions("beaten")).sum(), longest)
}

#[tokio::test]
async fn two_keepers_do_everything_once_and_hardly_pay_for_each_other() {
    for seed in 0..10 {
        let world = World::new();
        let mut keepers = vec![];
        for index in 0..2 {
            keepers.push(keeper(&world, &format!("k{seed}x{index}"), yielding()).await);
        }
        let (beaten, longest) = race(&world, &mut keepers, 100).await;
        let mut done: Vec<_> = world.with(|model| model.done.iter().map(|(_, id)| *id).collect());
        assert!(done.len() >= 99, "{}", done.len());
        let all = done.len();
        done.sort_unstable();
        done.dedup();
        assert_eq!(done.len(), all, "each once");
        // One that sees an order, sends, and is carried out in the block after: 1.
        assert!(beaten <= 3 && longest <= MOST_PATIENCE + 2, "{seed}: {beaten} {longest}");
    }
}

#[tokio::test]
async fn without_yielding_they_would_pay_for_each_other_all_the_time() {
    let world = World::new();
    let mut keepers = vec![keeper(&world, "a", alone()).await, keeper(&world, "b", alone()).await];
    let (beaten, _) = race(&world, &mut keepers, 100).await;
    assert!(beaten > 90, "{beaten}");
}

#[tokio::test]
async fn who_looks_again_right_before_sending_loses_a_simulation_at_most() {
    let world = World::new();
    let (mut first, _) = keeper(&world, "a", alone()).await;
    let settings = KeeperSettings { spread_ms: 60_000, ..alone() };
    let (mut second, metrics) = keeper(&world, "b", settings).await;
    world.with(|model| model.ready = orders(1..=3));
    let head = world.block().await;
    tokio::time::pause();
    let waits = tokio::spawn(async move { second.block(head).await });
    tokio::task::yield_now().await;
    assert!(matches!(first.block(head).await, Ok(Step::Sent { .. })));
    world.block().await;
    assert_eq!(waits.await.unwrap(), Ok(Step::Gone));
    assert_eq!((metrics.transactions("beaten"), metrics.fees("ufee")), (0, 0));
    assert_eq!(world.with(|model| (model.done.len(), model.submissions)), (3, 1));
}

#[tokio::test]
async fn a_keeper_restarted_while_its_transaction_is_on_its_way_sends_no_second_one() {
    for seed in 0..10 {
        let world = World::new();
        let address = format!("k{seed}");
        let (mut killed, _) = keeper(&world, &address, alone()).await;
        world.with(|model| model.ready = orders(1..=3));
        let head = world.block().await;
        assert!(matches!(killed.block(head).await, Ok(Step::Sent { .. })));
        drop(killed);
        let (mut restarted, metrics) = keeper(&world, &address, yielding()).await;
        assert_eq!(restarted.block(head).await, Ok(Step::Listens));
        assert_eq!(restarted.block(world.block().await).await, Ok(Step::Idle));
        assert_eq!((metrics.fees("ufee"), world.with(|model| (model.done.len(), model.submissions))), (0, (3, 1)));
    }
}

#[tokio::test]
async fn even_one_that_never_yields_sends_nothing_right_after_a_start() {
    let world = World::new();
    let (mut killed, _) = keeper(&world, "k", alone()).await;
    world.with(|model| model.ready = orders(1..=3));
    let head = world.block().await;
    assert!(matches!(killed.block(head).await, Ok(Step::Sent { .. })));
    drop(killed);
    let (mut restarted, metrics) = keeper(&world, "k", KeeperSettings { start_blocks: 2, ..alone() }).await;
    assert_eq!(restarted.block(head).await, Ok(Step::Listens));
    // It takes a block longer than usual.
    world.with(|model| model.takes = false);
    assert_eq!(restarted.block(world.block().await).await, Ok(Step::Listens));
    world.with(|model| model.takes = true);
    assert_eq!(restarted.block(world.block().await).await, Ok(Step::Idle));
    world.with(|model| model.ready = orders(4..=4));
    assert!(matches!(restarted.block(world.block().await).await, Ok(Step::Sent { .. })));
    world.block().await;
    restarted.finish().await;
    assert_eq!((metrics.transactions("beaten"), metrics.transactions("done")), (0, 1));
}

#[tokio::test]
async fn who_is_beaten_lets_the_other_one_go_first() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", yielding()).await;
    // Blocks until it sends something that comes due now.
    let mut waits = async |deployment| {
        let mut blocks = 0;
        let mut head = world.block().await;
        world.with(|model| model.ready = orders(deployment..=deployment));
        while keeper.block(head).await == Ok(Step::Listens) {
            blocks += 1;
            head = world.block().await;
        }
        blocks
    };
    assert!(waits(1).await > 0, "a new keeper listens first");
    for deployment in 2..=5 {
        waits(deployment).await;
    }
    assert_eq!(waits(6).await, 0, "nobody else acts");
    // Somebody else's transaction stands before it in the block.
    world.with(|model| model.ready.clear());
    assert!((1..=2).contains(&waits(7).await));
    assert_eq!((metrics.transactions("beaten"), metrics.transactions("done")), (1, 5));
}
