//! How leases and whole deployments end, in lockstep.

use berth_domain::Movement;
use num_bigint::BigUint;

use crate::compare::{Agreed, compare, same, spelled, wide};
use crate::ledger::{Order, Reason, TENANT, big};
use crate::subject::Clock;
use crate::world::World;

impl<C: Clock> World<'_, C> {
    /// Afterwards all that came in has left.
    pub fn cancel(&mut self) -> Agreed {
        for id in self.model.leases.keys().copied().collect::<Vec<_>>() {
            if self.book(id, Some(TENANT))?.is_some() {
                self.count("book first: instead of cancelling");
            } else {
                self.end(id, Reason::Cancelled, Some(TENANT))?;
            }
        }
        for id in self.model.orders.keys().copied().collect::<Vec<_>>() {
            self.model.close_order(id);
            self.subject.close_order(id, self.now.time)?;
        }
        compare(&self.model, &self.subject, self.now.height)?;
        same("refund", self.model.close(), big(self.subject.close(self.now.time)?))?;
        same("credits", &self.model.credited, &self.subject.credited)?;
        same("in = out, in the model", self.model.received.clone(), self.model.left())?;
        same("in = out, in the code", big(self.subject.received), self.subject.credited.values().sum::<BigUint>())
    }

    /// What is due already, whoever comes to act on it.
    pub fn book(&mut self, id: u32, caller: Option<&str>) -> Agreed<Option<Reason>> {
        let due = self.model.overdue(id, self.now.height);
        let code = C::overdue(&self.subject.leases[&id], self.now.height, &self.subject.settled(self.now.time)?);
        same("booking", due.map(spelled), code)?;
        if let Some(reason) = due {
            self.end(id, reason, caller)?;
        }
        Ok(due)
    }

    pub fn end(&mut self, id: u32, reason: Reason, caller: Option<&str>) -> Agreed {
        self.count_end(id, reason, caller);
        let model = self.model.end(id, reason, caller);
        let code = self.subject.end(id, spelled(reason), caller, self.now)?;
        same("reason", spelled(model.reason), code.reason)?;
        same("seconds", model.seconds, code.seconds)?;
        let unearned = code.movements.iter().map(|movement| match movement {
            Movement::End { unearned, .. } => wide(*unearned),
            _ => big(0),
        });
        same("unearned", model.unearned, unearned.sum())?;
        compare(&self.model, &self.subject, self.now.height)
    }

    fn count_end(&mut self, id: u32, reason: Reason, caller: Option<&str>) {
        let dry = self.model.dry_at.is_some();
        let lease = self.model.leases[&id].clone();
        let own = caller == Some(lease.provider.as_str());
        let late = self.now.height > lease.due_height;
        self.count(match (reason, dry) {
            (Reason::Cancelled, _) => "end: Cancelled",
            (Reason::TenantClosed, _) => "end: TenantClosed",
            (Reason::Unfunded, _) => "end: Unfunded",
            (Reason::Stale, false) => "end: Stale",
            (Reason::Stale, true) => "end: Stale, while dry",
        });
        self.count_if(reason == Reason::Unfunded && late, "end: Unfunded, late but confirmed since");
        self.count_if(
            reason == Reason::Unfunded && late && Some(lease.confirmed_at) == self.model.dry_at,
            "end: Unfunded, confirmed at dry_at",
        );
        self.count_if(reason == Reason::Unfunded && caller.is_none(), "end: Unfunded, nobody tipped");
        self.count_if(reason == Reason::Stale && caller.is_none(), "end: Stale, nobody tipped");
        self.count_if(reason == Reason::Stale && own, "end: Stale, noticed by its own provider");
        self.count_if(
            reason == Reason::Stale && lease.order.collateral < lease.order.rules.stale_tip,
            "end: Stale, collateral below the tip",
        );
        self.count_if(lease.total.seconds == 0, "end: after no second");
    }

    /// The next order of an infrastructure, if somebody wants one and the funds allow it.
    pub fn reopen(&mut self, order: &Order, rules: Option<usize>) -> Agreed {
        let Some(rules) = rules else { return Ok(()) };
        let (order, number) = self.order(order.price, order.collateral, rules);
        let Some(quote) = self.quote(&order, number)? else { return Ok(()) };
        let id = self.take_id();
        let opened = self.model.reopen(id, order);
        self.count(if opened { "reopen: done" } else { "reopen: left idle" });
        same("reopening", opened, self.subject.reopen(id, quote, number as u32)?)
    }
}
