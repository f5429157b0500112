//! A whole life, message by message: every message that people send is sent, and what it costs compared with the offline
//! estimate.
//!
//! Three providers bid, the cheapest wins, confirms, falls silent and loses collateral and stake; the second wins the new order.
//! The tenant changes what it wants; its account runs dry, is topped up too late, and resumed; the second gives notice, serves it
//! and leaves to the third; the tenant closes that lease, then cancels; everybody withdraws.

use std::time::Duration;

use anyhow::{Context, Result};
use berth_api::Call;
use berth_api::event::ContractEvent;
use berth_api::market::{OrderResponse, PendingWorkResponse};
use berth_chain::Chain;
use berth_client::Done;
use berth_domain::OrderId;
use cosmwasm_std::coin;

use crate::facts::Facts;
use crate::party::Party;
use crate::stage::Stage;
use crate::transcript::{Step, Transcript, denom_of};
use crate::wanted::{self, CLOSE_TIP, DENOM, MATCH_TIP, PERIOD, STALE_TIP, Want};
use crate::{gas, life_end, life_start};

/// Where its providers stand.
pub const REGION: &str = "life";
/// Blocks for which an order collects bids: enough for three bids one after another.
pub const WAIT: u64 = 12;
/// What a bid on the first deployment locks.
pub const COLLATERAL: u128 = 1_000_000;
/// What each provider deposits.
pub const DEPOSIT: u128 = 3_000_000;
/// Seconds of notice.
pub const NOTICE: u64 = 5;
/// What each provider asks for, in hundredths per second and machine: so that rounding has something to do. Interest on the
/// collateral comes to less than one uusdc in so short a life: what a lease earns is its price x seconds, rounded down, and its
/// fee 1 % of that, rounded down.
pub const PRICES: [u64; 3] = [1_250_025, 1_350_025, 1_550_025];

/// Who takes part.
pub struct Cast {
    /// Who wants machines.
    pub tenant: Party,
    /// Who moves the exchange along.
    pub keeper: Party,
    /// Who has machines.
    pub providers: [Party; 3],
}

/// The life as it goes on.
pub struct Life<'a> {
    /// Where.
    pub stage: &'a Stage,
    /// Who.
    pub cast: &'a Cast,
    /// What was sent.
    pub transcript: Transcript,
}

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let names = ["tenant", "keeper", "provider1", "provider2", "provider3"];
    let [tenant, keeper, one, two, three] = stage.parties(names).await?;
    let cast = Cast { tenant, keeper, providers: [one, two, three] };
    let Cast { tenant, keeper, providers: [one, two, three] } = &cast;
    let everybody = [tenant, keeper, one, two, three, &stage.fee_collector];
    stage.introduce(&[tenant, keeper, one, two, three, &stage.guardian, &stage.fee_collector]).await?;
    let mut before = vec![];
    for party in everybody {
        before.push(stage.in_bank(&party.address).await?);
    }
    let mut life = Life { stage, cast: &cast, transcript: Transcript::default() };
    let first = life_start::play(&mut life, facts).await?;
    life_end::play(&mut life, facts).await?;
    let mut sum = 0_i128;
    for (party, before) in everybody.iter().zip(before) {
        let now = stage.in_bank(&party.address).await?;
        let change = i128::try_from(now)?.saturating_sub(i128::try_from(before)?);
        sum = sum.saturating_add(change);
        let expected = match party.name.as_str() {
            // 9 leases began, 3 went stale, 2 were unfunded.
            "keeper" => [(9, MATCH_TIP), (3, STALE_TIP), (2, CLOSE_TIP)]
                .iter()
                .fold(0_i128, |sum, (count, tip)| sum.saturating_add(i128::from(*count).saturating_mul(wide(*tip)))),
            "provider1" => wide(first).saturating_sub(wide(fee(first))).saturating_sub(wide(COLLATERAL)),
            _ => change,
        };
        facts.same(format!("what {} has more of {DENOM}", party.name), change, expected);
    }
    facts.same("the sum of all changes", sum, 0);
    let escrow = stage.exchange.contracts().escrow.clone();
    facts.same(format!("what escrow holds of {DENOM} at the end"), stage.in_bank(&escrow).await?, 0);
    facts.same("accounts at the end", stage.exchange.escrow().every_account().await?.len(), 0);
    let path = stage.settings.dir.join("transcript.json");
    let setup = wanted::setup(&stage.guardian.address, &stage.fee_collector.address);
    let actors = [tenant, keeper, one, two, three, &stage.admin, &stage.guardian, &stage.fee_collector];
    life.transcript.write(&path, &setup, &actors)?;
    gas::compare(&stage.settings.estimator, &path, &life.transcript, facts).await
}

impl<'a> Life<'a> {
    /// Sends a message, with so much of what it takes, and notes it.
    pub async fn step(
        &mut self,
        name: impl Into<String>,
        party: &Party,
        call: impl Into<Call>,
        amount: u128,
    ) -> Result<Done> {
        let (name, call) = (name.into(), call.into());
        let denom = denom_of(&call);
        let funds = if amount == 0 { vec![] } else { vec![coin(amount, denom)] };
        let sent = party.on(&self.stage.exchange).execute(call.clone(), funds).await;
        let done = sent.with_context(|| name.clone())?;
        let time = self.time_of(&done).await?;
        println!("  {name}: {} gas at height {}", done.receipt.gas_used, done.receipt.height);
        self.transcript.note(&Step { name: &name, party, call: &call, amount, denom }, &done, time)?;
        Ok(done)
    }

    /// The provider of a number from 0.
    pub fn provider(&self, index: usize) -> Result<&'a Party> {
        self.cast.providers.get(index).context("no such provider")
    }

    /// Block time of what was done.
    pub async fn time_of(&self, done: &Done) -> Result<u64> {
        Ok(self.stage.network.block(done.receipt.height).await?.head.time)
    }

    /// Bids, one after another, each at its provider's price.
    pub async fn bids(&mut self, want: &Want, order: OrderId, providers: &[usize]) -> Result<()> {
        for index in providers {
            let provider = self.provider(*index)?;
            let price = PRICES.get(*index).copied().unwrap_or_default();
            self.step(format!("bid {order} {}", provider.name), provider, want.bid_alone(order, price), 0).await?;
        }
        Ok(())
    }

    /// Waits until something is due.
    pub async fn until(&self, what: &str, due: impl Fn(&PendingWorkResponse) -> bool) -> Result<()> {
        println!("  waiting until {what}");
        let market = self.stage.exchange.market();
        let seconds = PERIOD.saturating_mul(6);
        self.stage.until(what, seconds, || async { Ok(due(&market.pending_work(None).await?).then_some(())) }).await
    }

    /// Waits until an order may be matched.
    pub async fn until_ready(&self, order: OrderId) -> Result<()> {
        self.until(&format!("{order} is ready"), |work| work.ready.contains(&order)).await
    }

    /// Where an order stands.
    pub async fn order(&self, order: OrderId) -> Result<OrderResponse> {
        Ok(self.stage.exchange.market().order(order).await?)
    }

    /// What a provider has locked.
    pub async fn locked(&self, party: &Party) -> Result<u128> {
        Ok(self.stage.exchange.escrow().balance(&party.address, DENOM).await?.locked.u128())
    }
}

/// The one event of a kind that a message led to.
pub fn the<T>(done: &Done, pick: impl Fn(&ContractEvent) -> Option<T>) -> Result<T> {
    let mut all = done.events.iter().filter_map(|heard| pick(&heard.event));
    all.next().context("an event is missing")
}

/// Leases earn by whole seconds, and two messages can be in one.
pub async fn earn_something() {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
}

/// What two machines earn at a price of hundredths.
pub fn earned(price: u64, seconds: u64) -> u128 {
    let hundredths = u128::from(price).saturating_mul(seconds.into()).saturating_mul(2);
    hundredths.checked_div(100).unwrap_or_default()
}

/// The protocol's share.
pub fn fee(paid: u128) -> u128 {
    paid.checked_div(100).unwrap_or_default()
}

fn wide(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}
