//! One block: confirmations, then what the machines are to run, then everything that can wait.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use berth_api::Call;
use berth_api::market::ExecuteMsg;
use berth_chain::Head;
use berth_client::Error;
use berth_domain::OrderId;
use berth_service::{BlockHandler, Failure};
use tokio::time::timeout;

use super::Provider;
use super::fate::float;
use super::provider::Report;
use super::selection::{bounded, label};
use crate::bid::taken;
use crate::{
    Desired, Inventory, MachinesError, Parcel, PassedOver, Purpose, Situation, confirmations, is_urgent, parcels,
    reconcile_at, tidy_up, top_up, withdrawals,
};

/// Seconds of block time between two looks at what readiness rests on.
const CHECK_EVERY: u64 = 60;
/// Blocks after which coins are moved again when that failed.
const MONEY_AGAIN: u64 = 20;

impl Provider {
    /// Acts on the newest block.
    ///
    /// Errors if the situation cannot be read; what cannot be sent stands in the report.
    pub async fn block(&mut self, head: Head) -> Result<Report, Error> {
        self.learn();
        let situation = self.read(head).await?;
        self.in_flight.forget(head.height);
        self.watch(&situation);
        let mut report = Report { height: head.height, ..Report::default() };
        // What is sent now is carried out in the next block at the earliest.
        let mut next = situation.clone();
        next.now.height = next.now.height.saturating_add(1);
        let well = self.confirm(&next, &mut report).await;
        self.workloads.tell(Desired::of(&situation));
        if well && self.trade(&next, &mut report).await {
            self.move_coins(&next, &mut report).await;
        }
        self.look_around(&situation).await;
        self.metrics.in_flight.set(u64::try_from(self.in_flight.len()).unwrap_or(u64::MAX));
        let in_flight = self.in_flight.len();
        self.tell(|seen| seen.in_flight = in_flight);
        Ok(report)
    }

    /// Waits until the fate of everything on its way is known, at most so long.
    pub async fn finish(&mut self, within: Duration) {
        let all = async {
            while let Some(fate) = self.fates.join_next().await {
                if let Ok(fate) = fate {
                    self.take_in(fate);
                }
            }
        };
        if timeout(within, all).await.is_err() {
            tracing::warn!(in_flight = self.in_flight.len(), "ending while transactions are on their way");
        }
    }

    async fn read(&mut self, head: Head) -> Result<Situation, Error> {
        let denoms = self.settings.denoms().into_iter().collect();
        let market = self.exchange.market().at(head.height);
        let read = market.whole_provider_work(self.writer.address(), denoms).await;
        self.health.work.set(read.as_ref().map(|_| ()).map_err(ToString::to_string));
        let work = read?;
        let (paused, may_bid) = (work.paused, work.may_bid);
        let may = if may_bid || self.settings.leaving {
            Ok(())
        } else {
            Err("the registry does not let it bid: it is not registered, or not active".to_owned())
        };
        self.health.registered.set(may);
        self.tell(|seen| (seen.paused, seen.may_bid) = (paused, may_bid));
        Ok(Situation::begin(work).0)
    }

    /// Takes down what is to be seen, and forgets what is no more.
    fn watch(&mut self, situation: &Situation) {
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
        let open: std::collections::BTreeSet<_> = situation.orders.iter().map(|open| open.order.order).collect();
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

    /// Sends the confirmations that are due. False: nothing could be sent.
    async fn confirm(&mut self, next: &Situation, report: &mut Report) -> bool {
        let mut due = self.in_flight.assume(next.clone());
        let height = next.now.height;
        due.leases.retain(|own| !self.struggling.waits_before(own.lease.lease, height, own.lease.status.due_height));
        let calls = confirmations(&due, &self.settings.config(Inventory::default()));
        let parcels = parcels(calls, &due, self.caps);
        self.deliver(parcels, &due, report).await
    }

    /// Bids, or leaves. False: nothing could be sent.
    async fn trade(&mut self, next: &Situation, report: &mut Report) -> bool {
        let mut open = self.in_flight.assume(next.clone());
        let inventory = self.inventory().await;
        let no_bids = self.no_bids(next, &inventory);
        let leaving = self.settings.leaving;
        if no_bids.is_some() && !leaving {
            open.orders.clear();
        }
        let height = next.now.height;
        if !leaving {
            open.orders.retain(|order| !self.refused.waits(order.order.order, height));
        }
        self.show_capacity(inventory.as_ref().ok(), &open);
        let quotes = if leaving { crate::Quotes::default() } else { self.quotes(&open).await };
        let config = self.settings.config(inventory.unwrap_or_default());
        let plan = reconcile_at(&open, &config, &quotes);
        self.show_passed_over(&plan.passed_over, no_bids);
        let calls = plan.calls.into_iter().filter(|call| !is_confirmation(call)).collect();
        let calls = bounded(calls, self.settings.bids_per_block);
        let parcels = parcels(calls, &open, self.caps);
        self.deliver(parcels, &open, report).await
    }

    async fn inventory(&self) -> Result<Inventory, MachinesError> {
        let within = Duration::from_secs(self.settings.machines_timeout);
        let answer = match timeout(within, self.machines.inventory()).await {
            Ok(answer) => answer,
            Err(_) => Err(MachinesError(format!("no answer within {within:?}"))),
        };
        self.health.machines.set(answer.as_ref().map(|_| ()).map_err(ToString::to_string));
        if let Err(error) = &answer {
            self.metrics.machines_failed.inc();
            tracing::error!("machines: {error}");
        }
        answer
    }

    /// Why no bids at all are made in this block.
    fn no_bids(&mut self, next: &Situation, inventory: &Result<Inventory, MachinesError>) -> Option<String> {
        let read = next.now.height.saturating_sub(1);
        let from = *self.bids_from.get_or_insert(read.saturating_add(self.settings.bid_blocks));
        if self.settings.leaving {
            return Some("it leaves".into());
        }
        if !self.settings.dry_run && read < from {
            return Some(format!("bids of an earlier run may be on their way until block {from}"));
        }
        if !self.allowance.is_left(next.now.time) {
            return Some("the fees that bids may cost in a day are spent".into());
        }
        inventory.as_ref().err().map(|error| format!("machines: {error}"))
    }

    fn show_capacity(&self, inventory: Option<&Inventory>, situation: &Situation) {
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

    fn show_passed_over(&self, passed_over: &[PassedOver], no_bids: Option<String>) {
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

    /// Earnings to the purse, the purse to the collateral, and what tidies up where there is nothing else to do.
    async fn move_coins(&mut self, next: &Situation, report: &mut Report) {
        if next.now.height < self.money_from {
            return;
        }
        let after = self.in_flight.assume(next.clone());
        let mut parcels: Vec<_> = withdrawals(&after, &self.settings.reserves)
            .into_iter()
            .map(|call| Parcel::of(Purpose::Money, vec![call]))
            .collect();
        parcels.extend(self.top_ups(&after).await);
        if parcels.is_empty() && report.sent.is_empty() && self.in_flight.is_empty() {
            parcels.extend(tidy_up(&after, self.settings.tidy_up).map(|call| Parcel::of(Purpose::Free, vec![call])));
        }
        let failed = report.failed.len();
        let well = self.deliver(parcels, &after, report).await;
        if !well || report.failed.len() > failed {
            self.money_from = next.now.height.saturating_add(MONEY_AGAIN);
        }
    }

    async fn top_ups(&self, after: &Situation) -> Vec<Parcel> {
        let mut parcels = vec![];
        for reserve in self.settings.reserves.iter().filter(|reserve| reserve.top_up_below.is_some()) {
            // Only a purse that is wanted is looked into.
            let wanted = top_up(after, reserve, cosmwasm_std::Uint128::MAX).is_some();
            if !wanted || self.in_flight.deposits(&reserve.denom) {
                continue;
            }
            let purse = self.exchange.chain().balance(self.writer.address(), &reserve.denom).await;
            let purse = purse.unwrap_or_default();
            if let Some(coin) = top_up(after, reserve, purse) {
                let call = berth_api::escrow::ExecuteMsg::Deposit { deployment: None }.into();
                parcels.push(Parcel { funds: vec![coin], ..Parcel::of(Purpose::Money, vec![call]) });
            }
        }
        parcels
    }

    /// Tries a confirmation without sending it, and looks into the purse.
    async fn look_around(&mut self, situation: &Situation) {
        let time = situation.now.time;
        if self.checked_at.is_some_and(|at| time.saturating_sub(at) < CHECK_EVERY) {
            return;
        }
        self.checked_at = Some(time);
        // Nobody's lease is as good as one: it is refused by itself, and the message succeeds.
        let lease = situation.leases.first().map_or(OrderId::new(1, 1, 1), |own| own.lease.lease);
        let call = ExecuteMsg::SubmitLeaseConfirmation { leases: vec![lease], collect: false, payout: false };
        let tried = self.writer.simulate(&[self.exchange.message(call, vec![])]).await;
        self.health.confirming.set(tried.as_ref().map(|_| ()).map_err(ToString::to_string));
        let Ok(estimate) = tried else { return };
        let denom = estimate.fee.denom;
        let purse = match self.exchange.chain().balance(self.writer.address(), &denom).await {
            Ok(purse) => purse,
            Err(error) => return self.health.funded.set(Err(error.to_string())),
        };
        self.metrics.purse.get_or_create(&[("denom", denom.clone())]).set(float(purse));
        let least = estimate.fee.amount.saturating_mul(cosmwasm_std::Uint256::from(self.settings.fees_in_purse));
        self.health.funded.set(if cosmwasm_std::Uint256::from(purse) >= least {
            Ok(())
        } else {
            Err(format!("{} has {purse}{denom}, wanted: {least}", self.writer.address()))
        });
    }
}

const fn is_confirmation(call: &Call) -> bool {
    matches!(call, Call::Market(ExecuteMsg::SubmitLeaseConfirmation { .. }))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[async_trait]
impl BlockHandler for Provider {
    async fn block(&mut self, head: Head, _: u64) -> Result<(), Failure> {
        // Nothing ends a provider by itself: whatever is wrong, its leases want to be confirmed as soon as it is not.
        let failed = |error: Error| match error {
            Error::Chain(error) => {
                Failure::Retryable { kind: berth_service::error_kind(&error), reason: error.to_string() }
            }
            error => Failure::Retryable { kind: "exchange", reason: error.to_string() },
        };
        Self::block(self, head).await.map(drop).map_err(failed)
    }
}
