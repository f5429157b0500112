//! Everything that can be read off an account and its leases, from the code and from the model.

use std::fmt::Debug;

use berth_domain::{Account, CloseReason, Lease, MoneyError};
use cosmwasm_std::{Uint128, Uint256};
use num_bigint::BigUint;

use crate::ledger::{self, Reason, WHOLE, big};
use crate::model::Model;
use crate::subject::{Clock, Subject};

/// Where code and model part.
#[derive(Debug)]
pub struct Disagreement(pub String);

impl From<MoneyError> for Disagreement {
    fn from(error: MoneyError) -> Self {
        Self(format!("the code refuses what the model does: {error}"))
    }
}

pub type Agreed<T = ()> = Result<T, Disagreement>;

pub fn same<T: PartialEq + Debug>(what: &str, model: T, code: T) -> Agreed {
    if model == code { Ok(()) } else { Err(Disagreement(format!("{what}: model {model:?}, code {code:?}"))) }
}

pub fn wide(number: Uint256) -> BigUint {
    BigUint::from_bytes_be(&number.to_be_bytes())
}

pub fn narrow(number: Uint128) -> BigUint {
    big(number.u128())
}

/// How the code spells it.
pub fn spelled(reason: Reason) -> CloseReason {
    match reason {
        Reason::Cancelled => CloseReason::Cancelled,
        Reason::TenantClosed => CloseReason::TenantClosed,
        Reason::Unfunded => CloseReason::Unfunded,
        Reason::Stale => CloseReason::Stale,
    }
}

pub fn compare<C: Clock>(model: &Model, subject: &Subject<C>, height: u64) -> Agreed {
    let account = subject.settled(model.now)?;
    compare_account(model, &account)?;
    compare_queue::<C>(model, &subject.account, &account)?;
    compare_funds_rules::<C>(model, &account)?;
    same("orders", model.orders.keys().collect::<Vec<_>>(), subject.orders.keys().collect())?;
    same("leases", model.leases.keys().collect::<Vec<_>>(), subject.leases.keys().collect())?;
    for (id, lease) in &model.leases {
        compare_lease(lease, &subject.leases[id], &account)?;
        compare_lease_money(lease, subject, &subject.leases[id], &account)?;
        let overdue = model.overdue(*id, height).map(spelled);
        same("overdue", overdue, C::overdue(&subject.leases[id], height, &account))?;
    }
    same("credits", &model.credited, &subject.credited)?;
    conserved(subject, &account)
}

fn compare_account(model: &Model, account: &Account) -> Agreed {
    same("settled_at", model.now, account.settled_at)?;
    same("dry_at", model.dry_at, account.dry_at)?;
    same("is_dry", model.dry_at.is_some(), account.is_dry())?;
    same("lease_rate", model.lease_rate(), wide(account.lease_rate))?;
    same("open_rate", model.open_rate(), wide(account.open_rate))?;
    same("holds", model.holds.clone(), narrow(account.holds))?;
    same("spendable", model.spendable.clone(), wide(account.spendable))?;
    same("accrued", model.accrued(), wide(account.accrued))?;
    same("min_runway", model.min_runway, account.min_runway)
}

/// The entry stands in the queue since the account was last touched, and may not have moved.
fn compare_queue<C: Clock>(model: &Model, stored: &Account, settled: &Account) -> Agreed {
    same("queue_entry", model.queue_entry(), C::queue_entry(settled))?;
    same("queue_entry as stored", model.queue_entry(), C::queue_entry(stored))?;
    same("funded_until", model.funded_until(), settled.funded_until())?;
    if model.dry_at.is_none() {
        same("funded_until as stored", model.funded_until(), stored.funded_until())?;
    }
    let due = model.queue_entry().is_some_and(|entry| model.now > entry);
    same("due in the queue", model.dry_at.is_some() && !model.leases.is_empty(), due)
}

fn compare_funds_rules<C: Clock>(model: &Model, account: &Account) -> Agreed {
    let affordable = Uint128::try_from(account.spendable / Uint256::from(WHOLE)).unwrap();
    for hold in [affordable, affordable + Uint128::one()] {
        same("covers_hold", model.covers_hold(&narrow(hold)), account.covers_hold(hold))?;
    }
    for order in model.orders.values() {
        let rate = order.max_rate();
        let code = C::covers_match(account, u128::try_from(&rate).unwrap().into())?;
        same("covers_match", model.covers_match(&rate), code)?;
    }
    same("covers_openings", model.covers_openings(), account.covers_openings()?)?;
    compare_largest_rate::<C>(model, account)
}

/// The largest rate that may be added is covered, and the next is not.
fn compare_largest_rate<C: Clock>(model: &Model, account: &Account) -> Agreed {
    if model.dry_at.is_some() || model.min_runway == 0 {
        return Ok(());
    }
    let (bound, runs) = (&model.spendable / model.min_runway, model.lease_rate());
    let Some(largest) = u128::try_from(bound.max(runs.clone()) - runs).ok().filter(|rate| *rate > 0) else {
        return Ok(());
    };
    for (rate, covered) in [(Uint256::from(largest), true), (Uint256::from(largest) + Uint256::one(), false)] {
        let opening = Account { open_rate: rate, ..account.clone() };
        same("covers_openings at its bound", covered, opening.covers_openings()?)?;
        if let Ok(rate) = Uint128::try_from(rate) {
            same("covers_match at its bound", covered, C::covers_match(account, rate)?)?;
        }
    }
    Ok(())
}

fn compare_lease(model: &ledger::Lease, lease: &Lease, account: &Account) -> Agreed {
    same("rate", model.rate(), narrow(lease.rate))?;
    same("provider", model.provider.as_str(), lease.provider.as_str())?;
    same("collateral", model.order.collateral, lease.collateral.u128())?;
    same("started_at", model.started_at, lease.started_at)?;
    same("confirmed_at", model.confirmed_at, lease.progress.confirmed_at)?;
    same("period", model.period, lease.progress.period)?;
    same("due_height", model.due_height, lease.progress.due_height)?;
    same("confirmed_height", model.due_height - model.period, lease.progress.confirmed_height())?;
    same("paid", model.paid.clone(), narrow(lease.progress.paid))?;
    same("fee", model.fee.clone(), narrow(lease.progress.fee))?;
    same("seconds to now", model.total.seconds, lease.funded_seconds(account.settled_at, account))?;
    same("seconds confirmed", model.confirmed.seconds, lease.funded_seconds(lease.progress.confirmed_at, account))
}

/// What a payment would be, whether or not it is made.
fn compare_lease_money<C: Clock>(
    model: &ledger::Lease,
    subject: &Subject<C>,
    lease: &Lease,
    account: &Account,
) -> Agreed {
    for (until, total) in [(lease.progress.confirmed_at, &model.confirmed), (account.settled_at, &model.total)] {
        let code = C::pay(lease, until, account, subject.terms(lease.progress.terms))?;
        let fee = total.fee(model.order.rules.take_rate);
        let fee_now = &fee - &model.fee;
        same("payable fee in all", fee, narrow(code.fee))?;
        same("payable in all", total.payable(), narrow(code.paid))?;
        same("fee now due", fee_now.clone(), narrow(code.payment.fee))?;
        same("payment now due", total.payable() - &model.paid - fee_now, narrow(code.payment.amount))?;
    }
    Ok(())
}

/// The invariant, on the code's own numbers: what came in and did not leave is there, exact in 10^-18.
fn conserved<C: Clock>(subject: &Subject<C>, account: &Account) -> Agreed {
    let left: BigUint = subject.credited.values().sum();
    let there = wide(account.spendable) + wide(account.accrued) + narrow(account.holds) * WHOLE;
    same("coins", big(subject.received) * WHOLE, left * WHOLE + there)?;
    if subject.leases.is_empty() {
        same("accrued with no lease live", big(0), wide(account.accrued))?;
        same("dust with no lease live", big(0), wide(account.spendable) % WHOLE)?;
    }
    Ok(())
}
