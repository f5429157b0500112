//! What there is to see of deployments.

use std::io::{self, Write};

use berth_api::deployment::DeploymentResponse;
use berth_api::escrow::AccountResponse;
use berth_api::market::{OrderResponse, OrderStatus};
use cosmwasm_std::{Uint128, Uint256};
use serde::Serialize;

use crate::Failure;
use crate::command::order::standing;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, span, table, utc};

/// Lists deployments, yours or of anybody
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Whose [default: those of --key]
    #[arg(long, value_name = "ADDRESS", conflicts_with = "all")]
    owner: Option<String>,
    /// Those of all tenants
    #[arg(long)]
    all: bool,
    /// Leave out what is cancelled
    #[arg(long)]
    live: bool,
    /// At most so many, the latest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Deployments.
#[derive(Debug, Serialize)]
struct Listed {
    deployments: Vec<Row>,
}

/// One of them in short.
#[derive(Debug, Serialize)]
struct Row {
    deployment: u64,
    owner: String,
    denom: String,
    closed: bool,
    /// Names of its infrastructures.
    infrastructure: Vec<String>,
    /// Until when the live leases are paid for, seconds from now; none while nothing runs.
    runway: Option<u64>,
    /// Since when it is dry, if it is.
    dry_at: Option<u64>,
}

impl Answer for Listed {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.deployments.iter().map(|row| {
            let money = match (row.closed, row.dry_at, row.runway) {
                (true, ..) => "cancelled".into(),
                (_, Some(_), _) => "dry".into(),
                (_, _, Some(runway)) => span(runway),
                _ => "nothing runs".into(),
            };
            [row.deployment.to_string(), row.owner.clone(), row.infrastructure.join(" "), row.denom.clone(), money]
        });
        table(out, ["deployment", "owner", "infrastructure", "paid in", "lasts"], rows, "no deployments")
    }
}

/// Lists them.
pub async fn list(args: ListArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let owner = if args.all { None } else { Some(context.address_or_own(args.owner.as_ref())?) };
    let exchange = context.exchange().await?;
    let mut ids = match &owner {
        Some(owner) => exchange.deployment().every_deployment_of(owner).await?,
        None => exchange.deployment().every_deployment().await?.into_iter().map(|row| row.deployment).collect(),
    };
    ids.reverse();
    let mut deployments = vec![];
    for id in ids {
        if args.limit.is_some_and(|limit| deployments.len() >= limit) {
            break;
        }
        let record = exchange.deployment().deployment(id).await?;
        if record.closed && args.live {
            continue;
        }
        let account = if record.closed { None } else { Some(exchange.escrow().account(id).await?) };
        deployments.push(row(record, account));
    }
    deployments.reverse();
    context.answer(&Listed { deployments })
}

fn row(record: DeploymentResponse, account: Option<AccountResponse>) -> Row {
    Row {
        deployment: record.deployment,
        owner: record.owner.into_string(),
        denom: record.denom,
        closed: record.closed,
        infrastructure: record.infrastructure.into_iter().map(|row| row.infrastructure.name).collect(),
        runway: account.as_ref().and_then(|account| account.runway),
        dry_at: account.as_ref().and_then(|account| account.dry_at),
    }
}

/// A deployment with its money and what became of it.
#[derive(Debug, Serialize)]
struct Shown {
    deployment: DeploymentResponse,
    /// None once it is cancelled.
    account: Option<AccountResponse>,
    /// How long all that runs and is open could be paid for at the highest rates, in seconds; none if nothing is.
    lasts_at_most_cost: Option<u64>,
    /// Orders and leases, closed ones included, by id.
    orders: Vec<OrderResponse>,
}

/// Shows it.
pub async fn show(id: u64, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let deployment = exchange.deployment().deployment(id).await?;
    let account = if deployment.closed { None } else { Some(exchange.escrow().account(id).await?) };
    let orders = exchange.market().every_order(id).await?;
    let lasts_at_most_cost = account.as_ref().and_then(worst);
    context.answer(&Shown { deployment, account, lasts_at_most_cost, orders })
}

/// Seconds that what can be spent pays for at the rates of leases and the highest rates of orders.
fn worst(account: &AccountResponse) -> Option<u64> {
    let rate = account.lease_rate.checked_add(account.open_rate).ok()?;
    let seconds = account.spendable.checked_div(rate).ok()?;
    Some(Uint128::try_from(seconds).ok().and_then(|seconds| seconds.u128().try_into().ok()).unwrap_or(u64::MAX))
}

/// Amounts of an account are in 10^-18.
fn whole(atto: Uint256) -> Uint128 {
    let whole = atto.checked_div(Uint256::from(berth_domain::ATTO)).unwrap_or_default();
    Uint128::try_from(whole).unwrap_or(Uint128::MAX)
}

impl Answer for Shown {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Self { deployment: record, account, lasts_at_most_cost, orders } = self;
        let mut rows = vec![
            ("deployment", format!("{}{}", record.deployment, if record.closed { ", cancelled" } else { "" })),
            ("owner", record.owner.to_string()),
        ];
        if let Some(account) = account {
            rows.push(("version", record.version.to_hex()));
            rows.extend(money_rows(account, &record.denom, *lasts_at_most_cost, money));
        }
        pairs(out, &rows)?;
        writeln!(out)?;
        let name = |slot: u32| {
            let row = record.infrastructure.iter().find(|row| row.slot == slot);
            row.map_or_else(|| "-".to_owned(), |row| row.infrastructure.name.clone())
        };
        let live = |order: &&OrderResponse| record.closed || !matches!(order.status, OrderStatus::Closed { .. });
        let rows = orders.iter().filter(live).map(|order| {
            let (status, rest) = standing(&order.status, &record.denom, money);
            [order.order.to_string(), name(order.order.slot), status, rest]
        });
        table(
            out,
            ["order", "infrastructure", "status", ""],
            rows,
            "no orders and no leases: `resume` opens orders again",
        )
    }
}

fn money_rows(
    account: &AccountResponse,
    denom: &str,
    worst: Option<u64>,
    money: &Currencies,
) -> Vec<(&'static str, String)> {
    let lasts = match (account.dry_at, account.runway, account.funded_until) {
        (Some(dry_at), ..) => format!("dry since {}: deposit, then resume", utc(dry_at)),
        (None, Some(runway), Some(until)) => format!("{}, until {}", span(runway), utc(until)),
        _ => "nothing runs".to_owned(),
    };
    let mut rows = vec![
        ("spendable", money.show(whole(account.spendable), denom)),
        ("runs up", money.per_month(account.lease_rate, denom)),
        ("lasts", lasts),
    ];
    if !account.open_rate.is_zero() {
        let open = money.per_month(account.open_rate, denom);
        let lasts = worst.map(|worst| format!("; all of it lasts {} at least", span(worst))).unwrap_or_default();
        rows.push(("open orders", format!("at most {open}{lasts}")));
    }
    rows.push(("set aside", money.show(account.holds, denom)));
    rows.push(("withdrawable", money.show(account.withdrawable, denom)));
    rows
}
