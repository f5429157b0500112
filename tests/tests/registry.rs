//! What the registry decides for the other three: who may bid, who may go, what a pause stops.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{Bid, ExecuteMsg as Market, OrderStatus};
use berth_api::provider_registry::{ExecuteMsg as Registry, ProviderResponse, QueryMsg};
use berth_domain::{CloseReason, OrderId, ProviderProfile, WaitDuration};
use berth_tests::stage::{DENOM, PERIOD, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Addr, HexBinary, coin};

const FIRST: OrderId = OrderId::new(1, 1, 1);

fn lease_of(stage: &Stage, id: OrderId) -> Addr {
    match stage.status(id) {
        OrderStatus::Leased(lease) => lease.provider,
        other => panic!("{id} is {other:?}"),
    }
}

fn cancel(stage: &mut Stage) {
    let tenant = stage.tenant.clone();
    stage.send(&tenant, Deployment::CancelDeployment { deployment: 1, payout: true }, &[]);
}

#[test]
fn a_provider_goes_when_nothing_binds_it() {
    let mut stage = stage();
    let [winner, loser, _] = stage.providers.clone();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 40), None);
    assert_eq!(stage.bid(1, FIRST, 60), None);
    stage.refuse(&loser, Registry::DeregisterProvider {}, &[], "provider-registry/has_obligations");

    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(lease_of(&stage, FIRST), winner);
    stage.refuse(&winner, Registry::DeregisterProvider {}, &[], "has live leases, allowed");
    // Its bid is dead, and not freed yet.
    stage.refuse(&loser, Registry::DeregisterProvider {}, &[], "has bids, allowed");
    stage.keep(Market::ReleaseFulfillments { limit: 1 });
    stage.send(&loser, Registry::DeregisterProvider {}, &[]);

    cancel(&mut stage);
    stage.send(&winner, Registry::DeregisterProvider {}, &[]);
    stage.reckon();
}

#[test]
fn who_stopped_bids_no_more_and_keeps_what_he_has() {
    let mut stage = stage();
    let one = stage.providers[0].clone();
    stage.submit(vec![infrastructure("web", false), infrastructure("db", false)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 40), None);
    stage.send(&one, Registry::DeactivateProvider {}, &[]);
    let second = OrderId::new(1, 2, 1);
    let bids = vec![Bid { order: second, resources: infrastructure("any", false).resources }];
    let refused = Market::SubmitFulfillment { bids };
    stage.refuse(&one, refused.clone(), &[], "market/inactive");

    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    assert_eq!(lease_of(&stage, FIRST), one);
    assert_eq!(stage.confirm(0, FIRST, true), None);
    stage.send(&one, Registry::ActivateProvider {}, &[]);
    stage.send(&one, refused, &[]);
    cancel(&mut stage);
    stage.keep(Market::ReleaseFulfillments { limit: 32 });
    stage.reckon();
}

#[test]
fn a_pause_stops_new_business_and_everybody_can_leave() {
    let mut stage = stage();
    let admin = stage.sandbox.account("admin");
    let (tenant, keeper, stranger) = (stage.tenant.clone(), stage.keeper.clone(), stage.sandbox.account("stranger"));
    stage.submit(vec![infrastructure("web", false), infrastructure("db", false)], 100_000);
    let second = OrderId::new(1, 2, 1);
    assert_eq!(stage.bid(0, FIRST, 40), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.bid(1, second, 40), None);
    stage.refuse(&stranger, Registry::Pause {}, &[], "provider-registry/unauthorized");
    stage.send(&admin, Registry::Pause {}, &[]);

    let submit = Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: vec![infrastructure("web", false)],
    };
    stage.refuse(&tenant, submit, &[coin(100_000, DENOM)], "deployment/paused");
    let bids = vec![Bid { order: second, resources: infrastructure("any", false).resources }];
    let two = stage.providers[2].clone();
    stage.refuse(&two, Market::SubmitFulfillment { bids }, &[], "market/paused");
    stage.pass(WAIT);
    stage.refuse(&keeper, Market::MatchOpenOrders { limit: 32 }, &[], "market/paused");
    let endpoint = "https://dc.example".to_owned();
    let profile = ProviderProfile { endpoint, region: "eu-west".to_owned(), attributes: vec![] };
    stage.refuse(&stranger, Registry::RegisterProvider { profile }, &[], "provider-registry/paused");

    // What runs goes on, what is late is noticed, what is over is freed, what is owned is paid out.
    assert_eq!(stage.confirm(0, FIRST, true), None);
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
    assert!(matches!(stage.status(FIRST), OrderStatus::Closed { reason: CloseReason::Stale, .. }));
    stage.send(&tenant, Escrow::Deposit { deployment: Some(1) }, &[coin(5, DENOM)]);
    cancel(&mut stage);
    stage.keep(Market::ReleaseFulfillments { limit: 32 });
    stage.reckon();
    stage.send(&admin, Registry::Unpause {}, &[]);
}

#[test]
fn a_provider_is_shown_with_how_it_has_served() {
    let mut stage = stage();
    let one = stage.providers[0].clone();
    let shown = |stage: &Stage| -> ProviderResponse {
        stage.sandbox.query_provider_registry(&QueryMsg::Provider { address: one.to_string() }).unwrap()
    };
    stage.submit(vec![infrastructure("web", true)], 100_000);
    assert_eq!(stage.bid(0, FIRST, 40), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage.pass(5);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    let before = shown(&stage);
    assert_eq!((before.served_seconds, before.broken, before.reputation), (0, 0, 0));
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
    let after = shown(&stage);
    assert_eq!((after.served_seconds, after.broken), (30, 1));
    cancel(&mut stage);
    stage.reckon();
}
