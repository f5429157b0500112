//! How leases end, and what comes back.

use berth_domain::CloseReason;
use cosmwasm_std::Uint128;

use super::{Happened, Sentences, each};

impl Sentences<'_> {
    /// Leases booked by whoever noticed, and the orders that follow.
    pub(super) fn booked(&mut self) {
        for ended in each!(self, LeaseEnded).cloned().collect::<Vec<_>>() {
            let (lease, seconds) = (self.order(ended.lease), ended.seconds);
            if ended.reason != CloseReason::Stale.as_str() {
                self.say(format!("ends lease {lease}, {}: {seconds} seconds are paid", ended.reason));
                continue;
            }
            let collateral = self.terms.coins(ended.forfeited);
            self.say(format!(
                "finds lease {lease} stale: paid for the {seconds} seconds up to its last confirmation; the \
                 collateral of {collateral} goes to the tenant's account"
            ));
        }
        if self.credits("tip").next().is_some() {
            self.say(format!("gets {} in tips out of that", self.sum("tip")));
        }
        self.opened();
        for ended in each!(self, LeaseEnded).cloned().collect::<Vec<_>>() {
            let (name, persists) = self.terms.infrastructure(ended.lease);
            let followed = each!(self, OrderOpened).any(|opened| Some(opened.order) == ended.lease.next_round());
            if !followed {
                let why = if persists { "cannot be ordered anew" } else { "does not persist" };
                self.market(format!("opens no order in place of {}: {name} {why}", ended.lease));
            }
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
