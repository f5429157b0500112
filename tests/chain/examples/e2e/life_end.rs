//! The second half of the life: the second lease and its successors, until everybody has withdrawn.

use anyhow::{Context, Result};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::event::{ContractEvent, EscrowEvent, MarketEvent};
use berth_api::market::{ExecuteMsg as Market, OrderStatus};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::OrderId;

use crate::facts::Facts;
use crate::life::{Life, PRICES, earn_something, earned, the};
use crate::life_start::web;
use crate::wanted::{DENOM, SLASH, STAKE, Want};

/// Plays it.
pub async fn play(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    second_lease(life, facts).await?;
    changes(life, facts).await?;
    runs_dry(life, facts).await?;
    stale_by_name(life, facts).await?;
    leaves(life, facts).await?;
    closes_and_cancels(life, facts).await?;
    withdraw_all(life, facts).await
}

const fn order(round: u32) -> OrderId {
    OrderId::new(1, 1, round)
}

/// Another price than at first.
fn dearer() -> Want {
    Want { price: 2_200_000, ..web() }
}

fn confirm(lease: OrderId) -> Market {
    Market::SubmitLeaseConfirmation { leases: vec![lease], collect: false, payout: false }
}

async fn second_lease(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let (keeper, [one, two, three]) = (&life.cast.keeper, &life.cast.providers);
    life.bids(&web(), order(2), &[1, 2]).await?;
    let refused = life.step("refused bid", one, web().bid_alone(order(2), 1_250_025), 0).await?;
    let reason = refused.answer().items().first().and_then(|item| item.refused.clone()).unwrap_or_default();
    facts.holds("the bid of whoever broke the lease is refused", &reason, reason.starts_with("market/"));
    // A bid goes freely while its order's wait has not half passed, which a slow machine may miss, and always while paused.
    life.step("pause", &life.stage.guardian, Registry::Pause {}, 0).await?;
    facts.same("paused", life.stage.exchange.provider_registry().authority().await?.paused, true);
    life.step("cancel bid", three, Market::CancelFulfillment { orders: vec![order(2)] }, 0).await?;
    life.step("unpause", &life.stage.admin, Registry::Unpause {}, 0).await?;
    life.until_ready(order(2)).await?;
    let matched = life.step("match 2", keeper, Market::MatchOpenOrders { limit: 4 }, 0).await?;
    let began = life.time_of(&matched).await?;
    earn_something().await;
    let confirmed = life.step("confirm 2", two, confirm(order(2)), 0).await?;
    let until = life.time_of(&confirmed).await?;
    let before = life.stage.in_bank(&two.address).await?;
    let call = Market::CollectEarnings { leases: vec![order(2)], payout: true };
    let done = life.step("collect, pay out", two, call, 0).await?;
    let [_, price, _] = PRICES;
    let paid = earned(price, until.saturating_sub(began));
    let said = the(&done, |event| match event {
        ContractEvent::Market(MarketEvent::LeasePaid(paid)) => Some(paid.paid.u128()),
        _ => None,
    })?;
    facts.same("what the second lease was paid up to its confirmation", said, paid);
    let got = life.stage.in_bank(&two.address).await?.saturating_sub(before);
    facts.same("of it paid out at once", got, paid.saturating_sub(crate::life::fee(paid)));
    Ok(())
}

/// The tenant may pay more from now on: the lease is replaced.
async fn changes(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    life.step("update", &life.cast.tenant, dearer().update(1), 0).await?;
    facts.same("how the second lease ended", ended(life, 2).await?, "Replaced".to_owned());
    life.bids(&dearer(), order(3), &[1, 2]).await?;
    life.until_ready(order(3)).await?;
    let call = Market::Facilitate { limit: 4, deployments: vec![], skip: vec![] };
    life.step("match 3", &life.cast.keeper, call, 0).await?;
    Ok(())
}

/// Nothing is left but the shortest runway; what is paid in when it is over revives nothing.
async fn runs_dry(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let (tenant, keeper, [_, two, _]) = (&life.cast.tenant, &life.cast.keeper, &life.cast.providers);
    let call = Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: true };
    life.step("withdraw deposit", tenant, call, 0).await?;
    life.until("deployment 1 is dry", |work| work.dry.contains(&1)).await?;
    life.step("confirm dry", two, confirm(order(3)), 0).await?;
    life.step("deposit account", tenant, Escrow::Deposit { deployment: Some(1) }, 40_000_000).await?;
    let call = Market::CloseUnfundedLeases { deployments: vec![1], limit: 4 };
    life.step("close unfunded", keeper, call, 0).await?;
    facts.same("how the third lease ended", ended(life, 3).await?, "Unfunded".to_owned());
    life.step("resume", tenant, Deployment::ResumeDeployment { deployment: 1 }, 0).await?;
    let account = life.stage.exchange.escrow().account(1).await?;
    facts.same("the account is dry", account.dry_at.is_some(), false);
    Ok(())
}

/// The lease that began when several things were due at once was never confirmed.
async fn stale_by_name(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let lease = OrderId::new(4, 1, 1);
    life.until("4.1.1 is stale", |work| work.stale.contains(&lease)).await?;
    let done = life.step("submit stale lease", &life.cast.keeper, Market::SubmitStaleLease { lease }, 0).await?;
    let refused = done.answer().items().iter().filter(|item| item.refused.is_some()).count();
    facts.same("a stale lease that was named and not ended", refused, 0);
    Ok(())
}

/// The provider of the fourth lease leaves to the third provider, and pays for the match of that.
async fn leaves(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let (keeper, [_, two, three]) = (&life.cast.keeper, &life.cast.providers);
    life.bids(&dearer(), order(4), &[1, 2]).await?;
    life.until_ready(order(4)).await?;
    let call = Market::Facilitate { limit: 4, deployments: vec![], skip: vec![] };
    life.step("match 4", keeper, call, 0).await?;
    let done = life.step("give notice", two, Market::GiveNotice { lease: order(4) }, 0).await?;
    let leave_at = the(&done, |event| match event {
        ContractEvent::Market(MarketEvent::NoticeGiven(given)) => Some(given.leave_at),
        _ => None,
    })?;
    life.until("the notice is served", |work| work.time >= leave_at).await?;
    life.step("leave", two, Market::LeaveLease { lease: order(4) }, 0).await?;
    facts.same("how the fourth lease ended", ended(life, 4).await?, "NoticeServed".to_owned());
    life.bids(&dearer(), order(5), &[2]).await?;
    life.until_ready(order(5)).await?;
    let call = Market::SubmitLease { order: order(5), provider: three.address.clone() };
    life.step("submit lease 5", keeper, call, 0).await?;
    Ok(())
}

async fn closes_and_cancels(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let (tenant, keeper) = (&life.cast.tenant, &life.cast.keeper);
    earn_something().await;
    life.step("close lease", tenant, Market::CloseLease { lease: order(5), reorder: true }, 0).await?;
    facts.same("how the fifth lease ended", ended(life, 5).await?, "TenantClosed".to_owned());
    life.bids(&dearer(), order(6), &[1]).await?;
    life.until_ready(order(6)).await?;
    life.step("match 6", keeper, Market::MatchOpenOrders { limit: 4 }, 0).await?;
    for deployment in 1..=4 {
        let call = Deployment::CancelDeployment { deployment, payout: true };
        life.step(format!("cancel {deployment}"), tenant, call, 0).await?;
    }
    facts.same("how the sixth lease ended", ended(life, 6).await?, "Cancelled".to_owned());
    Ok(())
}

async fn withdraw_all(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let [one, two, three] = &life.cast.providers;
    life.step("release the rest", &life.cast.keeper, Market::ReleaseFulfillments { limit: 32 }, 0).await?;
    let all = |denom: &str| Escrow::Withdraw { denom: denom.to_owned(), amount: None };
    for party in [one, two, three, &life.cast.keeper, &life.stage.fee_collector] {
        facts.same(format!("what {} has locked at the end", party.name), life.locked(party).await?, 0);
        life.step(format!("withdraw {}", party.name), party, all(DENOM), 0).await?;
    }
    let done = life.step("withdraw slashed", &life.stage.fee_collector, all(STAKE), 0).await?;
    let slashed = the(&done, |event| match event {
        ContractEvent::Escrow(EscrowEvent::Withdrawn(withdrawn)) => Some(withdrawn.amount.u128()),
        _ => None,
    })?;
    facts.same("what was slashed", slashed, SLASH);
    life.step("deregister provider", three, Registry::DeregisterProvider {}, 0).await?;
    Ok(())
}

/// How a lease of the first deployment ended.
async fn ended(life: &Life<'_>, round: u32) -> Result<String> {
    match life.order(order(round)).await?.status {
        OrderStatus::Closed { reason, .. } => Ok(format!("{reason:?}")),
        other => Err(anyhow::anyhow!("{other:?}")).context(order(round)),
    }
}
