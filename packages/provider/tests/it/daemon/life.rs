//! The life of a provider on a chain that does as it should.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use berth_api::Call;
use berth_api::market::ExecuteMsg;
use berth_domain::Now;
use berth_provider::{
    Desired, Inventory, Machines, MachinesError, Pricing, ProviderSettings, Purpose, Quotes, Reserve, Wanted,
};
use cosmwasm_std::{Decimal, Uint128};

use super::stage::{Stage, leased, settings};
use crate::world::{DENOM, bid, free, group, order, ready_at, situation};

#[tokio::test]
async fn it_bids_wins_and_confirms_for_many_periods() {
    let mut stage = Stage::new(situation(vec![order(1, vec![group(2)])]), settings()).await;
    // Bids of an earlier run could be on their way.
    for _ in 0..5 {
        assert_eq!(stage.block().await.sent, []);
    }
    assert_eq!(stage.seen().no_bids.unwrap(), "bids of an earlier run may be on their way until block 105");
    assert_eq!(stage.block().await.sent, [(Purpose::Bid, 1)]);
    assert_eq!(stage.block().await.sent, []);
    assert_eq!(stage.seen().live_bids, 1);
    assert_eq!(stage.metrics.items("bid", "done"), 1);
    stage.world(|world| {
        world.situation.bids.clear();
        world.situation.orders.clear();
        let mut own = leased(1, 100);
        own.lease.status.confirmed_height = world.situation.now.height;
        own.lease.status.due_height = own.lease.status.confirmed_height + 100;
        world.situation.leases.push(own);
    });
    for _ in 0..2_000 {
        stage.block().await;
        stage.assert_all_in_time();
    }
    // Half of a period passes, and two blocks at the most until it is seen to be carried out.
    assert!((38..=40).contains(&stage.confirmations_of(1)), "{}", stage.confirmations_of(1));
    assert_eq!(stage.metrics.late(), 0);
    assert_eq!(stage.seen().leases, 1);
}

#[tokio::test]
async fn confirmations_go_first_and_wait_for_nobody() {
    /// Names a price once it sees the confirmation sent.
    struct After(Arc<std::sync::Mutex<super::chain::World>>);
    #[async_trait]
    impl Pricing for After {
        async fn quotes(&self, _: Now, wanted: Vec<Wanted>) -> Quotes {
            assert_eq!(self.0.lock().unwrap().log.len(), 1, "the confirmation is on its way");
            let mut quotes = Quotes::default();
            for wanted in wanted {
                quotes.insert(wanted.order.order.order, Ok(vec![Decimal::one()]));
            }
            quotes
        }

        fn is_costly(&self) -> bool {
            true
        }
    }
    let mut world = situation(vec![order(1, vec![group(2)])]);
    world.leases.push(leased(9, 10));
    world.now.height += 5;
    let mut stage = Stage::new(world, settings()).await;
    let after = After(Arc::clone(&stage.chain.world));
    stage = stage.with(|provider| provider.with_pricing(Arc::new(after)).bidding_at_once());
    assert_eq!(stage.block().await.sent, [(Purpose::Confirm, 1), (Purpose::Bid, 1)]);
}

/// Machines that can be switched off, and count.
#[derive(Default)]
struct Counted {
    off: std::sync::atomic::AtomicBool,
    told: AtomicUsize,
    running: AtomicUsize,
}

#[async_trait]
impl Machines for Counted {
    async fn inventory(&self) -> Result<Inventory, MachinesError> {
        if self.off.load(Ordering::Relaxed) { Err(MachinesError("no power".into())) } else { Ok(settings().inventory) }
    }

    async fn desired(&self, desired: &Desired) -> Result<(), MachinesError> {
        self.told.fetch_add(1, Ordering::Relaxed);
        self.running.store(desired.workloads.len(), Ordering::Relaxed);
        Err(MachinesError("no hands".into()))
    }
}

#[tokio::test]
async fn machines_without_power_stop_bids_and_nothing_else() {
    let mut world = situation(vec![order(1, vec![group(2)])]);
    world.leases.push(leased(9, 10));
    world.now.height += 5;
    let machines = Arc::new(Counted::default());
    machines.off.store(true, Ordering::Relaxed);
    let own: Arc<dyn Machines> = machines.clone();
    let mut stage = Stage::new(world, settings()).await;
    stage = stage.with(|provider| provider.with_machines(own).bidding_at_once());
    assert_eq!(stage.block().await.sent, [(Purpose::Confirm, 1)]);
    assert_eq!(stage.seen().no_bids.unwrap(), "machines: no power");
    machines.off.store(false, Ordering::Relaxed);
    assert_eq!(stage.block().await.sent, [(Purpose::Bid, 1)]);
    assert!(machines.told.load(Ordering::Relaxed) >= 2);
    assert_eq!(machines.running.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn dry_runs_send_nothing() {
    let mut world = situation(vec![order(1, vec![group(2)])]);
    world.leases.push(leased(9, 100));
    world.now.height += 50;
    let mut stage = Stage::new(world, ProviderSettings { dry_run: true, ..settings() }).await;
    for _ in 0..3 {
        assert_eq!(stage.block().await.sent, [(Purpose::Confirm, 1), (Purpose::Bid, 1)]);
    }
    assert_eq!(stage.world(|world| world.log.len()), 0);
}

#[tokio::test]
async fn earnings_leave_and_collateral_comes_back() {
    let reserve = Reserve {
        denom: DENOM.into(),
        keep: Uint128::new(100),
        withdraw_above: Some(Uint128::new(50)),
        top_up_below: Some(Uint128::new(60)),
        purse: Uint128::new(5),
    };
    let own = ProviderSettings { reserves: vec![reserve], ..settings() };
    let mut world = situation(vec![]);
    world.collateral = free(149);
    let mut stage = Stage::new(world, own).await;
    stage.blocks(3).await;
    assert_eq!(stage.world(|world| (world.withdrawn, world.deposited)), (0, 0));
    stage.world(|world| (world.situation.collateral, world.luck) = (free(170), vec![super::chain::Luck::Late(2)]));
    stage.blocks(6).await;
    assert_eq!(stage.world(|world| (world.withdrawn, world.situation.collateral.clone())), (70, free(100)), "once");
    stage.world(|world| (world.situation.collateral, world.purse) = (free(10), 30));
    stage.world(|world| world.luck = vec![super::chain::Luck::Late(2)]);
    stage.blocks(3).await;
    assert_eq!(stage.world(|world| world.deposited), 25, "the purse keeps 5, and is asked once");
}

#[tokio::test]
async fn what_bids_lock_is_not_taken_out() {
    let reserve = Reserve {
        denom: DENOM.into(),
        keep: Uint128::zero(),
        withdraw_above: Some(Uint128::new(1)),
        top_up_below: None,
        purse: Uint128::zero(),
    };
    let own = ProviderSettings { reserves: vec![reserve], ..settings() };
    let mut world = situation(vec![order(1, vec![group(2)])]);
    world.collateral = free(7);
    let mut stage = Stage::new(world, own).await.with(berth_provider::Provider::bidding_at_once);
    assert_eq!(stage.block().await.sent, [(Purpose::Bid, 1), (Purpose::Money, 1)]);
    assert_eq!(stage.world(|world| world.withdrawn), 2);
}

#[tokio::test]
async fn dead_bids_are_freed_when_nothing_else_is_done() {
    let mut world = situation(vec![]);
    world.bids = (1..=25).map(|deployment| bid(deployment, vec![group(1)], 1, false)).collect();
    let mut stage = Stage::new(world, settings()).await;
    assert_eq!(stage.block().await.sent, [(Purpose::Free, 20)]);
    assert_eq!(stage.block().await.sent, [], "five are not worth it");
}

#[tokio::test]
async fn leaving_is_carried_to_its_end() {
    let mut world = situation(vec![order(2, vec![group(1)])]);
    world.orders[0].order.status.ready_at = ready_at(109);
    world.bids = vec![bid(2, vec![group(1)], 1, true), bid(3, vec![group(1)], 1, false)];
    world.leases = vec![leased(1, 10)];
    world.leases[0].lease.status.notice = 300;
    let own = ProviderSettings { leaving: true, ..settings() };
    let mut stage = Stage::new(world, own).await;
    for _ in 0..70 {
        stage.block().await;
        stage.assert_all_in_time();
    }
    let left = stage.world(|world| (world.situation.leases.len(), world.situation.bids.len()));
    assert_eq!(left, (0, 0));
    let given = stage.world(|world| {
        let notice = |call: &&Call| matches!(call, Call::Market(ExecuteMsg::GiveNotice { .. }));
        world.log.iter().flat_map(|(calls, _)| calls).filter(notice).count()
    });
    assert_eq!(given, 1);
    assert!((9..=15).contains(&stage.confirmations_of(1)), "until the notice was served");
}

#[tokio::test]
async fn bids_stop_at_what_they_may_cost() {
    let orders = (1..=30).map(|deployment| order(deployment, vec![group(1)])).collect();
    let own = ProviderSettings {
        bids_per_block: 2,
        bid_fees_per_day: Some(Uint128::new(30)),
        inventory: Inventory { cpu: 1_000_000, ..settings().inventory },
        ..settings()
    };
    let mut stage = Stage::new(situation(orders), own).await.with(berth_provider::Provider::bidding_at_once);
    // Each costs 10.
    stage.blocks(10).await;
    let bids = stage.world(|world| world.situation.bids.len());
    assert!((6..=8).contains(&bids), "{bids}: three transactions, or four if one was on its way");
    assert_eq!(stage.seen().no_bids.unwrap(), "the fees that bids may cost in a day are spent");
}

#[tokio::test]
async fn it_says_when_it_is_not_ready() {
    let mut world = situation(vec![order(1, vec![group(1)])]);
    world.leases.push(leased(9, 100));
    let mut stage = Stage::new(world, settings()).await;
    stage.world(|world| (world.may_bid, world.purse) = (false, 1));
    stage.block().await;
    let ready = stage.provider.health().checks(60);
    let answer = berth_service_checks(ready).await;
    for (name, part) in [("registered", "not registered, or not active"), ("funded", "me has 1stake, wanted: 2000")] {
        assert!(answer.contains(part), "{name}: {answer}");
    }
    assert!(answer.contains(r#"{"name":"confirming","ok":true}"#), "{answer}");
    assert_eq!(stage.seen().due[0].due_height, 200);
    stage.provider.finish(Duration::from_secs(5)).await;
}

/// What /readyz says.
async fn berth_service_checks(ready: berth_service::Checks) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let stop = berth_service::Stop::new();
    let face = berth_service::Face {
        metrics: prometheus_client::registry::Registry::default(),
        live: berth_service::Beat::new(Duration::from_secs(60)),
        ready,
        status: Box::new(|| serde_json::Value::Null),
    };
    let listening = face.listen("127.0.0.1:0".parse().unwrap(), stop.clone()).await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(listening.address).await.unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    stop.now();
    answer
}
