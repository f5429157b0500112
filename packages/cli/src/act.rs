//! What a command does on a chain: said, asked, sent, told.

use std::io::{self, Write};

use berth_api::{Call, ItemOutcome, WorkDone};
use berth_chain::{Message, Request};
use berth_client::{Done, Exchange};
use cosmwasm_std::Coin;
use serde::Serialize;

use crate::Failure;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::Answer;
use crate::told::{EstimateTold, EventTold, TxTold};

/// A message to one of the four contracts, with the coins that go along.
pub type Paid = (Call, Vec<Coin>);

/// What was done.
#[derive(Debug, Serialize)]
struct DoneTold {
    /// In words.
    what: String,
    /// The transaction.
    tx: TxTold,
    /// The id of a deployment that was submitted.
    deployment: Option<u64>,
    /// What became of each id, of messages that work on many.
    items: Vec<ItemOutcome>,
    /// How much was done, of messages with a limit.
    work: Option<WorkDone>,
    /// What the contracts said.
    events: Vec<EventTold>,
}

/// What would be done.
#[derive(Debug, Serialize)]
struct DryTold {
    /// Always true.
    dry_run: bool,
    /// In words.
    what: String,
    /// What it would cost.
    estimate: EstimateTold,
    /// What the contracts would say.
    events: Vec<EventTold>,
}

/// What somebody else is to send.
#[derive(Debug, Serialize)]
struct Generated {
    /// As a transaction or a proposal carries them.
    messages: Vec<serde_json::Value>,
}

impl Answer for Generated {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

impl Answer for DoneTold {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        if let Some(deployment) = self.deployment {
            writeln!(out, "deployment {deployment}")?;
        }
        for ItemOutcome { id, refused } in &self.items {
            writeln!(out, "{id}: {}", refused.as_deref().unwrap_or("done"))?;
        }
        if let Some(WorkDone { visited, released }) = &self.work {
            writeln!(out, "{visited} orders and leases visited, {released} dead bids freed")?;
        }
        let TxTold { hash, height, gas_used, fee, .. } = &self.tx;
        let fee = money.text(&fee.amount, &fee.denom);
        writeln!(out, "block {height}, {gas_used} gas, fee {fee}, transaction {hash}")?;
        self.events.iter().try_for_each(|event| event.text(money, out))
    }
}

impl Answer for DryTold {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let EstimateTold { gas_used, gas_wanted, fee } = &self.estimate;
        let fee = money.text(&fee.amount, &fee.denom);
        writeln!(out, "would {}\n{gas_used} gas, {gas_wanted} asked for, fee {fee}; nothing was sent", self.what)?;
        self.events.iter().try_for_each(|event| event.text(money, out))
    }
}

/// Messages of one transaction, and what they are about.
struct Deed<'a> {
    what: String,
    messages: Vec<Message>,
    calls: Vec<Call>,
    exchange: Option<&'a Exchange>,
}

/// Does `what`, which begins with a verb: says it with its cost, asks, sends it in one transaction, tells what came of it.
///
/// Errors if it is refused or not confirmed, and if an id of a batch is refused: the others are done then.
pub async fn carry_out(context: &mut Context<'_>, what: impl Into<String>, paid: Vec<Paid>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let messages = paid.iter().map(|(call, funds)| exchange.message(call.clone(), funds.clone())).collect();
    let calls = paid.into_iter().map(|(call, _)| call).collect();
    perform(context, Deed { what: what.into(), messages, calls, exchange: Some(&exchange) }).await
}

/// The same for messages that are not to the four contracts.
pub async fn carry_out_plain(
    context: &mut Context<'_>,
    what: impl Into<String>,
    messages: Vec<Message>,
) -> Result<(), Failure> {
    perform(context, Deed { what: what.into(), messages, calls: vec![], exchange: None }).await
}

async fn perform(context: &mut Context<'_>, deed: Deed<'_>) -> Result<(), Failure> {
    let Deed { what, messages, calls, exchange } = deed;
    if context.globals.generate_only.is_some() {
        return generate(context, &what, &messages);
    }
    let writer = context.writer().await?;
    context.progress("trying it on the latest block");
    let estimate = writer.simulate(&messages).await?;
    if context.globals.dry_run {
        let heard = exchange.map(|exchange| exchange.events(&estimate.events)).transpose()?.unwrap_or_default();
        let events = heard.iter().map(EventTold::from).collect();
        return context.answer(&DryTold { dry_run: true, what, estimate: (&estimate).into(), events });
    }
    let fee = context.money().coins(std::slice::from_ref(&estimate.fee));
    // What works on many ids succeeds when all are refused, and costs its fee all the same.
    let idle = exchange.is_some_and(|exchange| exchange.events(&estimate.events).is_ok_and(|heard| heard.is_empty()));
    let idle = if idle { " (as things are now it would change NOTHING)" } else { "" };
    context.confirm(&format!("{what}, for a fee of at most {fee}{idle}"))?;
    let mut request = Request::new(messages);
    request.estimate = Some(estimate);
    let submitted = writer.submit(request).await?;
    context.progress(&format!("sent as {}, waiting for its block", submitted.hash));
    let receipt = writer.outcome(&submitted).await?;
    let done = match exchange {
        Some(exchange) => exchange.done(&calls, receipt)?,
        None => Done { receipt, events: vec![], answers: vec![] },
    };
    let told = told(what, &done);
    context.answer(&told)?;
    refused(told.items)
}

/// Answers with the messages, for whom `--generate-only` names.
pub fn generate(context: &mut Context<'_>, what: &str, messages: &[Message]) -> Result<(), Failure> {
    let sender = context.own_address()?;
    let messages = messages.iter().map(|message| message.json(&sender)).collect::<Result<_, _>>()?;
    context.note(&format!("{what}, as {sender}; nothing was sent"));
    context.answer(&Generated { messages })
}

fn told(what: String, done: &Done) -> DoneTold {
    DoneTold {
        what,
        tx: (&done.receipt).into(),
        deployment: done.answer().deployment(),
        items: done.answers.iter().flat_map(|answer| answer.items().iter().cloned()).collect(),
        work: done.answer().work().cloned(),
        events: done.events.iter().map(EventTold::from).collect(),
    }
}

/// An error if an id was refused.
fn refused(items: Vec<ItemOutcome>) -> Result<(), Failure> {
    let all = items.len();
    let refused: Vec<String> = items.into_iter().filter_map(|item| item.refused).collect();
    match refused.first() {
        None => Ok(()),
        Some(first) => {
            let code = first.split_once(": ").map_or(first.as_str(), |(code, _)| code).to_owned();
            let told = format!("{} of {all} refused; the first: {first}", refused.len());
            Err(Failure::Refused { code, told })
        }
    }
}
