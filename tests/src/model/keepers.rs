//! What anybody may call (spec 3, "MatchOpenOrders" to "Facilitate").

use berth_api::domain::{Moment, OrderId};

use super::fields::increases;
use super::leases::Successor;
use super::orders::Order;
use super::{Answer, Code, Model};

/// One limit over all that a message does: one unit is one order, lease or dead bid.
struct Work {
    left: usize,
    visited: u32,
    released: u32,
}

impl Work {
    fn up_to(limit: u32) -> Result<Self, Code> {
        if !(1..=32).contains(&limit) {
            return Err("market/invalid_field");
        }
        Ok(Self { left: usize::try_from(limit).unwrap(), visited: 0, released: 0 })
    }

    const fn visit(&mut self) {
        self.left -= 1;
        self.visited += 1;
    }

    const fn answer(&self) -> Answer {
        Answer::Work(self.visited, self.released)
    }
}

impl Model {
    /// What is ready, in the order of its visits: heights before times, the earliest first, of equals the lowest id.
    pub(super) fn ready(&self) -> Vec<OrderId> {
        let mut ready: Vec<(u8, u64, OrderId)> = self
            .open_orders()
            .filter(|(id, _)| self.is_ready(*id))
            .map(|(id, open)| match open.ready_at.expect("ready") {
                Moment::Height(height) => (0, height, id),
                Moment::Time(time) => (1, time, id),
            })
            .collect();
        ready.sort_unstable();
        ready.into_iter().map(|(_, _, id)| id).collect()
    }

    /// Leases past their due height, the longest first, of equals the lowest id.
    pub(super) fn late(&self) -> Vec<OrderId> {
        let late = self.leases().filter(|(_, lease)| self.height > lease.due_height);
        let mut late: Vec<(u64, OrderId)> = late.map(|(id, lease)| (lease.due_height, id)).collect();
        late.sort_unstable();
        late.into_iter().map(|(_, id)| id).collect()
    }

    fn match_ready(&mut self, work: &mut Work, skip: &[OrderId]) {
        let ready = self.ready().into_iter().filter(|id| !skip.contains(id));
        for id in ready.take(work.left).collect::<Vec<_>>() {
            self.visit(id);
            work.visit();
        }
    }

    fn invalidate(&mut self, work: &mut Work, skip: &[OrderId]) {
        let late = self.late().into_iter().filter(|id| !skip.contains(id));
        for id in late.take(work.left).collect::<Vec<_>>() {
            self.book_or_end(id, None, Successor::AsItSays);
            work.visit();
        }
    }

    /// Slot by slot, as far as the limit reaches.
    fn close_unfunded(&mut self, work: &mut Work, deployment: u64, skip: &[OrderId]) -> Result<(), Code> {
        let account = self.accounts.get(&deployment).ok_or("market/no_account")?;
        if !account.is_dry() {
            return Err("market/not_dry");
        }
        let live: Vec<OrderId> = self.leases_of(deployment).map(|(id, _)| id).collect();
        for id in live {
            if work.left == 0 {
                return Err("market/limit_reached");
            }
            if !skip.contains(&id) {
                self.book_or_end(id, None, Successor::AsItSays);
                work.visit();
            }
        }
        Ok(())
    }

    fn release(&mut self, work: &mut Work) {
        let freed = self.free_dead(work.left);
        work.left -= freed;
        work.released += u32::try_from(freed).unwrap();
    }

    /// MatchOpenOrders: what is left of the limit frees dead bids.
    pub(super) fn match_open_orders(&mut self, limit: u32) -> Result<Answer, Code> {
        let mut work = Work::up_to(limit)?;
        self.match_ready(&mut work, &[]);
        self.release(&mut work);
        Ok(work.answer())
    }

    /// SubmitLease: the same for one order; whoever is named must have won it.
    pub(super) fn submit_lease(&mut self, id: OrderId, provider: &str) -> Result<Answer, Code> {
        match self.orders.get(&id) {
            None => return Err("market/no_order"),
            Some(Order::Open(_)) => {}
            Some(_) => return Err("market/order_not_open"),
        }
        if !self.is_ready(id) {
            return Err("market/not_ready");
        }
        if self.best_bid(id).is_some_and(|best| best.provider != provider) {
            return Err("market/not_winner");
        }
        self.visit(id);
        Ok(Answer::Nothing)
    }

    /// InvalidateStaleLeases.
    pub(super) fn invalidate_stale_leases(&mut self, limit: u32) -> Result<Answer, Code> {
        let mut work = Work::up_to(limit)?;
        self.invalidate(&mut work, &[]);
        Ok(work.answer())
    }

    /// SubmitStaleLease: succeeds with NotDue when neither is due.
    pub(super) fn submit_stale_lease(&mut self, id: OrderId) -> Result<Answer, Code> {
        let booked = match self.orders.get(&id) {
            None => return Err("market/no_order"),
            Some(Order::Leased(_)) => self.book_or_end(id, None, Successor::AsItSays),
            Some(_) => None,
        };
        let refused = if booked.is_some() { None } else { Some("market/not_due") };
        Ok(Answer::Item(id.to_string(), refused))
    }

    /// CloseUnfundedLeases: stops at its limit, also in the middle of a deployment.
    pub(super) fn close_unfunded_leases(&mut self, deployments: &[u64], limit: u32) -> Result<Answer, Code> {
        if !(1..=32).contains(&deployments.len()) || !increases(deployments) {
            return Err("market/invalid_field");
        }
        let mut work = Work::up_to(limit)?;
        let mut outcomes = vec![];
        for deployment in deployments {
            outcomes.push((deployment.to_string(), self.close_unfunded(&mut work, *deployment, &[]).err()));
        }
        Ok(Answer::Items(outcomes))
    }

    /// ReleaseFulfillments.
    pub(super) fn release_fulfillments(&mut self, limit: u32) -> Result<Answer, Code> {
        let mut work = Work::up_to(limit)?;
        self.release(&mut work);
        Ok(work.answer())
    }

    /// Facilitate: match (not while paused), invalidate, close unfunded, release.
    pub(super) fn facilitate(&mut self, limit: u32, deployments: &[u64], skip: &[OrderId]) -> Result<Answer, Code> {
        let mut work = Work::up_to(limit)?;
        if deployments.len() > 32 || !increases(deployments) || skip.len() > 8 || !increases(skip) {
            return Err("market/invalid_field");
        }
        if !self.registry.paused {
            self.match_ready(&mut work, skip);
        }
        self.invalidate(&mut work, skip);
        for deployment in deployments {
            // One that can still pay is passed over.
            let _passed_over = self.close_unfunded(&mut work, *deployment, skip);
        }
        self.release(&mut work);
        Ok(work.answer())
    }
}
