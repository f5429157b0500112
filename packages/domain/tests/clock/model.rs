//! The money of an account as spec 4 tells it, kept by hand: one second after the other, one running total per lease.
//!
//! Shares no code, no type and no formula with the crate under test.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use crate::ledger::{COLLECTOR, Lease, Order, Purse, Reason, TENANT, Total, WHOLE, big};

/// Stretches up to here are always walked second by second.
const WALKED: u64 = 400;

/// How a lease ended.
#[derive(Debug)]
pub struct Ended {
    pub reason: Reason,
    pub seconds: u64,
    pub unearned: BigUint,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub now: u64,
    /// B, in 10^-18.
    pub spendable: BigUint,
    /// Whole units.
    pub holds: BigUint,
    pub dry_at: Option<u64>,
    pub min_runway: u64,
    pub orders: BTreeMap<u32, Order>,
    pub leases: BTreeMap<u32, Lease>,
    pub credited: Purse,
    /// Deposits and collateral that came in, whole units.
    pub received: BigUint,
}

impl Model {
    pub fn open_account(deposit: u128, min_runway: u64, now: u64) -> Self {
        Self {
            now,
            spendable: big(deposit) * WHOLE,
            holds: big(0),
            dry_at: None,
            min_runway,
            orders: BTreeMap::new(),
            leases: BTreeMap::new(),
            credited: Purse::new(),
            received: big(deposit),
        }
    }

    // Time.

    /// Until `now`. A long stretch is jumped over only where nothing happens in it, or where the money for all of it is
    /// there at its beginning, so that none of its seconds can be the one that is missing; otherwise it is halved.
    pub fn advance(&mut self, now: u64) {
        while self.now < now {
            if self.dry_at.is_some() || self.leases.is_empty() {
                self.now = now;
                return;
            }
            let mut stretch = now - self.now;
            while stretch > WALKED && self.spendable < self.lease_rate() * stretch {
                stretch /= 2;
            }
            if stretch > WALKED {
                self.run(stretch);
            } else {
                self.second();
            }
        }
    }

    /// One second: paid for to every lease, or to none ever again.
    pub fn second(&mut self) {
        if self.dry_at.is_some() || self.leases.is_empty() {
            self.now += 1;
        } else if self.spendable < self.lease_rate() {
            self.dry_at = Some(self.now);
            self.now += 1;
        } else {
            self.run(1);
        }
    }

    fn run(&mut self, seconds: u64) {
        self.spendable -= self.lease_rate() * seconds;
        for lease in self.leases.values_mut() {
            lease.total.run(&lease.price, &lease.interest, seconds);
        }
        self.now += seconds;
    }

    // What can be read off.

    /// R.
    pub fn lease_rate(&self) -> BigUint {
        self.leases.values().map(Lease::rate).sum()
    }

    /// Q.
    pub fn open_rate(&self) -> BigUint {
        self.orders.values().map(Order::max_rate).sum()
    }

    /// The middle sum of the invariant, in 10^-18.
    pub fn accrued(&self) -> BigUint {
        self.leases.values().map(Lease::unpaid).sum()
    }

    pub fn funded_until(&self) -> Option<u64> {
        if self.leases.is_empty() || self.dry_at.is_some() {
            return None;
        }
        let seconds = &self.spendable / self.lease_rate();
        Some(u64::try_from(seconds + self.now).unwrap_or(u64::MAX))
    }

    pub fn queue_entry(&self) -> Option<u64> {
        if self.leases.is_empty() { None } else { self.dry_at.or_else(|| self.funded_until()) }
    }

    pub fn covers_openings(&self) -> bool {
        self.dry_at.is_none() && self.spendable >= (self.lease_rate() + self.open_rate()) * self.min_runway
    }

    pub fn covers_match(&self, rate: &BigUint) -> bool {
        self.dry_at.is_none() && self.spendable >= (self.lease_rate() + rate) * self.min_runway
    }

    pub fn covers_hold(&self, hold: &BigUint) -> bool {
        self.dry_at.is_none() && self.spendable >= hold * WHOLE
    }

    pub fn overdue(&self, id: u32, height: u64) -> Option<Reason> {
        let lease = &self.leases[&id];
        match self.dry_at {
            None if height > lease.due_height => Some(Reason::Stale),
            Some(dry) if height > lease.due_height && lease.confirmed_at < dry => Some(Reason::Stale),
            Some(_) => Some(Reason::Unfunded),
            None => None,
        }
    }

    // What is done.

    pub fn deposit(&mut self, amount: u128) {
        self.spendable += big(amount) * WHOLE;
        self.received += amount;
    }

    /// By Submit, Update or Resume; whether the funds allow it.
    pub fn open(&mut self, id: u32, order: Order) -> bool {
        if !self.covers_hold(&order.rules.hold()) {
            return false;
        }
        let before = self.clone();
        self.set_aside(id, order);
        if self.covers_openings() {
            return true;
        }
        *self = before;
        false
    }

    /// By persist or reorder; whether the funds allow it.
    pub fn reopen(&mut self, id: u32, order: Order) -> bool {
        let covered = self.covers_hold(&order.rules.hold());
        if covered {
            self.set_aside(id, order);
        }
        covered
    }

    fn set_aside(&mut self, id: u32, order: Order) {
        self.spendable -= order.rules.hold() * WHOLE;
        self.holds += order.rules.hold();
        self.orders.insert(id, order);
    }

    /// Leased, or `false`: closed for NoFunds.
    pub fn match_order(&mut self, id: u32, winner: (&str, u128), caller: Option<&str>, height: u64) -> bool {
        let order = self.orders[&id].clone();
        let covered = self.covers_match(&order.rate_at(winner.1));
        self.orders.remove(&id);
        self.tip(order.rules.match_tip, caller);
        if !covered {
            self.tip(order.rules.close_tip, None);
            return false;
        }
        let lease = Lease {
            provider: winner.0.to_owned(),
            price: big(winner.1),
            interest: order.rules.interest(order.collateral),
            started_at: self.now,
            period: order.rules.period,
            due_height: height + order.rules.period,
            confirmed_at: self.now,
            total: Total::default(),
            confirmed: Total::default(),
            paid: big(0),
            fee: big(0),
            order,
        };
        self.leases.insert(id, lease);
        true
    }

    /// An open order closes, and nobody is tipped for it.
    pub fn close_order(&mut self, id: u32) {
        let order = self.orders.remove(&id).unwrap();
        self.tip(order.rules.match_tip, None);
        self.tip(order.rules.close_tip, None);
    }

    /// Out of the holds: to the caller, or back to B.
    fn tip(&mut self, tip: u128, caller: Option<&str>) {
        self.holds -= tip;
        match caller {
            Some(caller) => self.credit(caller, "tip", big(tip)),
            None => self.spendable += big(tip) * WHOLE,
        }
    }

    /// Whether it was in time.
    pub fn confirm(&mut self, id: u32, height: u64, current_period: u64) -> bool {
        let now = self.now;
        let lease = self.leases.get_mut(&id).unwrap();
        if height > lease.due_height {
            return false;
        }
        lease.period = lease.period.max(current_period);
        lease.due_height = height + lease.period;
        lease.confirmed_at = now;
        lease.confirmed = lease.total.clone();
        true
    }

    /// Pays what is confirmed.
    pub fn collect(&mut self, id: u32) {
        let total = self.leases[&id].confirmed.clone();
        self.pay(id, &total);
    }

    fn pay(&mut self, id: u32, total: &Total) {
        let lease = self.leases.get_mut(&id).unwrap();
        let fee = total.fee(lease.order.rules.take_rate);
        let fee_now = &fee - &lease.fee;
        let amount = total.payable() - &lease.paid - &fee_now;
        lease.paid = total.payable();
        lease.fee = fee;
        let provider = lease.provider.clone();
        self.credit(&provider, "earning", amount);
        self.credit(COLLECTOR, "fee", fee_now);
    }

    pub fn end(&mut self, id: u32, reason: Reason, caller: Option<&str>) -> Ended {
        let lease = &self.leases[&id];
        let total = if reason == Reason::Stale { lease.confirmed.clone() } else { lease.total.clone() };
        self.pay(id, &total);
        let lease = self.leases.remove(&id).unwrap();
        let unearned = lease.unpaid();
        self.spendable += &unearned;
        self.tip(lease.order.rules.close_tip, caller.filter(|_| reason == Reason::Unfunded));
        if reason == Reason::Stale {
            self.forfeit(&lease, caller);
        }
        Ended { reason, seconds: total.seconds, unearned }
    }

    fn forfeit(&mut self, lease: &Lease, caller: Option<&str>) {
        let collateral = lease.order.collateral;
        self.received += collateral;
        let tip = match caller {
            Some(caller) if caller != lease.provider => {
                let tip = lease.order.rules.stale_tip.min(collateral);
                self.credit(caller, "tip", big(tip));
                tip
            }
            _ => 0,
        };
        self.spendable += big(collateral - tip) * WHOLE;
    }

    /// What ResumeDeployment does once it has booked every live lease.
    pub fn end_dry_spell(&mut self) {
        self.dry_at = None;
    }

    /// The rest goes to the owner; whole, or the model is wrong.
    pub fn close(&mut self) -> BigUint {
        assert!(self.leases.is_empty() && self.orders.is_empty() && self.holds == big(0), "something is still bound");
        assert_eq!(&self.spendable % WHOLE, big(0), "dust is left");
        let rest = std::mem::take(&mut self.spendable) / WHOLE;
        self.credit(TENANT, "refund", rest.clone());
        rest
    }

    /// Whole units that have left the account.
    pub fn left(&self) -> BigUint {
        self.credited.values().sum()
    }

    fn credit(&mut self, to: &str, reason: &'static str, amount: BigUint) {
        if amount > big(0) {
            *self.credited.entry((to.to_owned(), reason)).or_default() += amount;
        }
    }
}
