//! A provider's life on a chain that does as it should.

use berth_api::market::OrderStatus;
use berth_chain_tests::Setting;
use berth_domain::{CloseReason, OrderId};
use berth_provider::Reserve;
use cosmwasm_std::Uint128;

use crate::play::{PERIOD, Play, settings};

/// What of the collateral stays in the exchange: less than the 10,000 uusdc that are there at first.
const KEEP: u128 = 9_000_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_bids_serves_for_many_periods_collects_and_survives_restarts() {
    let mut own = settings();
    own.reserves = vec![Reserve {
        denom: "uusdc".into(),
        keep: Uint128::new(KEEP),
        withdraw_above: Some(Uint128::new(100)),
        top_up_below: None,
        purse: Uint128::zero(),
    }];
    let mut play = Play::begin(Setting::default(), own).await;
    let leases = play.stage.submit(3).await.unwrap();
    play.until_leased(&leases).await;
    assert_eq!(play.metrics().items("bid", "done"), 3);
    for run in 0..3 {
        play.served(&leases, 2 * PERIOD).await;
        let confirmed = play.metrics().items("confirm", "done");
        // Three leases, each about every tenth block.
        assert!((9..=15).contains(&confirmed), "{confirmed} in run {run}");
        assert_eq!(play.metrics().late(), 0);
        play.start().await;
    }
    for lease in &leases {
        assert!(play.stage.lease(*lease).await.unwrap().unwrap().paid > Uint128::zero(), "{lease}: nothing collected");
    }
    let provider = play.stage.session("provider").unwrap().address().to_owned();
    let balance = play.stage.exchange.escrow().balance(&provider, "uusdc").await.unwrap();
    assert!(
        balance.withdrawable < Uint128::new(KEEP + 200),
        "what is above the reserve went to the purse: {balance:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_bids_on_no_more_than_its_machines_can_do() {
    let mut own = settings();
    // Two orders and a half.
    own.inventory.cpu = 1_250;
    let mut play = Play::begin(Setting::default(), own).await;
    let orders = play.stage.submit(4).await.unwrap();
    play.until_leased(&orders[..2]).await;
    play.served(&orders[..2], PERIOD).await;
    for order in &orders[2..] {
        let left = play.stage.order(*order).await.unwrap();
        assert!(matches!(&left, OrderStatus::Open(open) if open.ready_at.is_none()), "nobody has bid: {left:?}");
    }
    assert_eq!(play.metrics().items("bid", "done"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_was_away_too_long_loses_its_lease_and_bids_on_others() {
    let mut play = Play::begin(Setting { persist: true, ..Setting::default() }, settings()).await;
    let [lost] = play.stage.submit(1).await.unwrap()[..] else { panic!() };
    play.until_leased(&[lost]).await;
    play.kill();
    play.blocks(PERIOD + 5).await;
    let closed = play.stage.order(lost).await.unwrap();
    assert!(matches!(closed, OrderStatus::Closed { reason: CloseReason::Stale, .. }), "{closed:?}");
    play.start().await;
    let others = play.stage.submit(1).await.unwrap();
    play.until_leased(&others).await;
    play.served(&others, PERIOD).await;
    // Its successor is barred to who broke it, who does not even try.
    let successor = play.stage.order(OrderId::new(lost.deployment, lost.slot, lost.round + 1)).await.unwrap();
    assert!(matches!(&successor, OrderStatus::Open(open) if open.ready_at.is_none()), "{successor:?}");
    assert_eq!(play.metrics().items("bid", "done"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_leaves_serves_its_notice_and_breaks_nothing() {
    // Twelve blocks.
    let mut play = Play::begin(Setting { notice: 60, ..Setting::default() }, settings()).await;
    let leases = play.stage.submit(2).await.unwrap();
    play.until_leased(&leases).await;
    play.settings.leaving = true;
    play.start().await;
    play.served(&leases, 10).await;
    play.blocks(10).await;
    for lease in leases {
        let closed = play.stage.order(lease).await.unwrap();
        assert!(matches!(closed, OrderStatus::Closed { reason: CloseReason::NoticeServed, .. }), "{closed:?}");
    }
    let provider = play.stage.session("provider").unwrap().address().to_owned();
    let obligations = play.stage.exchange.market().obligations(&provider).await.unwrap();
    assert!(!obligations.leases && !obligations.bids, "{obligations:?}");
}
