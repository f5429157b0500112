//! How leases end, and what comes back.

use berth_api::event::LeaseEnded;
use berth_domain::CloseReason;
use cosmwasm_std::Uint128;

use super::{Happened, Sentences, each};

impl Sentences<'_> {
    /// Leases booked by whoever noticed or left, and the orders that follow.
    pub(super) fn booked(&mut self) {
        for ended in each!(self, LeaseEnded).cloned().collect::<Vec<_>>() {
            let sentence = self.end(&ended);
            self.say(sentence);
        }
        if each!(self, LeaseEnded).next().is_some() && self.credits("tip").next().is_some() {
            self.say(format!("gets {} in tips out of that", self.sum("tip")));
        }
        self.opened();
        for ended in each!(self, LeaseEnded).cloned().collect::<Vec<_>>() {
            let (name, persists) = self.terms.infrastructure(ended.lease);
            let followed = each!(self, OrderOpened).any(|opened| Some(opened.order) == ended.lease.next_round());
            if !followed && ended.reason != CloseReason::Unfunded.as_str() {
                let why = if persists { "cannot be ordered anew" } else { "does not persist" };
                self.market(format!("opens no order in place of {}: {name} {why}", ended.lease));
            }
        }
    }

    /// Leases that the tenant has ended by changing what they were for.
    pub(super) fn ended(&mut self) {
        for ended in each!(self, LeaseEnded).cloned().collect::<Vec<_>>() {
            let sentence = self.end(&ended);
            self.market(sentence);
        }
    }

    fn end(&self, ended: &LeaseEnded) -> String {
        let (lease, seconds, reason) = (self.order(ended.lease), ended.seconds, ended.reason.as_str());
        let forfeited = self.terms.coins(ended.forfeited);
        if reason == CloseReason::Stale.as_str() {
            format!(
                "finds lease {lease} stale: paid for the {seconds} seconds up to its last confirmation; the collateral \
                 of {forfeited} goes to the tenant's account"
            )
        } else if reason == CloseReason::Unfunded.as_str() {
            format!("ends lease {lease}, unfunded: paid for the {seconds} seconds until the account ran dry")
        } else if reason == CloseReason::NoticeServed.as_str() {
            format!(
                "leaves lease {lease}, its notice served: paid for {seconds} seconds; its collateral is free, but for \
                 {forfeited} that the match of the next costs the tenant"
            )
        } else {
            format!("ends lease {lease}, {reason}: paid for {seconds} seconds")
        }
    }

    pub(super) fn cancelled(&mut self) {
        self.say("cancels the deployment".to_owned());
        for ended in each!(self, LeaseEnded).cloned().collect::<Vec<_>>() {
            let (lease, amount) = (self.order(ended.lease), self.terms.coins(ended.amount));
            self.market(format!("ends lease {lease} after {} seconds, with a last payment of {amount}", ended.seconds));
        }
        self.say(format!("is refunded {}: all that was left", self.sum("refund")));
    }

    pub(super) fn withdrawn(&mut self) {
        let amount = each!(self, Withdrawn).map(|withdrawn| withdrawn.amount).sum::<Uint128>();
        self.say(format!("withdraws {}", self.terms.coins(amount)));
    }
}
