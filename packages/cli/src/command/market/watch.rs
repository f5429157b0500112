//! `berth market watch`: what the contracts say, block by block.

use std::io::{self, Write};
use std::time::Duration;

use berth_chain::Block;
use berth_client::{Exchange, Placed};
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::Answer;
use crate::told::EventTold;

/// How long to wait before a block that could not be read is asked for again.
const AGAIN: Duration = Duration::from_secs(1);

/// Follows what the contracts say, block by block, until it is interrupted; with --json one event a line
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Begin with this block, instead of the next one; the node must still have it
    #[arg(long, value_name = "HEIGHT")]
    from: Option<u64>,
    /// End after this block
    #[arg(long, value_name = "HEIGHT")]
    until: Option<u64>,
    /// Only events of this kind, as in lease_started; may be given several times
    #[arg(long, value_name = "KIND", value_parser = kind)]
    event: Vec<String>,
    /// Only events with this value: an address, an order as in 7.1.2, a deployment's id, a denom
    #[arg(long, value_name = "VALUE")]
    about: Option<String>,
}

/// One event.
#[derive(Debug, Serialize)]
struct Line {
    height: u64,
    /// Unix seconds.
    time: u64,
    /// The transaction's place in the block.
    tx: usize,
    hash: String,
    /// The message's place in the transaction.
    message: Option<u32>,
    /// The event's place in the transaction.
    index: usize,
    #[serde(flatten)]
    told: EventTold,
}

impl From<Placed> for Line {
    fn from(placed: Placed) -> Self {
        let Placed { head, tx, hash, heard } = placed;
        let (message, index) = (heard.message, heard.index);
        Self { height: head.height, time: head.time, tx, hash, message, index, told: heard.event.into() }
    }
}

impl Answer for Line {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{:>9} {}", self.height, self.hash.get(..8).unwrap_or_default())?;
        self.told.text(money, out)
    }
}

fn kind(text: &str) -> Result<String, String> {
    let mut kinds = berth_api::event::catalogue().map(|kind| kind.ty);
    match kinds.any(|kind| kind == text) {
        true => Ok(text.to_owned()),
        false => Err("a kind of docs/events.md, as in lease_started".to_owned()),
    }
}

impl Args {
    fn wants(&self, line: &Line) -> bool {
        let kind = self.event.is_empty() || self.event.contains(&line.told.event);
        kind && self
            .about
            .as_ref()
            .is_none_or(|about| line.told.attributes.values().any(|value| concerns(value, about)))
    }
}

/// Whether a value is what is asked about; a deployment's orders are about the deployment, too.
fn concerns(value: &str, about: &str) -> bool {
    value == about || value.strip_prefix(about).is_some_and(|rest| rest.starts_with('.'))
}

/// Follows.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let mut head = exchange.chain().head().await?.height;
    let mut next = args.from.unwrap_or(head.saturating_add(1));
    loop {
        while next <= head {
            if args.until.is_some_and(|until| next > until) {
                return Ok(());
            }
            let block = block(&exchange, next, context).await?;
            for placed in exchange.block_events(&block)? {
                let line = Line::from(placed);
                if args.wants(&line) {
                    context.answer(&line)?;
                }
            }
            next = next.saturating_add(1);
        }
        if args.until.is_some_and(|until| next > until) {
            return Ok(());
        }
        context.out().flush()?;
        head = exchange.chain().head_above(head).await?.height;
    }
}

/// A block; what passes is waited for.
async fn block(exchange: &Exchange, height: u64, context: &mut Context<'_>) -> Result<Block, Failure> {
    for _ in 0..5_u32 {
        match exchange.chain().block(height).await {
            Err(error) if error.is_retryable() => context.progress(&format!("block {height}: {error}; asking again")),
            other => return Ok(other?),
        }
        tokio::time::sleep(AGAIN).await;
    }
    Ok(exchange.chain().block(height).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_about_its_deployment() {
        assert!(concerns("7.1.2", "7.1.2") && concerns("7.1.2", "7.1") && concerns("7.1.2", "7") && concerns("7", "7"));
        assert!(!concerns("71.1.2", "7") && !concerns("7.1.2", "7.1.20") && !concerns("7", ""));
    }

    #[test]
    fn kinds_are_those_of_the_catalogue() {
        assert_eq!(kind("lease_started").as_deref(), Ok("lease_started"));
        assert!(kind("lease_begun").unwrap_err().contains("docs/events.md"));
    }
}
