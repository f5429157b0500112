//! Messages that are too large, and work that cannot be done.

use berth_keeper::{KeeperSettings, Step};

use crate::world::{World, orders};
use crate::{alone, keeper};

#[tokio::test]
async fn what_needs_too_much_gas_is_done_in_parts_that_grow_again() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    // Six at most.
    world.with(|model| (model.ready, model.gas_cap) = (orders(1..=24), 400_000));
    let mut sizes = vec![];
    loop {
        let before = world.with(|model| model.done.len());
        let step = keeper.block(world.block().await).await.unwrap();
        sizes.push(world.with(|model| model.done.len()) - before);
        if step == Step::Idle {
            break;
        }
        if sizes.len() == 4 {
            world.with(|model| model.gas_cap = 10_000_000);
        }
    }
    // 32, 16, 8 did not fit; after each full four eight is tried again, and once it fits, all that is left.
    assert_eq!(sizes, [0, 4, 4, 4, 4, 8]);
    assert_eq!((metrics.transactions("done"), metrics.times_set_aside()), (5, 0));
}

#[tokio::test]
async fn what_fails_is_found_and_left_alone_and_the_rest_is_done() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", KeeperSettings { aside_blocks: 10, ..alone() }).await;
    world.with(|model| {
        (model.ready, model.stale, model.dry) = (orders(1..=6), orders(11..=13), (21..=25).collect());
        model.bad = [orders(4..=4), orders(11..=11)].concat().into_iter().collect();
        model.bad_dry = [23].into();
    });
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    assert_eq!(keeper.block(world.block().await).await, Ok(Step::Failing));
    assert_eq!((world.with(|model| model.done.len()), metrics.times_set_aside()), (11, 3));
    let tried = world.with(|model| model.simulations);
    for _ in 0..8 {
        assert_eq!(keeper.block(world.block().await).await, Ok(Step::Failing));
    }
    assert_eq!(world.with(|model| model.simulations), tried, "what is left alone is not tried");
    // Something new is done in passing them over.
    world.with(|model| model.ready.push(orders(7..=7)[0]));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    // By and by it has become possible.
    world.with(|model| {
        model.bad.clear();
        model.bad_dry.clear();
    });
    for _ in 0..4 {
        keeper.block(world.block().await).await.unwrap();
    }
    assert_eq!(keeper.block(world.block().await).await, Ok(Step::Idle));
    assert_eq!((world.with(|model| model.done.len()), metrics.transactions("failed")), (15, 0));
}

#[tokio::test]
async fn wherever_it_stands_the_one_that_fails_is_found() {
    for bad in 1..=32 {
        let world = World::new();
        let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
        world.with(|model| (model.ready, model.bad) = (orders(1..=32), orders(bad..=bad).into_iter().collect()));
        assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })), "{bad}");
        world.block().await;
        assert_eq!((world.with(|model| model.done.len()), metrics.times_set_aside()), (31, 1), "{bad}");
        assert!(world.with(|model| model.simulations) <= 8, "{bad}");
    }
}

#[tokio::test]
async fn with_more_failing_than_can_be_passed_over_nothing_is_paid_for_in_vain() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.ready, model.bad) = (orders(1..=20), orders(3..=12).into_iter().collect()));
    for _ in 0..10 {
        keeper.block(world.block().await).await.unwrap();
    }
    assert_eq!((metrics.transactions("failed"), metrics.transactions("beaten")), (0, 0));
    // The two before the first that fails are done all the same.
    assert_eq!(world.with(|model| model.done.len()), 2);
}

#[tokio::test]
async fn a_message_that_cannot_be_made_smaller_leaves_out_what_comes_first() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.ready, model.gas_cap) = (orders(1..=1), 120_000));
    assert_eq!(keeper.block(world.block().await).await, Ok(Step::Failing));
    assert_eq!((metrics.times_set_aside(), world.with(|model| model.submissions)), (1, 0));
}
