//! One keeper, and work that can be done.

use berth_chain::Error;
use berth_keeper::{Fate, KeeperSettings, Step};

use crate::world::{World, orders};
use crate::{alone, keeper};

fn unreachable() -> Error {
    Error::Unreachable { chain: "world-1".into(), reasons: "a: refused".into() }
}

#[tokio::test]
async fn nothing_due_nothing_tried_and_nothing_sent() {
    let world = World::new();
    let (mut keeper, _) = keeper(&world, "k", alone()).await;
    for _ in 0..5 {
        assert_eq!(keeper.block(world.block().await).await, Ok(Step::Idle));
    }
    assert_eq!(world.with(|model| (model.simulations, model.submissions)), (0, 0));
    assert_eq!(keeper.finish().await, None);
}

#[tokio::test]
async fn what_is_due_is_done_once_and_counted() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| {
        (model.ready, model.stale, model.dry) = (orders(1..=2), orders(5..=5), vec![9]);
    });
    let step = keeper.block(world.block().await).await.unwrap();
    let Step::Sent { hash, fee, tips } = step else { panic!("{step:?}") };
    assert_eq!(
        (hash.as_str(), fee.to_string(), tips[0].to_string()),
        ("TX1", "300000ufee".into(), "200000uusdc".into())
    );
    assert_eq!(keeper.block(world.block().await).await, Ok(Step::Idle));
    assert_eq!(world.with(|model| (model.done.len(), model.submissions)), (4, 1));
    assert_eq!((metrics.transactions("done"), metrics.fees("ufee"), metrics.tips("uusdc")), (1, 300_000, 200_000));
    let status = keeper.status().to_json();
    assert_eq!(status["last_transaction"]["result"]["fate"], "done");
    assert_eq!(status["block"]["did"]["step"], "idle");
}

#[tokio::test(start_paused = true)]
async fn while_one_transaction_is_on_its_way_no_other_is_sent() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.ready, model.takes) = (orders(1..=3), false));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    for _ in 0..10 {
        assert_eq!(keeper.block(world.block().await).await, Ok(Step::InFlight { hash: "TX1".into() }));
    }
    // Its last height has passed: it can be in no block any more, and what is due is sent anew.
    world.with(|model| model.takes = true);
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Idle)));
    assert_eq!((metrics.transactions("expired"), metrics.transactions("done"), metrics.fees("ufee")), (1, 1, 250_000));
    assert_eq!(world.with(|model| model.done.len()), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fate_that_cannot_be_learnt_is_asked_for_again() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.ready, model.outcome_faults) = (orders(1..=1), vec![unreachable(); 5]));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    world.block().await;
    assert!(matches!(keeper.finish().await, Some(Fate::Done { .. })));
    assert_eq!(metrics.transactions("done"), 1);
    assert!(world.with(|model| model.outcome_faults.is_empty()));
}

#[tokio::test]
async fn a_question_that_is_not_answered_sends_nothing_and_loses_nothing() {
    let world = World::new();
    let (mut keeper, _) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.ready, model.query_faults) = (orders(1..=1), vec![unreachable()]));
    assert!(keeper.block(world.block().await).await.unwrap_err().is_retryable());
    assert_eq!(world.with(|model| model.submissions), 0);
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_send() {
    let world = World::new();
    let (mut keeper, _) = keeper(&world, "k", KeeperSettings { dry_run: true, ..alone() }).await;
    world.with(|model| model.ready = orders(1..=1));
    for _ in 0..3 {
        let step = keeper.block(world.block().await).await.unwrap();
        let Step::WouldSend { message, .. } = &step else { panic!("{step:?}") };
        assert_eq!(message, "{\"market\":{\"match_open_orders\":{\"limit\":1}}}");
        assert!(step.to_string().ends_with("for 150000ufee, tips 50000uusdc"), "{step}");
    }
    assert_eq!(world.with(|model| model.submissions), 0);
}

#[tokio::test]
async fn what_falls_due_after_the_simulation_does_not_make_it_fail() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| model.ready = orders(1..=2));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    world.with(|model| model.ready.extend(orders(3..=30)));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    assert_eq!(world.with(|model| model.done.len()), 2);
    assert_eq!(keeper.block(world.block().await).await, Ok(Step::Idle));
    assert_eq!((world.with(|model| model.done.len()), metrics.transactions("failed")), (30, 0));
}

#[tokio::test]
async fn a_flood_is_worked_off_in_full_messages() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.ready, model.finished) = (orders(1..=100), orders(201..=260)));
    let mut blocks = 0;
    while keeper.block(world.block().await).await.unwrap() != Step::Idle {
        blocks += 1;
    }
    assert_eq!((blocks, metrics.transactions("done")), (6, 6));
    assert_eq!(world.with(|model| model.done.len()), 100);
}
