//! The first half of the life: introductions, authority, the first lease, several things due at once.

use anyhow::{Context, Result};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::event::{ContractEvent, EscrowEvent, MarketEvent};
use berth_api::market::{ExecuteMsg as Market, OrderStatus, Parameters};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{OrderId, Terms};
use cosmwasm_std::{Binary, Uint128};

use crate::facts::Facts;
use crate::life::{COLLATERAL, DEPOSIT, Life, NOTICE, PRICES, REGION, WAIT, earn_something, earned, the};
use crate::wanted::{self, DENOM, SLASH, Want, submit};

const STAKED: u128 = 1_000_000;
const UNSTAKED: u128 = 400_000;

/// What the first deployment asks for.
pub fn web() -> Want {
    let small = Want::small("web", REGION);
    Want { price: 2_000_000, count: 2, collateral: COLLATERAL, notice: NOTICE, ..small }
}

/// What the other deployments ask for.
pub fn other(name: &str) -> Want {
    Want { price: 2_000_000, collateral: 20_000, persist: false, ..Want::small(name, REGION) }
}

/// Plays it. What the first lease was paid.
pub async fn play(life: &mut Life<'_>, facts: &mut Facts) -> Result<u128> {
    introductions(life, facts).await?;
    authority(life).await?;
    let paid = first_lease(life, facts).await?;
    second_deployment(life, facts).await?;
    goes_stale(life, facts).await?;
    all_at_once(life, facts).await?;
    Ok(paid)
}

async fn introductions(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    for provider in &life.cast.providers {
        let name = &provider.name;
        life.step(format!("register {name}"), provider, wanted::register(name, REGION), 0).await?;
        life.step(format!("deposit {name}"), provider, Escrow::Deposit { deployment: None }, DEPOSIT).await?;
    }
    let [one, _, three] = &life.cast.providers;
    life.step("stake", one, Escrow::Stake {}, STAKED).await?;
    life.step("unstake", one, Escrow::Unstake { amount: UNSTAKED.into() }, 0).await?;
    let stake = life.stage.exchange.escrow().stake(&one.address).await?;
    facts.same("what provider1 has bonded", stake.bonded.u128(), STAKED.saturating_sub(UNSTAKED));
    let profile = wanted::profile("https://elsewhere.example:8443", REGION);
    life.step("update provider", three, Registry::UpdateProvider { profile }, 0).await?;
    life.step("deactivate provider", three, Registry::DeactivateProvider {}, 0).await?;
    life.step("activate provider", three, Registry::ActivateProvider {}, 0).await?;
    let certificate = |byte: u8| Binary::new([vec![0x30, 0x81, 0xff], vec![byte; 255]].concat());
    life.step("publish certificate", three, Registry::PublishCertificate { certificate: certificate(7) }, 0).await?;
    life.step("rotate certificate", three, Registry::RotateCertificate { certificate: certificate(8) }, 0).await?;
    life.step("revoke certificate", three, Registry::RevokeCertificate {}, 0).await?;
    let (provider, tenant) = (three.address.clone(), &life.cast.tenant);
    let attributes = wanted::attributes();
    let expires_at = tomorrow(life).await?;
    let attest = Registry::Attest { provider: provider.clone(), attributes, expires_at };
    life.step("attest", tenant, attest, 0).await?;
    life.step("revoke attestation", tenant, Registry::RevokeAttestation { provider }, 0).await?;
    Ok(())
}

async fn tomorrow(life: &Life<'_>) -> Result<u64> {
    use berth_chain::Chain;
    Ok(life.stage.network.head().await?.time.saturating_add(86_400))
}

/// What the admin and the guardian can do, and back again.
async fn authority(life: &mut Life<'_>) -> Result<()> {
    let (admin, guardian, tenant, keeper) =
        (&life.stage.admin, &life.stage.guardian, &life.cast.tenant, &life.cast.keeper);
    let expires_at = tomorrow(life).await?;
    let propose = |to: &str| Registry::ProposeAdmin { admin: to.to_owned(), expires_at };
    life.step("propose admin", admin, propose(&tenant.address), 0).await?;
    life.step("cancel admin proposal", admin, Registry::CancelAdminProposal {}, 0).await?;
    life.step("propose admin again", admin, propose(&tenant.address), 0).await?;
    life.step("accept admin", tenant, Registry::AcceptAdmin {}, 0).await?;
    life.step("propose the old admin", tenant, propose(&admin.address), 0).await?;
    life.step("accept the old admin", admin, Registry::AcceptAdmin {}, 0).await?;
    for (name, to) in [("set guardian", keeper), ("set the old guardian", guardian)] {
        life.step(name, admin, Registry::SetGuardian { guardian: to.address.clone() }, 0).await?;
    }
    let setup = wanted::setup(&guardian.address, &life.stage.fee_collector.address);
    let terms = setup.terms.first().context("no terms")?;
    let terms = Terms { denom: "ualt".into(), ..terms.clone() };
    life.step("set terms", admin, Market::SetTerms { terms }, 0).await?;
    life.step("remove terms", admin, Market::RemoveTerms { denom: "ualt".into() }, 0).await?;
    let parameters = Parameters { sudo_limit: 1, ..setup.parameters };
    life.step("set market's parameters", admin, Market::SetParameters { parameters }, 0).await?;
    let slash_cap = Some(Uint128::new(99_000_000));
    life.step("set escrow's parameters", admin, Escrow::SetParameters { fee_collector: None, slash_cap }, 0).await?;
    let (max_wait_blocks, max_wait_seconds, max_notice) = (Some(10_000), None, None);
    let set = Deployment::SetParameters { max_wait_blocks, max_wait_seconds, max_notice };
    life.step("set deployment's parameters", admin, set, 0).await?;
    Ok(())
}

async fn first_lease(life: &mut Life<'_>, facts: &mut Facts) -> Result<u128> {
    let (tenant, keeper, [one, two, three]) = (&life.cast.tenant, &life.cast.keeper, &life.cast.providers);
    let order = OrderId::new(1, 1, 1);
    life.step("submit", tenant, submit(&[web()], WAIT), 50_000_000).await?;
    life.bids(&web(), order, &[0, 1, 2]).await?;
    for provider in &life.cast.providers {
        facts.same(format!("what {} has locked with its bid", provider.name), life.locked(provider).await?, COLLATERAL);
    }
    life.until_ready(order).await?;
    let matched = life.step("match 1", keeper, Market::MatchOpenOrders { limit: 1 }, 0).await?;
    let began = life.time_of(&matched).await?;
    let OrderStatus::Leased(lease) = life.order(order).await?.status else { anyhow::bail!("{order} is no lease") };
    facts.same("who wins the first order", lease.provider.as_str(), one.address.as_str());
    let released = life.step("release", keeper, Market::ReleaseFulfillments { limit: 4 }, 0).await?;
    facts.same("dead bids that were freed", released.answer().work().map_or(0, |work| work.released), 2);
    for loser in [two, three] {
        facts.same(format!("what {} has locked once released", loser.name), life.locked(loser).await?, 0);
    }
    let confirm = |collect| Market::SubmitLeaseConfirmation { leases: vec![order], collect, payout: false };
    life.step("confirm", one, confirm(false), 0).await?;
    earn_something().await;
    let done = life.step("confirm and collect", one, confirm(true), 0).await?;
    let [price, ..] = PRICES;
    let paid = earned(price, life.time_of(&done).await?.saturating_sub(began));
    let said = the(&done, |event| match event {
        ContractEvent::Market(MarketEvent::LeasePaid(paid)) => Some(paid.paid.u128()),
        _ => None,
    })?;
    facts.same("what the first lease was paid", said, paid);
    Ok(paid)
}

/// Nobody confirms its lease.
async fn second_deployment(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let order = OrderId::new(2, 1, 1);
    life.step("submit 2", &life.cast.tenant, submit(&[other("two")], WAIT), 5_000_000).await?;
    life.bids(&other("two"), order, &[1]).await?;
    life.until_ready(order).await?;
    let done = life.step("match 2.1.1", &life.cast.keeper, Market::MatchOpenOrders { limit: 4 }, 0).await?;
    let started = done.events.iter().filter(|heard| heard.event.kind() == "lease_started").count();
    facts.same("leases that one match began", started, 1);
    Ok(())
}

/// The provider of the first lease confirms no more.
async fn goes_stale(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let (order, [one, ..]) = (OrderId::new(1, 1, 1), &life.cast.providers);
    life.until("1.1.1 is stale", |work| work.stale.contains(&order)).await?;
    let done = life.step("stale", &life.cast.keeper, Market::InvalidateStaleLeases { limit: 4 }, 0).await?;
    let forfeited = the(&done, |event| match event {
        ContractEvent::Escrow(EscrowEvent::Forfeited(lost)) => Some(lost.amount.u128()),
        _ => None,
    })?;
    facts.same("collateral that the silent provider lost", forfeited, COLLATERAL);
    let OrderStatus::Open(open) = life.order(OrderId::new(1, 1, 2)).await?.status else {
        anyhow::bail!("no order follows the stale lease")
    };
    let barred = open.barred.map(|barred| barred.into_string()).unwrap_or_default();
    facts.same("who may not bid on the next order", barred.as_str(), one.address.as_str());
    let stake = life.stage.exchange.escrow().stake(&one.address).await?;
    let left = STAKED.saturating_sub(UNSTAKED).saturating_sub(SLASH);
    let all = stake.unbonding.iter().fold(stake.bonded.u128(), |sum, entry| sum.saturating_add(entry.amount.u128()));
    facts.same("what is left of its stake", all, left.saturating_add(UNSTAKED));
    Ok(())
}

/// A stale lease, an account that ran dry, an order that is ready and a dead bid, in one message.
async fn all_at_once(life: &mut Life<'_>, facts: &mut Facts) -> Result<()> {
    let (tenant, keeper, [_, two, _]) = (&life.cast.tenant, &life.cast.keeper, &life.cast.providers);
    let (stale, dry, ready) = (OrderId::new(2, 1, 1), OrderId::new(3, 1, 1), OrderId::new(4, 1, 1));
    // For about nine seconds.
    life.step("submit 3", tenant, submit(&[other("three")], WAIT), 125_000).await?;
    life.step("submit 4", tenant, submit(&[other("four")], WAIT), 5_000_000).await?;
    life.bids(&other("four"), ready, &[2]).await?;
    life.bids(&other("three"), dry, &[2, 1]).await?;
    life.until_ready(dry).await?;
    let call = Market::SubmitLease { order: dry, provider: two.address.clone() };
    life.step("submit lease 3.1.1", keeper, call, 0).await?;
    life.until("all is due", |work| {
        let due = work.stale.contains(&stale) && work.dry.contains(&dry.deployment);
        due && work.ready.contains(&ready) && work.finished.contains(&dry)
    })
    .await?;
    let call = Market::Facilitate { limit: 16, deployments: vec![dry.deployment], skip: vec![] };
    let done = life.step("facilitate all kinds", keeper, call, 0).await?;
    let work = done.answer().work().context("no answer")?;
    facts.same("orders and leases that one facilitate did", work.visited, 3);
    facts.same("dead bids that it freed", work.released, 1);
    let tips = berth_client::tips_to(&done.events, &keeper.address);
    let expected = wanted::MATCH_TIP.saturating_add(wanted::STALE_TIP).saturating_add(wanted::CLOSE_TIP);
    let found = tips.iter().find(|tip| tip.denom == DENOM).map(|tip| tip.amount.to_string()).unwrap_or_default();
    facts.same("its tips", found, expected.to_string());
    Ok(())
}
