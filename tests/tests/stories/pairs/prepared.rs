//! A market in which every message has something to do, and the messages.

use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, QueryMsg, TermsResponse};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{DeploymentInfrastructure, OrderId, WaitDuration};
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, stage_with};
use cosmwasm_std::{Addr, Coin, Decimal, HexBinary, Uint128, coin};

use crate::{FIRST, order};

pub const STAKED: &str = "ustake";
/// Leased to the second provider, in time, its notice over; persists.
pub const LEAVING: OrderId = order(1, 2, 1);
/// Ready, with bids of the first and the third provider.
pub const READY: OrderId = order(1, 3, 1);
/// Open, with a bid of the third, which may still be taken back.
pub const OPEN: OrderId = order(1, 4, 1);
/// Leased to the third, confirmed after its account ran dry.
pub const DRY: OrderId = order(2, 1, 1);
/// Matched and served; the bids of its two losers are dead.
pub const SERVED: OrderId = order(3, 1, 1);
/// Ready, and its account cannot pay for it beside its other lease.
pub const POOR: OrderId = order(4, 2, 1);

/// `FIRST` is late and persists; the others are as said above; an infrastructure of the first deployment is idle.
pub fn market() -> Stage {
    let mut stage = stage_with(|setup| setup.terms[0].slash = Uint128::new(30));
    let one = stage.providers[0].clone();
    stage.mint(&one, 200, STAKED);
    stage.send(&one, Escrow::Stake {}, &[coin(100, STAKED)]);
    let names = [("stale", true), ("leaving", true), ("ready", false), ("open", false), ("idle", false)];
    stage.submit(names.map(|(name, persist)| infrastructure(name, persist)).to_vec(), 300_000);
    stage.submit(vec![infrastructure("dry", false)], 43_780);
    stage.submit(vec![infrastructure("served", false)], 100_000);
    stage.submit(vec![infrastructure("rich", false), infrastructure("poor", false)], 87_560);
    let (idle, rich) = (order(1, 5, 1), order(4, 1, 1));
    stage.let_to(2, idle, 50);
    stage.by_tenant(Market::CloseLease { lease: idle, reorder: false });
    let losers = [(1, FIRST, 60), (0, LEAVING, 60), (2, LEAVING, 70), (0, SERVED, 60), (2, SERVED, 70), (0, rich, 100)];
    let winners = [(0, FIRST, 40), (1, LEAVING, 50), (2, DRY, 100), (1, SERVED, 30), (1, rich, 99)];
    for (provider, order, percent) in losers.into_iter().chain(winners) {
        assert_eq!(stage.bid(provider, order, percent), None);
    }
    stage.pass(WAIT);
    assert_eq!(stage.work_done(Market::MatchOpenOrders { limit: 5 }), (5, 0));
    stage.by(1, Market::GiveNotice { lease: LEAVING });
    stage.pass(5);
    for (provider, order, percent) in [(0, READY, 50), (2, READY, 30), (1, POOR, 100)] {
        assert_eq!(stage.bid(provider, order, percent), None);
    }
    // The second deployment could pay for 3,600 s.
    stage.sandbox.blocks(5, 3_600);
    for (provider, lease) in [(1, LEAVING), (1, SERVED), (1, rich), (2, DRY)] {
        assert_eq!(stage.confirm(provider, lease, false), None);
    }
    stage.pass(1);
    assert_eq!(stage.bid(2, OPEN, 30), None);
    let work = stage.work();
    assert_eq!((work.ready, work.stale, work.dry), (vec![READY, POOR], vec![FIRST], vec![2]));
    // Six were dead, four bids have freed four.
    assert_eq!(work.finished, [SERVED, rich]);
    stage
}

pub struct Prepared {
    pub name: &'static str,
    pub sender: Addr,
    pub call: Call,
    pub funds: Vec<Coin>,
}

pub fn changed(name: &str) -> DeploymentInfrastructure {
    let mut wanted = infrastructure(name, true);
    wanted.resources[0].price = Decimal::percent(90);
    wanted
}

pub fn update(set: Vec<DeploymentInfrastructure>, remove: &[&str]) -> Deployment {
    let remove = remove.iter().map(|name| (*name).to_owned()).collect();
    Deployment::UpdateDeployment { deployment: 1, version: None, set, remove }
}

pub fn cancel(deployment: u64) -> Deployment {
    Deployment::CancelDeployment { deployment, payout: false }
}

pub fn prepared(stage: &Stage) -> Vec<Prepared> {
    let [one, two, three] = &stage.providers;
    let (tenant, keeper, admin) = (&stage.tenant, &stage.keeper, &stage.admin());
    let terms: TermsResponse = stage.sandbox.query_market(&QueryMsg::Terms { denom: DENOM.to_owned() }).unwrap();
    let mut other_terms = terms.terms;
    other_terms.match_tip = Uint128::new(1);
    other_terms.min_runway = 7_200;
    let bid = |order, percent| Market::SubmitFulfillment { bids: vec![stage.answer(order, Decimal::percent(percent))] };
    let confirm = |lease| Market::SubmitLeaseConfirmation { leases: vec![lease], collect: true, payout: false };
    let collect = |lease| Market::CollectEarnings { leases: vec![lease], payout: false };
    let close = |lease| Market::CloseLease { lease, reorder: true };
    let take = |deployment| Escrow::WithdrawDeposit { deployment, amount: None, payout: false };
    let new = Deployment::SubmitDeployment {
        version: HexBinary::from([7; 32]),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: vec![infrastructure("new", false)],
    };
    let facilitate = Market::Facilitate { limit: 32, deployments: vec![2], skip: vec![] };
    let won = Market::SubmitLease { order: READY, provider: three.to_string() };
    let withdraw = Escrow::Withdraw { denom: DENOM.to_owned(), amount: None };
    let cap = Escrow::SetParameters { fee_collector: None, slash_cap: Some(Uint128::zero()) };
    let coins = |amount| vec![coin(amount, DENOM)];
    let messages: Vec<(&'static str, &Addr, Call, Vec<Coin>)> = vec![
        ("match", keeper, Market::MatchOpenOrders { limit: 32 }.into(), vec![]),
        ("lease", keeper, won.into(), vec![]),
        ("facilitate", keeper, facilitate.into(), vec![]),
        ("invalidate", keeper, Market::InvalidateStaleLeases { limit: 32 }.into(), vec![]),
        ("stale", two, Market::SubmitStaleLease { lease: FIRST }.into(), vec![]),
        ("stale, dry", two, Market::SubmitStaleLease { lease: DRY }.into(), vec![]),
        ("close unfunded", keeper, Market::CloseUnfundedLeases { deployments: vec![1, 2], limit: 32 }.into(), vec![]),
        ("release", keeper, Market::ReleaseFulfillments { limit: 32 }.into(), vec![]),
        ("confirm late", one, confirm(FIRST).into(), vec![]),
        ("confirm", two, confirm(LEAVING).into(), vec![]),
        ("confirm dry", three, confirm(DRY).into(), vec![]),
        ("collect", two, collect(LEAVING).into(), vec![]),
        ("collect late", one, collect(FIRST).into(), vec![]),
        ("notice", three, Market::GiveNotice { lease: DRY }.into(), vec![]),
        ("leave", two, Market::LeaveLease { lease: LEAVING }.into(), vec![]),
        ("leave late", one, Market::LeaveLease { lease: FIRST }.into(), vec![]),
        ("leave dry", three, Market::LeaveLease { lease: DRY }.into(), vec![]),
        ("leave served", two, Market::LeaveLease { lease: SERVED }.into(), vec![]),
        ("close late", tenant, close(FIRST).into(), vec![]),
        ("close", tenant, close(LEAVING).into(), vec![]),
        ("close dry", tenant, close(DRY).into(), vec![]),
        ("change late", tenant, update(vec![changed("stale")], &[]).into(), vec![]),
        ("persist no more", tenant, update(vec![infrastructure("stale", false)], &[]).into(), vec![]),
        ("remove late", tenant, update(vec![], &["stale"]).into(), vec![]),
        ("add", tenant, update(vec![infrastructure("added", false)], &[]).into(), vec![]),
        ("remove", tenant, update(vec![], &["leaving"]).into(), vec![]),
        ("change ready", tenant, update(vec![changed("ready")], &[]).into(), vec![]),
        ("resume", tenant, Deployment::ResumeDeployment { deployment: 1 }.into(), vec![]),
        ("resume dry", tenant, Deployment::ResumeDeployment { deployment: 2 }.into(), vec![]),
        ("cancel", tenant, cancel(1).into(), vec![]),
        ("cancel dry", tenant, cancel(2).into(), vec![]),
        ("deposit", tenant, Escrow::Deposit { deployment: Some(1) }.into(), coins(1_000_000)),
        ("deposit dry", keeper, Escrow::Deposit { deployment: Some(2) }.into(), coins(1_000_000)),
        ("deposit poor", tenant, Escrow::Deposit { deployment: Some(4) }.into(), coins(10_000)),
        ("take deposit", tenant, take(1).into(), vec![]),
        ("take deposit dry", tenant, take(2).into(), vec![]),
        ("bid", two, bid(OPEN, 20).into(), vec![]),
        ("bid when ready", two, bid(READY, 10).into(), vec![]),
        ("lower bid", three, bid(OPEN, 10).into(), vec![]),
        ("take back", three, Market::CancelFulfillment { orders: vec![READY, OPEN] }.into(), vec![]),
        ("withdraw", three, withdraw.into(), vec![]),
        ("terms", admin, Market::SetTerms { terms: other_terms }.into(), vec![]),
        ("no terms", admin, Market::RemoveTerms { denom: DENOM.to_owned() }.into(), vec![]),
        ("pause", admin, Registry::Pause {}.into(), vec![]),
        ("cap", admin, cap.into(), vec![]),
        ("stake", one, Escrow::Stake {}.into(), vec![coin(100, STAKED)]),
        ("unstake", one, Escrow::Unstake { amount: Uint128::new(100) }.into(), vec![]),
        ("deactivate", two, Registry::DeactivateProvider {}.into(), vec![]),
        ("submit", keeper, new.into(), coins(50_000)),
    ];
    messages
        .into_iter()
        .map(|(name, sender, call, funds)| Prepared { name, sender: sender.clone(), call, funds })
        .collect()
}
