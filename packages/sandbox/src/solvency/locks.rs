//! Locks against leases and bids, live and dead.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use berth_api::raw::{BALANCES, LOCKS};
use berth_domain::OrderId;
use berth_market::state::book::{self, Estate};
use cosmwasm_std::{Addr, Order as Direction, Uint128};

use super::snapshot::{Deployment, Snapshot, read, rows, whole};

/// Each owner's lock is the sum of what its leases and bids hold, and its balance holds that much.
pub fn check(snapshot: &Snapshot) -> Result<()> {
    let estates: BTreeMap<OrderId, Estate> = read(book::finished(&snapshot.market, usize::MAX))?.into_iter().collect();
    let mut expected: BTreeMap<(Addr, String), Uint128> = BTreeMap::new();
    let (mut bids, mut dead) = (0_usize, 0_usize);
    for deployment in &snapshot.deployments {
        let denom = &deployment.record.denom;
        let mut lock = |owner: &Addr, amount: Uint128| -> Result<()> {
            let sum = expected.entry((owner.clone(), denom.clone())).or_default();
            *sum = sum.checked_add(amount)?;
            Ok(())
        };
        for (_, lease) in &deployment.leases {
            lock(&lease.provider, lease.collateral)?;
        }
        for (order, standing) in &deployment.books {
            let live = collateral_of_live_bids(deployment, *order);
            let estate = estates.get(order);
            ensure!(live.is_some() != estate.is_some(), "{order}: bids are live and dead at once, or neither");
            dead = dead.saturating_add(usize::from(estate.is_some()));
            let each = live.or_else(|| estate.map(|estate| estate.0)).context("one of the two")?;
            for bid in standing {
                lock(&bid.provider, each)?;
                let mine = read(book::standing(&snapshot.market, &bid.provider, *order))?;
                let same = mine.is_some_and(|place| (place.0, place.1) == (bid.price, bid.sequence));
                ensure!(same, "{order}: the bid of {} is not where it says", bid.provider);
            }
            bids = bids.saturating_add(standing.len());
        }
    }
    ensure!(dead == estates.len(), "{} orders wait to be freed, {dead} have dead bids", estates.len());
    for namespace in ["bids", "my_bids"] {
        let rows = rows(&snapshot.market, namespace);
        ensure!(rows == bids, "{rows} rows in {namespace}, {bids} bids of orders");
    }
    expected.retain(|_, amount| !amount.is_zero());
    let locks: BTreeMap<_, _> =
        whole(LOCKS.range(&snapshot.market, None, None, Direction::Ascending))?.into_iter().collect();
    ensure!(locks == expected, "locks are {locks:?}, expected {expected:?}");
    for ((owner, denom), locked) in &locks {
        let balance = read(BALANCES.may_load(&snapshot.escrow, (owner, denom)))?.unwrap_or_default();
        ensure!(*locked <= balance, "{owner} has {balance} {denom}, locked {locked}");
    }
    Ok(())
}

fn collateral_of_live_bids(deployment: &Deployment, order: OrderId) -> Option<Uint128> {
    deployment.open.iter().find(|(id, _)| *id == order).map(|(_, open)| open.collateral)
}
