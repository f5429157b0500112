//! Orders, bids, matches, confirmations.

use cosmwasm_std::Uint128;

use super::{Happened, Sentences, each, listed};

impl Sentences<'_> {
    pub(super) fn submitted(&mut self) {
        for submitted in each!(self, DeploymentSubmitted).cloned().collect::<Vec<_>>() {
            let deposit = self.terms.coins(submitted.deposit);
            self.say(format!("submits deployment {} with {deposit}", submitted.deployment));
        }
        self.opened();
    }

    pub(super) fn updated(&mut self) {
        let set: Vec<_> = each!(self, InfrastructureSet).map(|set| set.name.clone()).collect();
        for updated in each!(self, DeploymentUpdated).cloned().collect::<Vec<_>>() {
            let version: String = updated.version.to_hex().chars().take(8).collect();
            let set = listed(set.iter().cloned());
            self.say(format!("updates deployment {}: version {version}.., and {set} anew", updated.deployment));
        }
        self.ended();
        self.opened();
        let kept = self.terms.infrastructure.iter().map(|(name, _)| name).filter(|name| !set.contains(*name));
        let kept = listed(kept.cloned());
        if !kept.is_empty() {
            self.market(format!("touches nothing of {kept}"));
        }
    }

    pub(super) fn deposited(&mut self) {
        for deposited in each!(self, AccountDeposited).cloned().collect::<Vec<_>>() {
            let (amount, deployment) = (self.terms.coins(deposited.amount), deposited.deployment);
            let late = each!(self, AccountRanDry).next().map(|dry| self.terms.block_at(dry.dry_at));
            let late = late.map_or_else(String::new, |block| {
                format!(": too late, it is dry since block {block}, and coins revive no lease")
            });
            self.say(format!("pays {amount} into account {deployment}{late}"));
        }
    }

    pub(super) fn opened(&mut self) {
        for opened in each!(self, OrderOpened).cloned().collect::<Vec<_>>() {
            let most = self.terms.currency.per_month(opened.max_rate);
            let collateral = self.terms.currency.short(opened.collateral);
            let barred = if opened.barred.is_some() { "; not for whoever had it" } else { "" };
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
        // What ends a lease tells its tips with the others.
        let tip =
            if each!(self, LeaseEnded).next().is_some() { String::new() } else { format!("; tip {}", self.sum("tip")) };
        if !started.is_empty() {
            self.say(format!("gives {started} to the lowest bid{tip}"));
        }
        if !closed.is_empty() {
            self.say(format!("closes {closed} for want of funds{tip}"));
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

    pub(super) fn noticed(&mut self) {
        for given in each!(self, NoticeGiven).cloned().collect::<Vec<_>>() {
            let (lease, block) = (self.order(given.lease), self.terms.block_at(given.leave_at));
            self.say(format!("gives notice of {lease}: it may leave from block {block} on, and confirms until then"));
        }
    }

    pub(super) fn released(&mut self, which: &str) {
        let freed = each!(self, FulfillmentReleased).map(|released| released.collateral).sum::<Uint128>();
        self.say(format!("frees {} of collateral of bids {which}", self.terms.coins(freed)));
    }
}
