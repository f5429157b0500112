//! What is measured.

use std::collections::BTreeMap;

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::OrderId;
use berth_sandbox::gas::Chain;
use cosmwasm_std::{Addr, Uint128, coin};

use crate::caps;
use crate::rig::{Cost, DENOM, PERIOD, Rig, WAIT, infrastructure};

const FEW_BIDS: u64 = 10;
const MANY_BIDS: u64 = 1_000;
const FEW_ORDERS: usize = 100;
const MANY_ORDERS: usize = 1_000;

/// The whole table, each key for both kinds of chain.
pub fn all() -> BTreeMap<String, u64> {
    let mut table = BTreeMap::new();
    let mut note = |key: &str, cost: Cost| {
        for (chain, gas) in Chain::ALL.into_iter().zip(cost) {
            table.insert(format!("{key}{}", chain.suffix()), gas);
        }
    };
    submit_and_cancel(&mut note);
    bid_and_match(&mut note);
    lease(&mut note);
    facilitate(&mut note);
    update(&mut note);
    caps::all(&mut note);
    growth(&mut note);
    for chain in Chain::ALL {
        whole_flow(&mut table, chain.suffix());
    }
    table
}

/// One deployment, three bids, a match, one collected confirmation, losers freed, cancelled: in the steady state, with
/// bids by 10 and the rest by 20.
fn whole_flow(table: &mut BTreeMap<String, u64>, suffix: &str) {
    let parts = ["submit_deployment", "bid_of_10", "loser", "loser", "match_next", "collect_of_20", "cancel_1"];
    let sum = parts.iter().map(|part| table[&format!("{part}{suffix}")]).sum();
    table.insert(format!("whole_flow{suffix}"), sum);
}

/// Notes a figure under its key.
pub type Note<'a> = &'a mut dyn FnMut(&str, Cost);

fn each(total: Cost, count: u64) -> Cost {
    total.map(|gas| gas / count)
}

fn minus(a: Cost, b: Cost) -> Cost {
    [a[0].saturating_sub(b[0]), a[1].saturating_sub(b[1])]
}

fn plus(a: Cost, b: Cost) -> Cost {
    [a[0] + b[0], a[1] + b[1]]
}

fn first_orders(deployments: std::ops::RangeInclusive<u64>) -> Vec<OrderId> {
    deployments.map(|deployment| OrderId::new(deployment, 1, 1)).collect()
}

/// So many deployments of one infrastructure, each with one bid that is ready.
fn ready(rig: &mut Rig, tenant: &Addr, provider: &Addr, count: u64) -> Vec<OrderId> {
    for _ in 0..count {
        rig.submit(tenant, 1);
    }
    let orders = first_orders(1..=count);
    for chunk in orders.chunks(10) {
        rig.bid(provider, chunk, 50);
    }
    rig.pass(WAIT);
    orders
}

fn submit_and_cancel(note: Note) {
    let mut rig = Rig::new();
    let (tenant, keeper) = (rig.user("tenant"), rig.user("keeper"));
    let provider = rig.provider("provider");
    rig.submit(&tenant, 1);
    let one = rig.submit(&tenant, 1);
    let sixteen = rig.submit(&tenant, 16);
    note("submit_deployment", one);
    note("submit_deployment_next", each(minus(sixteen, one), 15));

    let slots: Vec<OrderId> = (1..=16).map(|slot| OrderId::new(3, slot, 1)).collect();
    rig.bid(&provider, &[OrderId::new(2, 1, 1)], 50);
    rig.bid(&provider, &slots, 50);
    rig.pass(WAIT);
    rig.cost(&keeper, Market::MatchOpenOrders { limit: 32 }, &[]);
    rig.pass(10);
    let cancel = |deployment| Deployment::CancelDeployment { deployment, payout: false };
    note("cancel_1", rig.cost(&tenant, cancel(2), &[]));
    note("cancel_16", rig.cost(&tenant, cancel(3), &[]));
    note("deposit", rig.cost(&tenant, Escrow::Deposit { deployment: Some(1) }, &[coin(5_000_000, DENOM)]));
    note("withdraw", rig.cost(&tenant, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }, &[]));
}

fn bid_and_match(note: Note) {
    let mut rig = Rig::new();
    let (tenant, keeper) = (rig.user("tenant"), rig.user("keeper"));
    let [winner, loser] = ["winner", "loser"].map(|name| rig.provider(name));
    for _ in 0..21 {
        rig.submit(&tenant, 1);
    }
    note("bid", rig.bid(&winner, &first_orders(1..=1), 40));
    rig.bid(&winner, &first_orders(2..=21), 40);
    let losing = rig.bid(&loser, &first_orders(2..=11), 50);
    note("bid_of_10", each(losing, 10));
    rig.pass(WAIT);
    let first = rig.cost(&keeper, Market::MatchOpenOrders { limit: 1 }, &[]);
    let twenty = rig.cost(&keeper, Market::MatchOpenOrders { limit: 20 }, &[]);
    note("match_first", first);
    note("match_next", each(minus(twenty, first), 19));
    note("match_20", twenty);
    let release = rig.cost(&keeper, Market::ReleaseFulfillments { limit: 10 }, &[]);
    note("loser", each(plus(losing, release), 10));
}

fn lease(note: Note) {
    let mut rig = Rig::new();
    let (tenant, keeper) = (rig.user("tenant"), rig.user("keeper"));
    let provider = rig.provider("provider");
    let leases = ready(&mut rig, &tenant, &provider, 41);
    for _ in 0..2 {
        rig.cost(&keeper, Market::MatchOpenOrders { limit: 32 }, &[]);
    }
    let confirm = |leases: &[OrderId], collect| Market::SubmitLeaseConfirmation {
        leases: leases.to_vec(),
        collect,
        payout: false,
    };
    rig.pass(300);
    note("confirm_of_20", each(rig.cost(&provider, confirm(&leases[..20], false), &[]), 20));
    rig.pass(1);
    note("confirm_of_40", each(rig.cost(&provider, confirm(&leases[..40], false), &[]), 40));
    rig.pass(1);
    note("collect_of_20", each(rig.cost(&provider, confirm(&leases[..20], true), &[]), 20));
    note("close_lease", rig.cost(&tenant, Market::CloseLease { lease: leases[40], reorder: false }, &[]));
    let spare = leases[21];
    note("give_notice", rig.cost(&provider, Market::GiveNotice { lease: spare }, &[]));
    note("leave_lease", rig.cost(&provider, Market::LeaveLease { lease: spare }, &[]));
    rig.pass(60);
    rig.cost(&provider, confirm(&leases[..20], false), &[]);
    let collect = Market::CollectEarnings { leases: leases[..20].to_vec(), payout: false };
    note("collect_earnings_of_20", each(rig.cost(&provider, collect, &[]), 20));
    rig.pass(PERIOD + 1);
    // One keeper's tips are a balance already: the steady state.
    note("stale_first", rig.cost(&keeper, Market::InvalidateStaleLeases { limit: 1 }, &[]));
    note("stale_of_20", each(rig.cost(&keeper, Market::InvalidateStaleLeases { limit: 20 }, &[]), 20));
}

/// One of each in one call.
fn facilitate(note: Note) {
    let mut rig = Rig::new();
    let (tenant, keeper) = (rig.user("tenant"), rig.user("keeper"));
    let provider = rig.provider("provider");
    ready(&mut rig, &tenant, &provider, 2);
    rig.cost(&keeper, Market::MatchOpenOrders { limit: 2 }, &[]);
    rig.pass(PERIOD - WAIT);
    rig.submit(&tenant, 1);
    rig.bid(&provider, &[OrderId::new(3, 1, 1)], 50);
    rig.pass(WAIT + 1);
    let facilitate = Market::Facilitate { limit: 2, deployments: vec![], skip: vec![] };
    note("facilitate_1_1", rig.cost(&keeper, facilitate, &[]));
}

fn update(note: Note) {
    let mut rig = Rig::new();
    let tenant = rig.user("tenant");
    rig.submit(&tenant, 16);
    let set = |infrastructure| Deployment::UpdateDeployment {
        deployment: 1,
        version: None,
        set: infrastructure,
        remove: vec![],
    };
    let changed = |n: usize| {
        let mut changed = infrastructure(&format!("web-{n}"));
        changed.notice = 60;
        changed
    };
    note("update_1_of_16", rig.cost(&tenant, set(vec![changed(1)]), &[]));
    note("update_16", rig.cost(&tenant, set((1..=16).map(changed).rev().collect()), &[]));
    note("resume", rig.cost(&tenant, Deployment::ResumeDeployment { deployment: 1 }, &[]));
    let withdraw = Escrow::WithdrawDeposit { deployment: 1, amount: Some(Uint128::new(1_000)), payout: false };
    note("withdraw_deposit", rig.cost(&tenant, withdraw, &[]));
}

fn growth(note: Note) {
    let bids = |count| match_with_bids(count);
    note("match_bids_growth", minus(bids(MANY_BIDS), bids(FEW_BIDS)));
    note("match_orders_growth_1000", minus(match_among_orders(MANY_ORDERS), match_among_orders(FEW_ORDERS)));
}

/// Matching one order that has so many bids.
fn match_with_bids(count: u64) -> Cost {
    let mut rig = Rig::new();
    let (tenant, keeper) = (rig.user("tenant"), rig.user("keeper"));
    rig.submit(&tenant, 1);
    for n in 0..count {
        let provider = rig.provider(&format!("provider-{n:04}"));
        rig.bid(&provider, &first_orders(1..=1), 50);
    }
    rig.pass(WAIT);
    rig.cost(&keeper, Market::MatchOpenOrders { limit: 1 }, &[])
}

/// Matching one order among so many open ones.
fn match_among_orders(count: usize) -> Cost {
    let mut rig = Rig::new();
    let (tenant, keeper) = (rig.user("tenant"), rig.user("keeper"));
    let provider = rig.provider("provider");
    for _ in 0..count.div_ceil(16) {
        rig.submit(&tenant, 16);
    }
    rig.bid(&provider, &first_orders(1..=1), 50);
    rig.pass(WAIT);
    rig.cost(&keeper, Market::MatchOpenOrders { limit: 1 }, &[])
}
