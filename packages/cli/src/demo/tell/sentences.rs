//! What happens, in sentences.

mod business;
mod ends;

use berth_api::event::Credited;
use berth_api::{Call, deployment, escrow, market, provider_registry};
use berth_domain::{ATTO, OrderId};
use cosmwasm_std::{Uint128, Uint256};

use crate::demo::happened::Happened;
use crate::demo::record::{AccountRow, LeaseRow, Message};
use crate::demo::tell::text::Terms;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// The events of one kind in a message.
macro_rules! each {
    ($teller:expr, $kind:ident) => {
        $teller.message.happened.iter().filter_map(|one| match one {
            Happened::$kind(event) => Some(event),
            _ => None,
        })
    };
}
use each;

/// Who does what: mostly the sender of the message, and what market does on that occasion.
pub fn sentences(message: &Message, terms: &Terms) -> Vec<(String, String)> {
    let mut teller = Sentences { message, terms, said: vec![] };
    match &message.call {
        Call::ProviderRegistry(provider_registry::ExecuteMsg::RegisterProvider { profile }) => {
            teller.say(format!("registers as a provider in {}", profile.region));
        }
        Call::Escrow(escrow::ExecuteMsg::Deposit { deployment: None }) => {
            teller.say(format!("puts {} into escrow, to post as collateral", teller.sum("deposit")));
        }
        Call::Escrow(escrow::ExecuteMsg::Deposit { .. }) => teller.deposited(),
        Call::Escrow(escrow::ExecuteMsg::WithdrawDeposit { deployment, .. }) => {
            let amount = teller.sum("deposit_withdrawn");
            teller.say(format!("takes {amount} back out of account {deployment}: as much as it may"));
        }
        Call::Escrow(escrow::ExecuteMsg::Withdraw { .. }) => teller.withdrawn(),
        Call::Deployment(deployment::ExecuteMsg::SubmitDeployment { .. }) => teller.submitted(),
        Call::Deployment(deployment::ExecuteMsg::UpdateDeployment { .. }) => teller.updated(),
        Call::Deployment(deployment::ExecuteMsg::ResumeDeployment { deployment }) => {
            teller.say(format!("resumes deployment {deployment}: its account pays again"));
            teller.opened();
        }
        Call::Deployment(deployment::ExecuteMsg::CancelDeployment { .. }) => teller.cancelled(),
        Call::Market(market::ExecuteMsg::SubmitFulfillment { .. }) => teller.bid(),
        Call::Market(market::ExecuteMsg::MatchOpenOrders { .. }) => teller.matched(),
        Call::Market(market::ExecuteMsg::SubmitLeaseConfirmation { .. }) => teller.confirmed(),
        Call::Market(market::ExecuteMsg::ReleaseFulfillments { .. }) => teller.released("that lost"),
        Call::Market(market::ExecuteMsg::CancelFulfillment { .. }) => teller.released("of its own"),
        Call::Market(market::ExecuteMsg::GiveNotice { .. }) => teller.noticed(),
        Call::Market(market::ExecuteMsg::Facilitate { .. }) => {
            teller.matched();
            teller.booked();
        }
        Call::Market(_) | Call::Escrow(_) | Call::Deployment(_) | Call::ProviderRegistry(_) => teller.booked(),
    }
    for item in &message.refused {
        teller.say(format!("is refused on {}: {}", item.id, item.refused.as_deref().unwrap_or_default()));
    }
    teller.said
}

/// A provider stops.
pub fn silent(leases: &[OrderId], due_block: u64) -> String {
    format!(
        "falls silent: it confirms nothing any more, and bids on nothing. It still could, for {}, up to block \
         {due_block}; until then nobody may say that the lease is stale",
        listed(leases.iter().map(ToString::to_string)),
    )
}

/// Leases that begin, in short.
pub fn begun(leases: &[LeaseRow], terms: &Terms) -> String {
    let one = |lease: &LeaseRow| {
        let LeaseRow { lease, infrastructure, provider, rate, .. } = lease;
        format!("{lease} ({infrastructure}) with {provider} at {} a month", terms.currency.per_month(*rate))
    };
    format!("begins lease {}", listed(leases.iter().map(one)))
}

/// How long an account lasts.
pub fn account(account: &AccountRow, terms: &Terms) -> String {
    let spendable = terms.coins(account.spendable / Uint256::from(ATTO));
    let left = format!("{spendable} to spend, {} set aside for tips", terms.coins(account.holds));
    if let Some(dry_at) = account.dry_at {
        let since = terms.block_at(dry_at);
        return format!("{left}; dry since block {since}, and pays for nothing until the tenant resumes");
    }
    let Some(runway) = account.runway else { return format!("{left}; no lease runs") };
    let lasts = match (runway / DAY, runway % DAY / HOUR) {
        (0, 0) => format!("{runway} seconds"),
        (days, hours) => format!("{days} days and {hours} hours"),
    };
    let rate = terms.currency.per_month(account.lease_rate);
    format!("{left}; the leases cost {rate} a month: paid for {lasts}")
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

struct Sentences<'a> {
    message: &'a Message,
    terms: &'a Terms,
    said: Vec<(String, String)>,
}

impl Sentences<'_> {
    fn say(&mut self, sentence: String) {
        self.said.push((self.message.sender.clone(), sentence));
    }

    /// What nobody in particular does.
    fn market(&mut self, sentence: String) {
        self.said.push(("market".to_owned(), sentence));
    }

    fn credits(&self, reason: &str) -> impl Iterator<Item = &Credited> {
        each!(self, Credited).filter(move |credited| credited.reason == reason)
    }

    /// All that was credited for one reason.
    fn sum(&self, reason: &str) -> String {
        self.terms.coins(self.credits(reason).map(|credited| credited.amount).sum::<Uint128>())
    }

    /// An order with what it is for.
    fn order(&self, order: OrderId) -> String {
        format!("{order} ({})", self.terms.infrastructure(order).0)
    }

    fn orders(&self, orders: impl Iterator<Item = OrderId>) -> String {
        listed(orders.map(|order| self.order(order)))
    }
}
