//! Deployments that change, idle, resume and end, with market and escrow behind them.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use berth_api::Role;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{ExecuteMsg as Market, OrderStatus};
use berth_domain::{CloseReason, DeploymentInfrastructure, OrderId};
use berth_tests::stage::{DENOM, PERIOD, Stage, WAIT, infrastructure, stage};
use cosmwasm_std::{Order, Storage, coin};

const WEB: OrderId = OrderId::new(1, 1, 1);
const DB: OrderId = OrderId::new(1, 2, 1);

fn update(set: Vec<DeploymentInfrastructure>, remove: &[&str]) -> Deployment {
    let remove = remove.iter().map(|name| (*name).to_owned()).collect();
    Deployment::UpdateDeployment { deployment: 1, version: None, set, remove }
}

fn ask(stage: &mut Stage, msg: impl Into<berth_api::Call>) {
    stage.send(&stage.tenant.clone(), msg, &[]);
}

fn stands(stage: &Stage, order: OrderId) -> &'static str {
    match stage.status(order) {
        OrderStatus::Open(_) => "open",
        OrderStatus::Leased(_) => "leased",
        OrderStatus::Closed { reason, .. } => reason.as_str(),
    }
}

/// Web and db, each leased by its own provider.
fn leased() -> Stage {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", true), infrastructure("db", false)], 200_000);
    assert_eq!(stage.bid(0, WEB, 50), None);
    assert_eq!(stage.bid(1, DB, 50), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    assert_eq!((stands(&stage, WEB), stands(&stage, DB)), ("leased", "leased"));
    stage
}

/// Cancelled, and every coin back with somebody.
fn end(mut stage: Stage) {
    ask(&mut stage, Deployment::CancelDeployment { deployment: 1, payout: false });
    stage.keep(Market::ReleaseFulfillments { limit: 32 });
    stage.reckon();
}

#[test]
fn an_update_ends_and_opens_what_differs_and_nothing_else() {
    let mut stage = leased();
    stage.pass(2);
    let half = DeploymentInfrastructure { region: String::new(), ..infrastructure("db", false) };
    ask(&mut stage, update(vec![infrastructure("web", false), half, infrastructure("new", false)], &[]));
    assert_eq!(stands(&stage, WEB), "leased");
    assert_eq!(stands(&stage, DB), CloseReason::Replaced.as_str());
    assert_eq!(stands(&stage, OrderId::new(1, 2, 2)), "open");
    assert_eq!(stands(&stage, OrderId::new(1, 3, 1)), "open");
    ask(&mut stage, update(vec![], &["web", "new"]));
    assert_eq!(stands(&stage, WEB), CloseReason::Removed.as_str());
    assert_eq!(stands(&stage, OrderId::new(1, 3, 1)), CloseReason::Removed.as_str());
    // Slots go on where they were.
    ask(&mut stage, update(vec![infrastructure("web", true)], &[]));
    assert_eq!(stands(&stage, OrderId::new(1, 4, 1)), "open");
    end(stage);
}

#[test]
fn an_update_that_is_not_paid_for_changes_nothing() {
    let mut stage = leased();
    let dear = (0..14).map(|n| infrastructure(&format!("n{n}"), false)).collect::<Vec<_>>();
    let tenant = stage.tenant.clone();
    stage.refuse(&tenant, update(dear.clone(), &[]), &[], "market/insufficient_funds");
    stage.send(&tenant, Escrow::Deposit { deployment: Some(1) }, &[coin(900_000, DENOM)]);
    ask(&mut stage, update(dear, &[]));
    assert_eq!(stands(&stage, OrderId::new(1, 16, 1)), "open");
    end(stage);
}

#[test]
fn an_update_books_with_the_flag_that_held_before() {
    // Stale first, then the new flag: web persisted when its provider fell silent, db did not.
    let mut stage = leased();
    stage.pass(PERIOD + 1);
    ask(&mut stage, update(vec![infrastructure("web", false), infrastructure("db", true)], &[]));
    assert_eq!((stands(&stage, WEB), stands(&stage, DB)), ("stale", "stale"));
    assert_eq!(stands(&stage, WEB.next_round().unwrap()), "open");
    let none = berth_api::market::QueryMsg::Order { order: DB.next_round().unwrap() };
    assert!(stage.sandbox.query_market::<berth_api::market::OrderResponse>(&none).is_err());
    end(stage);
}

#[test]
fn what_idles_is_resumed() {
    let mut stage = leased();
    ask(&mut stage, Market::CloseLease { lease: DB, reorder: false });
    // Setting what is equal leaves it idle; so does another flag.
    ask(&mut stage, update(vec![infrastructure("db", true)], &[]));
    assert_eq!(stands(&stage, DB), CloseReason::TenantClosed.as_str());
    ask(&mut stage, Deployment::ResumeDeployment { deployment: 1 });
    assert_eq!((stands(&stage, WEB), stands(&stage, DB.next_round().unwrap())), ("leased", "open"));
    // Nothing idles: nothing opens.
    ask(&mut stage, Deployment::ResumeDeployment { deployment: 1 });
    assert_eq!(stands(&stage, DB.next_round().unwrap()), "open");
    end(stage);
}

/// Keys and values of all four contracts.
fn everything(stage: &Stage) -> BTreeMap<(Role, Vec<u8>), Vec<u8>> {
    let rows = Role::ALL.into_iter().flat_map(|role| {
        let storage = stage.sandbox.storage(role);
        let rows = storage.range(None, None, Order::Ascending);
        rows.map(|(key, value)| ((role, key), value)).collect::<Vec<_>>()
    });
    rows.collect()
}

/// A deployment's whole life, with a lease that was confirmed and a bid that lost.
fn lived(stage: &mut Stage) {
    let id = stage.submit(vec![infrastructure("web", true)], 100_000);
    let order = OrderId::new(id, 1, 1);
    assert_eq!(stage.bid(0, order, 50), None);
    assert_eq!(stage.bid(1, order, 60), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 32 });
    stage.pass(5);
    assert_eq!(stage.confirm(0, order, true), None);
    ask(stage, Deployment::CancelDeployment { deployment: id, payout: true });
    stage.keep(Market::ReleaseFulfillments { limit: 32 });
}

#[test]
fn what_stays_of_a_closed_deployment_is_small() {
    let mut stage = stage();
    // The first leaves what everybody's next life goes on with: balances, track records.
    lived(&mut stage);
    let before = everything(&stage);
    lived(&mut stage);
    let rest = everything(&stage).into_iter().filter(|(key, _)| !before.contains_key(key));
    let rest: Vec<_> = rest.map(|((role, key), value)| (role, key.len() + value.len())).collect();
    let roles: Vec<Role> = rest.iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, [Role::Market, Role::Deployment, Role::Deployment], "{rest:?}");
    let bytes: usize = rest.iter().map(|(_, bytes)| bytes).sum();
    println!("what stays of a deployment with one lease: {bytes} bytes, {rest:?}");
    // With a denom of 5 characters. One of 68, as in ibc/, and a contract for a tenant add 83.
    assert!(bytes + 83 <= 400, "{bytes}: {rest:?}");
}
