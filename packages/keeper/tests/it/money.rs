//! When it is worth it, and when it may be paid for.

use berth_keeper::{KeeperSettings, Mode, Step};
use cosmwasm_std::Uint128;

use crate::world::{World, orders};
use crate::{alone, keeper};

#[tokio::test]
async fn for_profit_work_waits_until_it_is_worth_the_fee() {
    let world = World::new();
    // One order: fee 150,000, tip 50,000 worth 100,000. Three: 250,000 against 300,000.
    let value = [("uusdc".to_owned(), "2".parse().unwrap())].into();
    let settings = KeeperSettings { mode: Mode::Profit, margin: "1.2".parse().unwrap(), value, ..alone() };
    let (mut keeper, metrics) = keeper(&world, "k", settings).await;
    for (count, worth, fee) in [(1, 100_000, "150000ufee"), (2, 200_000, "200000ufee")] {
        world.with(|model| model.ready = orders(1..=count));
        let step = keeper.block(world.block().await).await.unwrap();
        let Step::Unprofitable { worth: found, fee: asked } = step else { panic!("{step:?}") };
        assert_eq!((found.u128(), asked.to_string()), (worth, fee.into()));
    }
    world.with(|model| model.ready = orders(1..=3));
    assert!(matches!(keeper.block(world.block().await).await, Ok(Step::Sent { .. })));
    world.block().await;
    // Nothing is paid for freeing bids.
    world.with(|model| model.finished = orders(1..=30));
    assert_eq!(keeper.block(world.block().await).await, Ok(Step::Idle));
    assert_eq!((metrics.transactions("done"), world.with(|model| model.submissions)), (1, 1));
}

#[tokio::test]
async fn a_day_costs_no_more_than_the_budget() {
    let world = World::new();
    let settings = KeeperSettings { fee_budget: Some(Uint128::new(400_000)), ..alone() };
    let (mut keeper, metrics) = keeper(&world, "k", settings).await;
    let mut steps = vec![];
    for deployment in 1..=4 {
        let head = world.block().await;
        world.with(|model| model.ready.extend(orders(deployment..=deployment)));
        steps.push(keeper.block(head).await.unwrap().name());
    }
    assert_eq!(steps, ["sent", "sent", "over_budget", "over_budget"]);
    assert_eq!(metrics.fees("ufee"), 300_000);
    // 86,400 s of 5 s each.
    world.with(|model| model.height += 17_280);
    assert_eq!(keeper.block(world.block().await).await.unwrap().name(), "sent");
}

#[tokio::test]
async fn what_expired_is_not_counted_as_spent() {
    let world = World::new();
    let settings = KeeperSettings { fee_budget: Some(Uint128::new(150_000)), timeout_blocks: 1, ..alone() };
    let (mut keeper, _) = keeper(&world, "k", settings).await;
    world.with(|model| (model.ready, model.takes) = (orders(1..=1), false));
    for _ in 0..3 {
        assert_eq!(keeper.block(world.block().await).await.unwrap().name(), "sent");
        world.block().await;
    }
}

#[tokio::test]
async fn a_key_keeps_its_minimum() {
    let world = World::new();
    let (mut keeper, _) = keeper(&world, "k", KeeperSettings { stop_below: Uint128::new(1_000), ..alone() }).await;
    world.with(|model| {
        model.ready = orders(1..=1);
        model.balances.insert("k".into(), 150_999);
    });
    assert_eq!(keeper.block(world.block().await).await.unwrap().name(), "poor");
    assert_eq!(keeper.status().check_balance(), Ok(()));
    world.with(|model| model.balances.insert("k".into(), 151_000));
    assert_eq!(keeper.block(world.block().await).await.unwrap().name(), "sent");
    world.block().await;
    world.with(|model| {
        model.ready = orders(2..=2);
        model.balances.insert("k".into(), 999);
    });
    assert_eq!(keeper.block(world.block().await).await.unwrap().name(), "poor");
    assert_eq!(keeper.status().check_balance(), Err("the key has 999 ufee, allowed: at least 1000".into()));
}

#[tokio::test]
async fn what_the_chain_asks_too_much_for_waits() {
    let world = World::new();
    let (mut keeper, metrics) = keeper(&world, "k", alone()).await;
    world.with(|model| (model.dry, model.gas_price) = (vec![1], 3));
    let step = keeper.block(world.block().await).await.unwrap();
    let Step::Sent { fee, .. } = step else { panic!("{step:?}") };
    assert_eq!(fee.to_string(), "450000ufee");
    world.block().await;
    keeper.finish().await;
    assert_eq!(metrics.fees("ufee"), 450_000);
}
