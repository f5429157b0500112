//! `berth order`: what is asked for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Write};

use berth_api::MAX_PAGE;
use berth_api::market::{ExecuteMsg, OpenOrderResponse, OrderResponse, OrderStatus, QuoteResponse};
use berth_client::Exchange;
use berth_domain::{Moment, OrderId};
use clap::Subcommand;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, span, table, utc};

/// Orders: what tenants ask for, until it is leased
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lists open orders, or all orders and leases of a deployment
    List {
        /// Of this deployment, leases and closed ones included
        #[arg(long, value_name = "ID")]
        deployment: Option<u64>,
        /// In this coin
        #[arg(long, value_name = "DENOM", conflicts_with = "deployment")]
        denom: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Shows an order: where it stands, the best bids
    Show {
        /// Its id, as in 7.1.2
        order: OrderId,
    },
    /// Gives an order that is ready to its lowest bid; whoever does it gets the tip
    Match {
        /// Its id, as in 7.1.2
        order: OrderId,
        /// Whose bid has won [default: who has]
        #[arg(long, value_name = "ADDRESS")]
        provider: Option<String>,
    },
}

/// Open orders.
#[derive(Debug, Serialize)]
struct Open {
    orders: Vec<OpenOrderResponse>,
}

/// All orders of a deployment.
#[derive(Debug, Serialize)]
struct Of {
    deployment: u64,
    denom: String,
    orders: Vec<OrderResponse>,
}

/// One order.
#[derive(Debug, Serialize)]
struct Shown {
    order: OrderResponse,
    denom: String,
    /// While it is open.
    quote: Option<QuoteResponse>,
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List { deployment: Some(deployment), limit, .. } => list_of(deployment, limit, context).await,
            Self::List { deployment: None, denom, limit } => list_open(denom, limit, context).await,
            Self::Show { order } => show(order, context).await,
            Self::Match { order, provider } => match_one(order, provider, context).await,
        }
    }
}

async fn list_open(denom: Option<String>, limit: Option<usize>, context: &mut Context<'_>) -> Result<(), Failure> {
    let denom = denom.map(|denom| context.money().denom(&denom));
    let exchange = context.exchange().await?;
    // A few of any coin are the beginning of the list; who wants those of one coin must have it searched.
    let page = limit.and_then(|limit| u32::try_from(limit).ok()).filter(|limit| *limit <= MAX_PAGE && denom.is_none());
    let all = match page {
        Some(page) => exchange.market().open_orders(None, Some(page)).await?.orders,
        None => exchange.market().every_open_order().await?,
    };
    let wanted = all.into_iter().filter(|order| denom.as_ref().is_none_or(|denom| *denom == order.denom));
    let orders = wanted.take(limit.unwrap_or(usize::MAX)).collect();
    context.answer(&Open { orders })
}

async fn list_of(deployment: u64, limit: Option<usize>, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let denom = exchange.deployment().deployment(deployment).await?.denom;
    let mut orders = exchange.market().every_order(deployment).await?;
    orders.truncate(limit.unwrap_or(usize::MAX));
    context.answer(&Of { deployment, denom, orders })
}

async fn show(id: OrderId, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let order = exchange.market().order(id).await?;
    let denom = exchange.deployment().deployment(id.deployment).await?.denom;
    let quote = match &order.status {
        OrderStatus::Open(_) => Some(exchange.market().quote(id).await?),
        _ => None,
    };
    context.answer(&Shown { order, denom, quote })
}

async fn match_one(order: OrderId, provider: Option<String>, context: &mut Context<'_>) -> Result<(), Failure> {
    let provider = match provider {
        Some(provider) => provider,
        None => {
            let best = context.exchange().await?.market().quote(order).await?.best;
            let none = || Failure::NotFound(format!("order {order} has no bid: there is nobody to give it to"));
            best.ok_or_else(none)?.provider.into_string()
        }
    };
    let what = format!("give order {order} to {provider}");
    carry_out(context, what, vec![(ExecuteMsg::SubmitLease { order, provider }.into(), vec![])]).await
}

/// What each of these deployments is paid in.
pub async fn denoms(
    exchange: &Exchange,
    orders: impl IntoIterator<Item = OrderId>,
) -> Result<BTreeMap<u64, String>, Failure> {
    let mut denoms = BTreeMap::new();
    for id in orders.into_iter().map(|order| order.deployment) {
        if let Entry::Vacant(unknown) = denoms.entry(id) {
            unknown.insert(exchange.deployment().deployment(id).await?.denom);
        }
    }
    Ok(denoms)
}

/// Where an order or lease stands: in a word, and the rest.
pub fn standing(status: &OrderStatus, denom: &str, money: &Currencies) -> (String, String) {
    match status {
        OrderStatus::Open(open) => {
            let ready = open.ready_at.map_or_else(|| "no bid yet".into(), |at| format!("ready at {}", moment(at)));
            ("open".into(), format!("at most {}, {ready}", money.per_month(open.max_rate, denom)))
        }
        OrderStatus::Leased(lease) => {
            let rate = money.per_month(lease.rate, denom);
            let leaves = lease.leave_at.map(|at| format!(", may leave from {}", utc(at))).unwrap_or_default();
            let rest = format!("{}, {rate}, confirmed to block {}{leaves}", lease.provider, lease.due_height);
            ("leased".into(), rest)
        }
        OrderStatus::Closed { reason, height } => (reason.as_str().replace('_', " "), format!("in block {height}")),
    }
}

/// A height or a time.
pub fn moment(moment: Moment) -> String {
    match moment {
        Moment::Height(height) => format!("block {height}"),
        Moment::Time(time) => utc(time),
    }
}

impl Answer for Open {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.orders.iter().map(|order| {
            let OpenOrderResponse { status, denom, infrastructure, .. } = order;
            let region = if infrastructure.region.is_empty() { "anywhere" } else { &infrastructure.region };
            [
                order.order.to_string(),
                infrastructure.name.clone(),
                region.to_owned(),
                money.per_month(status.max_rate, denom),
                money.show(status.collateral, denom),
                status.ready_at.map_or_else(|| "no bid yet".into(), moment),
            ]
        });
        table(out, ["order", "infrastructure", "region", "at most", "collateral", "ready at"], rows, "no open orders")
    }
}

impl Answer for Of {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.orders.iter().map(|order| {
            let (status, rest) = standing(&order.status, &self.denom, money);
            [order.order.to_string(), status, rest]
        });
        table(out, ["order", "status", ""], rows, "no orders")
    }
}

impl Answer for Shown {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Self { order, denom, quote } = self;
        let (status, rest) = standing(&order.status, denom, money);
        let mut rows = vec![("order", order.order.to_string()), ("status", format!("{status}: {rest}"))];
        match &order.status {
            OrderStatus::Open(open) => {
                rows.push(("collateral", money.show(open.collateral, denom)));
                rows.push(("notice", span(open.notice)));
                rows.extend(open.barred.iter().map(|barred| ("may not bid", barred.to_string())));
            }
            OrderStatus::Leased(lease) => {
                rows.push(("collateral", money.show(lease.collateral, denom)));
                rows.push(("since", utc(lease.started_at)));
                rows.push((
                    "confirmed",
                    format!("in block {}, at {}", lease.confirmed_height, utc(lease.confirmed_at)),
                ));
                rows.push(("paid so far", money.show(lease.paid, denom)));
            }
            OrderStatus::Closed { .. } => {}
        }
        if let Some(quote) = quote {
            for (name, bid) in [("best bid", &quote.best), ("second", &quote.second)] {
                let told = |bid: &berth_api::market::FulfillmentResponse| {
                    (name, format!("{} by {}", money.per_month(bid.place.price, denom), bid.provider))
                };
                rows.extend(bid.iter().map(told));
            }
        }
        pairs(out, &rows)
    }
}
