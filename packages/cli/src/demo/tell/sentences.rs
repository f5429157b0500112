//! What a message did, in sentences.

use berth_api::event::{Credited, LeaseEnded};
use berth_api::{Call, deployment, escrow, market, provider_registry};
use berth_domain::{CloseReason, OrderId};
use cosmwasm_std::{Uint128, Uint256};

use crate::demo::happened::Happened;
use crate::demo::record::{AccountRow, Message};
use crate::demo::tell::text::Terms;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Who does what. Most messages are one sentence of their sender.
pub fn sentences(message: &Message, terms: &Terms) -> Vec<(String, String)> {
    let teller = Sentences { message, terms };
    let mut sentences = match &message.call {
        Call::ProviderRegistry(provider_registry::ExecuteMsg::RegisterProvider { profile }) => {
            vec![format!("registers as a provider in {}", profile.region)]
        }
        Call::Escrow(escrow::ExecuteMsg::Deposit { .. }) => {
            vec![format!("puts {} into escrow, to post as collateral", teller.sum("deposit"))]
        }
        Call::Escrow(escrow::ExecuteMsg::Withdraw { .. }) => vec![teller.withdrawn()],
        Call::Deployment(deployment::ExecuteMsg::SubmitDeployment { .. }) => teller.submitted(),
        Call::Deployment(deployment::ExecuteMsg::CancelDeployment { .. }) => teller.cancelled(),
        Call::Market(market::ExecuteMsg::SubmitFulfillment { .. }) => teller.bid(),
        Call::Market(market::ExecuteMsg::MatchOpenOrders { .. }) => teller.matched(),
        Call::Market(market::ExecuteMsg::SubmitLeaseConfirmation { .. }) => teller.confirmed(),
        Call::Market(market::ExecuteMsg::ReleaseFulfillments { .. }) => {
            vec![format!("frees the collateral of bids that lost: {}", teller.released())]
        }
        Call::Market(_) | Call::Escrow(_) => teller.ended(),
    };
    let refused = message
        .refused
        .iter()
        .map(|item| format!("is refused on {}: {}", item.id, item.refused.as_deref().unwrap_or_default()));
    sentences.extend(refused);
    sentences.into_iter().map(|sentence| (message.sender.clone(), sentence)).collect()
}

/// A provider stops.
pub fn silent(leases: &[OrderId], due_block: u64) -> String {
    let leases = listed(leases.iter().map(ToString::to_string));
    format!(
        "falls silent: it confirms nothing any more, and bids on nothing. {leases} can be confirmed up to block \
         {due_block}; before block {} nobody may touch it",
        due_block + 1
    )
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

/// How long an account lasts.
pub fn account(account: &AccountRow, terms: &Terms) -> String {
    let whole = account.spendable / Uint256::from(berth_domain::ATTO);
    let left = format!("{} left, {} held for tips", terms.coins(whole), terms.coins(account.holds));
    let Some(runway) = account.runway else { return format!("{left}; no lease runs") };
    let (days, hours) = (runway / DAY, runway % DAY / HOUR);
    let rate = terms.currency.per_month(account.lease_rate);
    format!("{left}; leases cost {rate} a month: paid for {days} days and {hours} hours")
}

struct Sentences<'a> {
    message: &'a Message,
    terms: &'a Terms,
}

impl Sentences<'_> {
    fn credits(&self, reason: &str) -> impl Iterator<Item = &Credited> {
        self.message.happened.iter().filter_map(move |one| match one {
            Happened::Credited(credited) if credited.reason == reason => Some(credited),
            _ => None,
        })
    }

    fn sum(&self, reason: &str) -> String {
        self.terms.coins(self.credits(reason).map(|credited| credited.amount).sum::<Uint128>())
    }

    fn withdrawn(&self) -> String {
        let all = self.message.happened.iter().filter_map(|one| match one {
            Happened::Withdrawn(withdrawn) => Some(withdrawn.amount),
            _ => None,
        });
        format!("withdraws {}, all of it", self.terms.coins(all.sum::<Uint128>()))
    }

    /// An order with what it is for.
    fn order(&self, order: OrderId) -> String {
        format!("{order} ({})", self.terms.infrastructure(order).0)
    }

    fn orders(&self, orders: impl Iterator<Item = OrderId>) -> String {
        listed(orders.map(|order| self.order(order)))
    }

    fn opened(&self) -> Vec<String> {
        let opened = self.message.happened.iter().filter_map(|one| match one {
            Happened::OrderOpened(opened) => Some(opened),
            _ => None,
        });
        let barred = |bar: bool| if bar { ", barred to whoever broke the lease" } else { "" };
        let sentence = |opened: &berth_api::event::OrderOpened| {
            let month = self.terms.currency.per_month(opened.max_rate);
            let collateral = self.terms.currency.short(opened.collateral);
            let barred = barred(opened.barred.is_some());
            let order = self.order(opened.order);
            format!("order {order} opens: at most {month} a month, collateral {collateral}{barred}")
        };
        opened.map(sentence).collect()
    }

    fn submitted(&self) -> Vec<String> {
        let submitted = self.message.happened.iter().find_map(|one| match one {
            Happened::DeploymentSubmitted(submitted) => Some(submitted),
            _ => None,
        });
        let sentence = submitted.map(|submitted| {
            let deposit = self.terms.coins(submitted.deposit);
            format!("submits deployment {} with {deposit}, a month at the highest price", submitted.deployment)
        });
        sentence.into_iter().chain(self.opened()).collect()
    }

    fn bid(&self) -> Vec<String> {
        let (mut orders, mut locked, mut ends) = (vec![], Uint128::zero(), String::new());
        for one in &self.message.happened {
            if let Happened::FulfillmentSubmitted(bid) = one {
                orders.push(bid.order);
                locked += bid.collateral;
                ends = match bid.ready_at.split_once(':') {
                    Some(("height", height)) => {
                        format!("block {}", self.terms.block(height.parse().unwrap_or_default()))
                    }
                    _ => bid.ready_at.clone(),
                };
            }
        }
        if orders.is_empty() {
            return vec![];
        }
        let (orders, locked) = (self.orders(orders.into_iter()), self.terms.coins(locked));
        vec![format!("bids on {orders}; locks {locked}; decided in {ends}")]
    }

    fn matched(&self) -> Vec<String> {
        let started = self.message.happened.iter().filter_map(|one| match one {
            Happened::LeaseStarted(started) => Some(started.lease),
            _ => None,
        });
        let closed = self.message.happened.iter().filter_map(|one| match one {
            Happened::OrderClosed(closed) => Some(closed.order),
            _ => None,
        });
        let (started, closed) = (self.orders(started), self.orders(closed));
        let mut sentences = vec![];
        if !started.is_empty() {
            sentences.push(format!("matches {started}; tip {}", self.sum("tip")));
        }
        if !closed.is_empty() {
            sentences.push(format!("closes {closed} for want of funds; tip {}", self.sum("tip")));
        }
        sentences
    }

    fn confirmed(&self) -> Vec<String> {
        let mut due = 0;
        let confirmed = self.message.happened.iter().filter_map(|one| match one {
            Happened::LeaseConfirmed(confirmed) => {
                due = confirmed.due_height;
                Some(confirmed.lease)
            }
            _ => None,
        });
        let leases = self.orders(confirmed);
        let mut sentence = format!("confirms {leases}, again by block {}", self.terms.block(due));
        if self.credits("earning").next().is_some() {
            sentence = format!("{sentence}; collects {}", self.sum("earning"));
        }
        vec![sentence]
    }

    fn released(&self) -> String {
        let freed = self.message.happened.iter().filter_map(|one| match one {
            Happened::FulfillmentReleased(released) => Some(released.collateral),
            _ => None,
        });
        self.terms.coins(freed.sum::<Uint128>())
    }

    fn leases_ended(&self) -> impl Iterator<Item = &LeaseEnded> {
        self.message.happened.iter().filter_map(|one| match one {
            Happened::LeaseEnded(ended) => Some(ended),
            _ => None,
        })
    }

    /// Leases booked by a keeper, and the orders that follow.
    fn ended(&self) -> Vec<String> {
        let mut sentences = vec![];
        for ended in self.leases_ended() {
            let (lease, paid) = (self.order(ended.lease), self.terms.coins(ended.amount));
            if ended.reason != CloseReason::Stale.as_str() {
                sentences.push(format!("ends lease {lease}, {}: {} seconds paid", ended.reason, ended.seconds));
                continue;
            }
            let collateral = self.terms.coins(ended.forfeited);
            sentences.push(format!(
                "finds lease {lease} stale: paid for the {} seconds to its last confirmation, {paid} of it now; the \
                 collateral of {collateral} goes to the tenant's account, less the tip",
                ended.seconds
            ));
        }
        if self.credits("tip").next().is_some() {
            sentences.push(format!("gets {} in tips", self.sum("tip")));
        }
        sentences.extend(self.opened());
        sentences
    }

    fn cancelled(&self) -> Vec<String> {
        let mut sentences = vec!["cancels the deployment".to_owned()];
        for ended in self.leases_ended() {
            let (lease, amount) = (self.order(ended.lease), self.terms.coins(ended.amount));
            sentences.push(format!("lease {lease} ends after {} seconds; {amount} are paid, the last", ended.seconds));
        }
        sentences.push(format!("is refunded {}, what was left of its account", self.sum("refund")));
        sentences
    }
}
