//! The states of an order, and everything that can be tried in them.

mod actions;
mod states;

use std::fmt::Write;

use berth_api::market::{self, OrderStatus, OrdersResponse};
use cosmwasm_std::Addr;

pub use actions::{Action, actions};
pub use states::{NOTICE, ORDER, STATES, State, wanted};

use crate::outcome::outcome;
use crate::stage::{DENOM, Stage};

/// Every order of deployment 1, in words.
fn orders(stage: &Stage) -> Vec<(String, String)> {
    let asked = market::QueryMsg::Orders { deployment: 1, start_after: None, limit: None };
    let found: OrdersResponse = stage.sandbox.query_market(&asked).unwrap();
    let words = |status| match status {
        OrderStatus::Open(open) if open.ready_at.is_none() => "open".to_owned(),
        OrderStatus::Open(_) => "open with a wait".to_owned(),
        OrderStatus::Leased(lease) if lease.leave_at.is_some() => "leased, notice given".to_owned(),
        OrderStatus::Leased(_) => "leased".to_owned(),
        OrderStatus::Closed { reason, .. } => format!("closed: {}", reason.as_str()),
    };
    found.orders.into_iter().map(|order| (order.order.to_string(), words(order.status))).collect()
}

/// What somebody has: in the purse and in escrow.
pub fn wealth(stage: &Stage, who: &Addr) -> i128 {
    let sum = stage.balance(who).balance + stage.sandbox.bank_balance(who, DENOM).unwrap();
    sum.u128().try_into().unwrap()
}

/// What comes of an action, in one line; every invariant holds after it.
pub fn try_out(stage: &mut Stage, action: &Action) -> String {
    let (before, owned) = (orders(stage), wealth(stage, &action.sender));
    let sent = stage.sandbox.send(&action.sender, action.call.clone(), &action.funds);
    stage.sandbox.check().unwrap();
    let (after, owns) = (orders(stage), wealth(stage, &action.sender));
    let changed = after.iter().filter(|order| !before.contains(order)).map(|(id, words)| format!("{id} {words}"));
    let mut told: Vec<String> = changed.collect();
    if owns != owned {
        told.push(format!("sender {:+}", owns - owned));
    }
    assert!(sent.is_ok() || told.is_empty(), "refused, and yet: {told:?}");
    format!("    {:<44} {:<32} {}", action.name, outcome(&sent), told.join("; ")).trim_end().to_owned()
}

/// What comes of every action in a state; `meddle` does something to it first.
pub fn try_everything(state: &State, meddle: impl FnOnce(&mut Stage)) -> String {
    let mut stage = (state.reach)();
    meddle(&mut stage);
    let begin = stage.sandbox.remember();
    let mut text = format!("{}\n", state.name);
    for action in actions(&stage) {
        stage.sandbox.go_back(&begin);
        writeln!(text, "{}", try_out(&mut stage, &action)).unwrap();
    }
    text
}
