//! The machines behind the exchange: what they can do, and what is to run on them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use berth_domain::{OrderId, ResourceGroup};
use thiserror::Error;

use crate::{Inventory, Situation};

/// What one lease runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// Under which lease.
    pub lease: OrderId,
    /// What the tenant was promised, group by group.
    pub resources: Vec<ResourceGroup>,
    /// Block time from which on it is paid for.
    pub started_at: u64,
    /// Block time from which on the provider may end it, if it has given notice.
    pub leave_at: Option<u64>,
    /// Block time since when its account is empty: nothing more is earned, and the lease is about to end.
    pub unpaid_since: Option<u64>,
}

/// All that is to run, as of one block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desired {
    /// The block.
    pub height: u64,
    /// By lease.
    pub workloads: BTreeMap<OrderId, Workload>,
}

impl Desired {
    /// What the live leases want. One that is late is lost, but runs until somebody books its end: the tenant is told by the chain.
    pub fn of(situation: &Situation) -> Self {
        let workload = |own: &berth_api::market::ServedLease| {
            let (lease, status) = (own.lease.lease, &own.lease.status);
            let workload = Workload {
                lease,
                resources: own.resources.clone(),
                started_at: status.started_at,
                leave_at: status.leave_at,
                unpaid_since: own.dry_at,
            };
            (lease, workload)
        };
        Self { height: situation.now.height, workloads: situation.leases.iter().map(workload).collect() }
    }

    /// What is different from `earlier`: for a driver that thinks in events.
    pub fn changes_since(&self, earlier: &Self) -> Changes {
        let mut changes = Changes::default();
        for (lease, workload) in &self.workloads {
            match earlier.workloads.get(lease) {
                None => changes.begun.push(workload.clone()),
                Some(before) if before != workload => changes.changed.push(workload.clone()),
                Some(_) => {}
            }
        }
        let ended = earlier.workloads.keys().filter(|lease| !self.workloads.contains_key(lease));
        changes.ended = ended.copied().collect();
        changes
    }
}

/// What is different between two blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// To be placed.
    pub begun: Vec<Workload>,
    /// Still there, with another date.
    pub changed: Vec<Workload>,
    /// To be removed.
    pub ended: Vec<OrderId>,
}

/// Machines do not answer, or cannot do what they should.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct MachinesError(pub String);

/// A datacenter's machines: a list in a config file ([`Listed`]), or a driver of a container host or a cluster.
///
/// An implementer holds to this:
///
/// * [`Machines::inventory`] tells **all** there is, what runs now included: what leases and bids take is subtracted by who asks. Machines
///   that are down are not in it. It may shrink below what is taken; then nothing more is bid, and nothing is given up.
/// * [`Machines::desired`] makes what runs equal to what it is told, and is told everything every time: it places what is missing, leaves
///   alone what is there, removes what is not named. Called again with the same it does nothing. Calls may be passed over (it gets the
///   newest), and after a restart the first call is all it knows: what runs must be found on the machines, by the lease's id, not remembered.
/// * An error changes nothing but that it is logged and counted: `desired` comes again with the next block, and leases are confirmed all the same. A
///   provider that cannot run a lease should leave it by hand, or by `leaving`.
/// * Neither is waited for: `inventory` has the time limit `machines_timeout`, and without an answer nothing is bid in this block. `desired` runs
///   beside the blocks, one call at a time.
#[async_trait]
pub trait Machines: Send + Sync {
    /// What there is in all.
    async fn inventory(&self) -> Result<Inventory, MachinesError>;

    /// Makes what runs equal to `desired`.
    async fn desired(&self, desired: &Desired) -> Result<(), MachinesError>;
}

/// Machines that stand in a list. Who runs the workloads reads the leases elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Listed(pub Inventory);

#[async_trait]
impl Machines for Listed {
    async fn inventory(&self) -> Result<Inventory, MachinesError> {
        Ok(self.0.clone())
    }

    async fn desired(&self, _: &Desired) -> Result<(), MachinesError> {
        Ok(())
    }
}
