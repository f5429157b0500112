//! One block: confirmations, then what the machines are to run, then everything that can wait.

use std::time::Duration;

use async_trait::async_trait;
use berth_api::Call;
use berth_api::market::{ExecuteMsg, LeaseResponse, ServedLease};
use berth_chain::Head;
use berth_client::Error;
use berth_domain::Now;
use berth_service::{BlockHandler, Failure, error_kind};
use tokio::time::timeout;

use super::Provider;
use super::provider::Report;
use super::selection::bounded;
use crate::{Desired, Inventory, MachinesError, Quotes, Situation, confirmations, parcels, reconcile_at};

impl Provider {
    /// Acts on the newest block.
    ///
    /// Errors if the situation cannot be read; what cannot be sent stands in the report.
    pub async fn block(&mut self, head: Head) -> Result<Report, Error> {
        self.learn();
        self.in_flight.forget(head.height);
        let mut report = Report { height: head.height, ..Report::default() };
        let situation = match self.read(head).await {
            Ok(situation) => situation,
            Err(error) => {
                self.confirm_anyway(head, &mut report).await?;
                return Err(error);
            }
        };
        self.watch(&situation);
        let next = next_block(situation.clone());
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

    /// Where not all can be read, an order that no node can tell as it may be, the leases alone suffice to confirm them.
    async fn confirm_anyway(&mut self, head: Head, report: &mut Report) -> Result<(), Error> {
        let leases = self.exchange.market().at(head.height).every_lease(self.writer.address()).await?;
        let served =
            |lease: LeaseResponse| ServedLease { lease, denom: String::new(), resources: vec![], dry_at: None };
        let leases = leases.into_iter().map(served).collect();
        let now = Now { height: head.height, time: head.time };
        let situation = Situation { now, leases, bids: vec![], orders: vec![], collateral: vec![] };
        self.confirm(&next_block(situation), report).await;
        Ok(())
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
        let quotes = if leaving { Quotes::default() } else { self.quotes(&open).await };
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
}

/// What is sent now is carried out in the next block at the earliest.
const fn next_block(mut situation: Situation) -> Situation {
    situation.now.height = situation.now.height.saturating_add(1);
    situation
}

const fn is_confirmation(call: &Call) -> bool {
    matches!(call, Call::Market(ExecuteMsg::SubmitLeaseConfirmation { .. }))
}

#[async_trait]
impl BlockHandler for Provider {
    async fn block(&mut self, head: Head, _: u64) -> Result<(), Failure> {
        // Nothing ends a provider by itself: whatever is wrong, its leases want to be confirmed as soon as it is not.
        let failed = |error: Error| match error {
            Error::Chain(error) => Failure::Retryable { kind: error_kind(&error), reason: error.to_string() },
            error => Failure::Retryable { kind: "exchange", reason: error.to_string() },
        };
        Self::block(self, head).await.map(drop).map_err(failed)
    }
}
