//! Orders, bids, matches, confirmations.

use cosmwasm_std::Uint128;

use super::{Happened, Sentences, each};

impl Sentences<'_> {
    pub(super) fn submitted(&mut self) {
        for submitted in each!(self, DeploymentSubmitted).cloned().collect::<Vec<_>>() {
            let deposit = self.terms.coins(submitted.deposit);
            self.say(format!("submits deployment {} with {deposit}", submitted.deployment));
        }
        self.opened();
    }

    pub(super) fn opened(&mut self) {
        for opened in each!(self, OrderOpened).cloned().collect::<Vec<_>>() {
            let most = self.terms.currency.per_month(opened.max_rate);
            let collateral = self.terms.currency.short(opened.collateral);
            let barred = if opened.barred.is_some() { "; not for whoever broke the lease" } else { "" };
            let order = self.order(opened.order);
            self.market(format!(
                "opens order {order}: at most {most} a month with interest, collateral {collateral}{barred}"
            ));
        }
    }

    pub(super) fn bid(&mut self) {
        let bids: Vec<_> = each!(self, FulfillmentSubmitted).collect();
        let Some(last) = bids.last() else { return };
        let ends = match last.ready_at.split_once(':') {
            Some(("height", height)) => format!("block {}", self.terms.block(height.parse().unwrap_or_default())),
            _ => last.ready_at.clone(),
        };
        let orders = self.orders(bids.iter().map(|bid| bid.order));
        let locked = self.terms.coins(bids.iter().map(|bid| bid.collateral).sum::<Uint128>());
        self.say(format!("bids on {orders}, locks {locked}; decided in {ends}"));
    }

    pub(super) fn matched(&mut self) {
        let started = self.orders(each!(self, LeaseStarted).map(|started| started.lease));
        let closed = self.orders(each!(self, OrderClosed).map(|closed| closed.order));
        if !started.is_empty() {
            self.say(format!("gives {started} to the lowest bid; tip {}", self.sum("tip")));
        }
        if !closed.is_empty() {
            self.say(format!("closes {closed} for want of funds; tip {}", self.sum("tip")));
        }
    }

    pub(super) fn confirmed(&mut self) {
        let confirmed: Vec<_> = each!(self, LeaseConfirmed).collect();
        let Some(last) = confirmed.last() else { return };
        let leases = self.orders(confirmed.iter().map(|confirmed| confirmed.lease));
        let mut sentence = format!("confirms {leases}, again by block {}", self.terms.block(last.due_height));
        if self.credits("earning").next().is_some() {
            sentence = format!("{sentence}; collects {}", self.sum("earning"));
        }
        self.say(sentence);
    }

    pub(super) fn released(&mut self) {
        let freed = each!(self, FulfillmentReleased).map(|released| released.collateral).sum::<Uint128>();
        self.say(format!("frees {} of collateral of bids that lost", self.terms.coins(freed)));
    }
}
