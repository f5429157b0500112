//! Each queue has one entry, at the right moment, for each thing that waits in it, and no other.

use std::collections::BTreeSet;
use std::fmt::Debug;

use anyhow::{Context, Result, ensure};
use berth_domain::{Moment, OrderId};
use berth_escrow::state::FUNDED;
use berth_market::state::orders::{READY_HEIGHTS, READY_TIMES, STALE, open_ids};

use super::snapshot::{Snapshot, read, rows};

/// Escrow's queue of accounts that run dry; market's of open orders, of ready ones, of leases.
pub fn check(snapshot: &Snapshot) -> Result<()> {
    let market = &snapshot.market;
    let (mut funded, mut stale, mut open) = (vec![], vec![], vec![]);
    let (mut heights, mut times) = (vec![], vec![]);
    for deployment in &snapshot.deployments {
        // As stored: settling never moves an entry, which the settled copy must agree to.
        let entry = deployment.stored.as_ref().and_then(|account| account.queue_entry());
        let settled = deployment.account.as_ref().and_then(|account| account.queue_entry());
        ensure!(entry == settled, "settling moved the entry of {} from {entry:?} to {settled:?}", deployment.id);
        ensure!(
            entry.is_some() != deployment.leases.is_empty(),
            "{}: entry {entry:?} with {} leases",
            deployment.id,
            deployment.leases.len()
        );
        funded.extend(entry.map(|entry| (entry, deployment.id)));
        stale.extend(deployment.leases.iter().map(|(id, lease)| (lease.progress.due_height, *id)));
        open.extend(deployment.open.iter().map(|(id, _)| *id));
        for (id, order) in &deployment.open {
            if !deployment.books.iter().any(|(with_bids, _)| with_bids == id) {
                continue;
            }
            match order.ready_at.with_context(|| format!("{id} has bids and is never ready"))? {
                Moment::Height(height) => heights.push((height, *id)),
                Moment::Time(time) => times.push((time, *id)),
            }
        }
    }
    same("funded", read(FUNDED.all(&snapshot.escrow))?, funded)?;
    same::<(u64, OrderId)>("stale", read(STALE.all(market))?, stale)?;
    same("ready_heights", read(READY_HEIGHTS.all(market))?, heights)?;
    same("ready_times", read(READY_TIMES.all(market))?, times)?;
    let active = rows(market, "active");
    let leases: usize = snapshot.deployments.iter().map(|deployment| deployment.leases.len()).sum();
    ensure!(active == leases, "{active} rows in active, {leases} leases");
    same("open", read(open_ids(market, None, usize::MAX))?, open)
}

fn same<T: Ord + Debug>(queue: &str, stored: Vec<T>, expected: Vec<T>) -> Result<()> {
    let count = stored.len();
    let (stored, expected): (BTreeSet<T>, BTreeSet<T>) = (stored.into_iter().collect(), expected.into_iter().collect());
    ensure!(stored == expected && stored.len() == count, "queue {queue} is {stored:?}, expected {expected:?}");
    Ok(())
}
