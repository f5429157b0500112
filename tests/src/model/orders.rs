//! Orders: how they open, are matched, and close (spec 3).

use berth_api::domain::{CloseReason, DeploymentInfrastructure, Moment, OrderId};

use super::leases::Lease;
use super::rules::{Quote, Rules};
use super::{Code, Model, Who};

/// One record, whatever has become of it (spec 2).
#[derive(Clone, Debug)]
pub(super) enum Order {
    Open(Open),
    Leased(Lease),
    Closed { reason: CloseReason, height: u64 },
}

#[derive(Clone, Debug)]
pub(super) struct Open {
    pub ready_at: Option<Moment>,
    pub max_rate: u128,
    pub collateral: u128,
    pub barred: Option<Who>,
    pub terms: u32,
    pub notice: u64,
}

/// Every order of a deployment.
fn all_of(deployment: u64) -> std::ops::RangeInclusive<OrderId> {
    OrderId { deployment, slot: 0, round: 0 }..=OrderId { deployment, slot: u32::MAX, round: u32::MAX }
}

impl Model {
    pub(super) fn open_orders(&self) -> impl Iterator<Item = (OrderId, &Open)> {
        self.orders.iter().filter_map(|(id, order)| match order {
            Order::Open(open) => Some((*id, open)),
            _ => None,
        })
    }

    pub(super) fn open_orders_of(&self, deployment: u64) -> impl Iterator<Item = (OrderId, &Open)> {
        self.orders.range(all_of(deployment)).filter_map(|(id, order)| match order {
            Order::Open(open) => Some((*id, open)),
            _ => None,
        })
    }

    pub(super) fn leases(&self) -> impl Iterator<Item = (OrderId, &Lease)> {
        self.orders.iter().filter_map(|(id, order)| match order {
            Order::Leased(lease) => Some((*id, lease)),
            _ => None,
        })
    }

    pub(super) fn leases_of(&self, deployment: u64) -> impl Iterator<Item = (OrderId, &Lease)> {
        self.orders.range(all_of(deployment)).filter_map(|(id, order)| match order {
            Order::Leased(lease) => Some((*id, lease)),
            _ => None,
        })
    }

    pub(super) fn leases_of_mut(&mut self, deployment: u64) -> impl Iterator<Item = &mut Lease> {
        self.orders.range_mut(all_of(deployment)).filter_map(|(_, order)| match order {
            Order::Leased(lease) => Some(lease),
            _ => None,
        })
    }

    pub(super) fn lease(&self, id: OrderId) -> Option<&Lease> {
        match self.orders.get(&id) {
            Some(Order::Leased(lease)) => Some(lease),
            _ => None,
        }
    }

    pub(super) fn open_order(&self, id: OrderId) -> Option<&Open> {
        match self.orders.get(&id) {
            Some(Order::Open(open)) => Some(open),
            _ => None,
        }
    }

    /// The last round of an infrastructure.
    pub(super) fn latest(&self, deployment: u64, slot: u32) -> Option<OrderId> {
        let slots = self.orders.range(all_of(deployment)).filter(|(id, _)| id.slot == slot);
        slots.map(|(id, _)| *id).max()
    }

    /// The next round of an infrastructure that is idle.
    pub(super) fn next_round(&self, deployment: u64, slot: u32) -> OrderId {
        let round = self.latest(deployment, slot).map_or(1, |last| last.round + 1);
        OrderId { deployment, slot, round }
    }

    /// An order opens: its hold is set aside.
    pub(super) fn open(
        &mut self,
        id: OrderId,
        (quote, terms, rules): (Quote, u32, &Rules),
        notice: u64,
        barred: Option<Who>,
    ) {
        self.account(id.deployment).hold(rules.hold());
        let Quote { max_rate, collateral } = quote;
        let open = Open { ready_at: None, max_rate, collateral, barred, terms, notice };
        assert!(self.orders.insert(id, Order::Open(open)).is_none(), "{id} is there already");
    }

    /// Spec 3, "persist", and CloseLease with reorder: the next round under the rules of now, barred to the last provider;
    /// idle if the rules or the funds do not allow it.
    pub(super) fn reopen(&mut self, ended: OrderId, barred: &str) {
        let OrderId { deployment, slot, .. } = ended;
        let Some((number, rules)) = self.current_rules(self.denom_of(deployment)) else { return };
        let wanted: DeploymentInfrastructure = self.deployments[&deployment].infrastructure[&slot].clone();
        let Some(quote) = rules.quote(&wanted.resources) else { return };
        if self.covers_hold(deployment, rules.hold()) {
            let id = self.next_round(deployment, slot);
            self.open(id, (quote, number, &rules), wanted.notice, Some(barred.to_owned()));
        }
    }

    /// Update and Resume: the same for whoever bids, and a failure where it cannot be.
    pub(super) fn open_or_fail(&mut self, deployment: u64, slot: u32) -> Result<(), Code> {
        if self.accounts[&deployment].is_dry() {
            return Err("market/account_dry");
        }
        let (number, rules) = self.current_rules(self.denom_of(deployment)).ok_or("market/denom_not_allowed")?;
        let wanted = self.deployments[&deployment].infrastructure[&slot].clone();
        let quote = rules.quote(&wanted.resources).ok_or("market/invalid_field")?;
        if !self.covers_hold(deployment, rules.hold()) {
            return Err("market/insufficient_funds");
        }
        let id = self.next_round(deployment, slot);
        self.open(id, (quote, number, &rules), wanted.notice, None);
        Ok(())
    }

    fn close(&mut self, id: OrderId, reason: CloseReason) {
        self.orders.insert(id, Order::Closed { reason, height: self.height });
    }

    /// An order ends without a lease, for the tenant's doing: its hold goes back.
    pub(super) fn close_open(&mut self, id: OrderId, reason: CloseReason) {
        let hold = self.rules(self.open_order(id).expect("an open order").terms).hold();
        self.close(id, reason);
        let account = self.account(id.deployment);
        account.holds -= hold;
        account.put(hold);
    }

    /// A lease is over.
    pub(super) fn close_leased(&mut self, id: OrderId, reason: CloseReason) -> Lease {
        let lease = self.lease(id).expect("a live lease").clone();
        self.close(id, reason);
        lease
    }

    /// A visit to an order that is ready: it goes to its best bid, or is closed for want of funds. Both pay match_tip (spec
    /// 3, "MatchOpenOrders").
    pub(super) fn visit(&mut self, id: OrderId) {
        let deployment = id.deployment;
        let open = self.open_order(id).expect("an open order").clone();
        let rules = self.rules(open.terms);
        let winner = self.best_bid(id).expect("a live bid").clone();
        let interest = rules.interest(open.collateral).expect("it was quoted");
        let funded = self.covers_match(deployment, winner.price + interest, rules.hold());
        self.account(deployment).holds -= rules.match_tip;
        self.tip(deployment, rules.match_tip);
        if funded {
            self.take_bid(id, &winner.provider);
            let now = (self.height, self.time);
            self.orders.insert(id, Order::Leased(Lease::begin(&open, winner, interest, rules.period, now)));
        } else {
            self.close(id, CloseReason::NoFunds);
            let account = self.account(deployment);
            account.holds -= rules.close_tip;
            account.put(rules.close_tip);
        }
        self.maybe_free_losers(id);
    }
}
