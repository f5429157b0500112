//! `berth market quote`: how the bidding on an order stands.

use std::io::{self, Write};

use berth_api::market::{FulfillmentResponse, QuoteResponse};
use berth_domain::{Moment, OrderId};
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table, utc};

/// Shows the best two bids on an open order, and until when it takes bids
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its id, as in 7.1.2
    order: OrderId,
}

#[derive(Debug, Serialize)]
struct Quoted {
    /// What it is paid in.
    denom: String,
    quote: QuoteResponse,
}

impl Answer for Quoted {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let QuoteResponse { order, ready_at, ready, best, second } = &self.quote;
        let row = |bid: &FulfillmentResponse| [money.per_month(bid.place.price, &self.denom), bid.provider.to_string()];
        let rows = [best, second].into_iter().flatten().map(row);
        table(out, ["price", "provider"], rows, "no bids yet")?;
        match ready_at {
            _ if *ready => writeln!(out, "order {order}: bidding has ended, and anybody may have it matched"),
            Some(Moment::Height(height)) => writeln!(out, "order {order}: takes bids until block {height}"),
            Some(Moment::Time(time)) => writeln!(out, "order {order}: takes bids until {}", utc(*time)),
            None => writeln!(out, "order {order}: the first bid decides until when it takes bids"),
        }
    }
}

/// Shows it.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let quote = exchange.market().quote(args.order).await?;
    let denom = exchange.deployment().deployment(args.order.deployment).await?.denom;
    context.answer(&Quoted { denom, quote })
}
