//! What is to be seen of a provider from outside.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::OrderId;

use super::Provider;
use super::fate::float;
use super::selection::label;
use crate::bid::taken;
use crate::{Inventory, PassedOver, Situation, is_urgent};

impl Provider {
    /// Takes down what is to be seen, and forgets what is no more.
    pub(super) fn watch(&mut self, situation: &Situation) {
        let now = situation.now;
        let leases: BTreeMap<OrderId, u64> =
            situation.leases.iter().map(|own| (own.lease.lease, own.lease.status.due_height)).collect();
        self.late.retain(|lease| leases.contains_key(lease));
        for (lease, due_height) in &leases {
            if now.height > *due_height && self.late.insert(*lease) {
                tracing::error!(%lease, due_height, "late: the lease is lost");
                self.metrics.late.inc();
            }
        }
        self.struggling.keep(|lease| leases.contains_key(&lease));
        let open: BTreeSet<_> = situation.orders.iter().map(|open| open.order.order).collect();
        self.refused.keep(|order| open.contains(&order) || leases.contains_key(&order));
        self.asked.keep(|order| open.contains(&order));
        let alive =
            situation.leases.iter().map(|own| &own.lease.status).filter(|status| now.height <= status.due_height);
        let urgent = alive.clone().filter(|status| is_urgent(status, now)).count();
        let soonest = alive.map(|status| status.due_height.saturating_sub(now.height)).min();
        self.health.on_time.set(match urgent {
            0 => Ok(()),
            _ => Err(format!("{urgent} leases are in the last quarter of their period and not confirmed")),
        });
        self.metrics.leases.set(count(leases.len()));
        self.metrics.due_soonest.set(soonest.and_then(|blocks| i64::try_from(blocks).ok()).unwrap_or(-1));
        self.count_bids_and_money(situation);
        self.tell(|seen| seen.take_in(situation));
    }

    fn count_bids_and_money(&self, situation: &Situation) {
        let live = situation.bids.iter().filter(|bid| bid.fulfillment.live).count();
        for (state, number) in [("live", live), ("dead", situation.bids.len().saturating_sub(live))] {
            self.metrics.bids.get_or_create(&[("state", state.into())]).set(count(number));
        }
        let mut locked: BTreeMap<&str, f64> = BTreeMap::new();
        let of_bids = situation.bids.iter().map(|bid| (bid.denom.as_str(), bid.collateral));
        let of_leases = situation.leases.iter().map(|own| (own.denom.as_str(), own.lease.status.collateral));
        for (denom, amount) in of_bids.chain(of_leases) {
            *locked.entry(denom).or_default() += float(amount);
        }
        for one in &situation.collateral {
            let label = [("denom", one.denom.clone())];
            self.metrics.free.get_or_create(&label).set(float(one.free));
            self.metrics.locked.get_or_create(&label).set(locked.get(one.denom.as_str()).copied().unwrap_or_default());
        }
    }

    pub(super) fn show_capacity(&self, inventory: Option<&Inventory>, situation: &Situation) {
        let used = Inventory::from(taken(situation));
        let total = inventory.cloned().unwrap_or_default();
        for (kind, machines) in [("total", &total), ("taken", &used)] {
            let gpus = machines.gpus.iter().map(|stock| stock.count).fold(0, u64::saturating_add);
            for (resource, amount) in [
                ("cpu", machines.cpu),
                ("memory", machines.memory),
                ("disk", machines.disk),
                ("bandwidth", machines.bandwidth),
                ("gpu", gpus),
            ] {
                self.metrics
                    .capacity
                    .get_or_create(&[("resource", resource.into()), ("kind", kind.into())])
                    .set(amount);
            }
        }
        self.tell(|seen| (seen.inventory, seen.taken) = (total, used));
    }

    pub(super) fn show_passed_over(&self, passed_over: &[PassedOver], no_bids: Option<String>) {
        let mut reasons: BTreeMap<&'static str, u64> = ["denom", "gpu", "price", "unpriced", "capacity", "collateral"]
            .into_iter()
            .map(|reason| (reason, 0))
            .collect();
        for passed in passed_over {
            tracing::debug!(order = %passed.order, "no bid: {}", passed.reason);
            let number = reasons.entry(label(&passed.reason)).or_default();
            *number = number.saturating_add(1);
        }
        for (reason, number) in reasons {
            self.metrics.passed_over.get_or_create(&[("reason", reason.into())]).set(number);
        }
        self.tell(|seen| {
            seen.pass_over(passed_over);
            seen.no_bids = no_bids;
        });
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
