//! `berth status`: how the chain is reached, and how the exchange stands.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use berth_chain::Chain as _;
use berth_client::Exchange;
use cosmwasm_std::{Uint128, Uint256};
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, span, table};

/// Shows how the chain is reached and, with --exchange, how the exchange stands
#[derive(Debug, clap::Args)]
pub struct Args {}

/// How everything stands.
#[derive(Debug, Serialize)]
struct Status {
    chain_id: String,
    height: u64,
    /// Seconds since the latest block.
    age: u64,
    endpoints: Vec<Endpoint>,
    /// None if no exchange was named.
    exchange: Option<Standing>,
}

#[derive(Debug, Serialize)]
struct Endpoint {
    url: String,
    ok: bool,
    height: Option<u64>,
    lag: u64,
    reason: String,
}

/// How the exchange stands.
#[derive(Debug, Serialize)]
struct Standing {
    market: String,
    version: String,
    paused: bool,
    admin: String,
    /// What a keeper would do now, by kind; each at most 100.
    ready_orders: usize,
    stale_leases: usize,
    dry_accounts: usize,
    orders_with_dead_bids: usize,
    coins: Vec<Coins>,
}

#[derive(Debug, Serialize)]
struct Coins {
    denom: String,
    held: Uint256,
    owed: Uint128,
}

impl Answer for Status {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}: block {}, made {} ago", self.chain_id, self.height, span(self.age))?;
        let rows = self.endpoints.iter().map(|endpoint| {
            let state = if endpoint.ok { "ok".to_owned() } else { endpoint.reason.clone() };
            let height = endpoint.height.map_or_else(|| "-".to_owned(), |height| height.to_string());
            [endpoint.url.clone(), height, endpoint.lag.to_string(), state]
        });
        table(out, ["endpoint", "block", "behind", "state"], rows, "no endpoints")?;
        self.exchange.as_ref().map_or(Ok(()), |standing| standing.text(money, out))
    }
}

impl Standing {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let state = if self.paused { "paused: new business is stopped" } else { "open" };
        let due = format!(
            "{} orders to match, {} stale leases, {} dry accounts, {} orders with dead bids",
            self.ready_orders, self.stale_leases, self.dry_accounts, self.orders_with_dead_bids
        );
        let lines = [
            ("market", format!("{} (code {})", self.market, self.version)),
            ("state", state.to_owned()),
            ("admin", self.admin.clone()),
            ("due", due),
        ];
        pairs(out, &lines)?;
        let rows = self
            .coins
            .iter()
            .map(|coins| [money.text(&coins.held.to_string(), &coins.denom), money.show(coins.owed, &coins.denom)]);
        table(out, ["held", "owed"], rows, "nothing is held and nothing owed")
    }
}

/// Shows it.
pub async fn run(_: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = match context.exchange_file()? {
        Some(_) => Some(context.exchange().await?),
        None => None,
    };
    let network = context.network().await?;
    let head = network.head().await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let endpoints = network.health().into_iter().map(|health| Endpoint {
        url: health.url,
        ok: health.ok,
        height: health.height,
        lag: health.lag,
        reason: health.reason,
    });
    let exchange = match exchange {
        Some(exchange) => Some(standing(&exchange, head.height).await?),
        None => None,
    };
    let (chain_id, age) = (network.id().to_owned(), now.saturating_sub(head.time));
    context.answer(&Status { chain_id, height: head.height, age, endpoints: endpoints.collect(), exchange })
}

async fn standing(exchange: &Exchange, height: u64) -> Result<Standing, Failure> {
    let (market, escrow) = (exchange.market().at(height), exchange.escrow().at(height));
    let authority = exchange.provider_registry().at(height).authority().await?;
    let work = market.pending_work(Some(berth_api::MAX_PAGE)).await?;
    let mut coins = vec![];
    for total in escrow.every_total().await? {
        let solvency = escrow.solvency(&total.denom).await?;
        coins.push(Coins { denom: solvency.denom, held: solvency.held, owed: solvency.owed });
    }
    Ok(Standing {
        market: exchange.contracts().market.clone(),
        version: market.version().await?.version,
        paused: authority.paused,
        admin: authority.admin.into_string(),
        ready_orders: work.ready.len(),
        stale_leases: work.stale.len(),
        dry_accounts: work.dry.len(),
        orders_with_dead_bids: work.finished.len(),
        coins,
    })
}
