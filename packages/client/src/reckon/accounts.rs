//! Each account against its orders and leases.

use std::collections::BTreeMap;

use berth_domain::attos;
use cosmwasm_std::Uint256;

use super::books::Books;
use super::{Fault, same};

/// What the orders and leases of one deployment come to, in 10^-18.
#[derive(Default)]
struct Sums {
    open_rate: Uint256,
    lease_rate: Uint256,
    /// Of each lease: its rate, since when it runs, what it was paid.
    leases: Vec<(Uint256, u64, Uint256)>,
}

impl Sums {
    /// What the leases have run up until `time` and not been paid.
    fn accrued(&self, time: u64) -> Uint256 {
        self.leases.iter().fold(Uint256::zero(), |sum, (rate, since, paid)| {
            let run_up = rate.saturating_mul(Uint256::from(time.saturating_sub(*since)));
            sum.saturating_add(run_up.saturating_sub(*paid))
        })
    }
}

pub fn check(books: &Books, faults: &mut Vec<Fault>) {
    let mut sums: BTreeMap<u64, Sums> = BTreeMap::new();
    for row in &books.open {
        let sums = sums.entry(row.order.deployment).or_default();
        sums.open_rate = sums.open_rate.saturating_add(row.status.max_rate.into());
    }
    for row in &books.leases {
        let (sums, lease) = (sums.entry(row.lease.deployment).or_default(), &row.status);
        sums.lease_rate = sums.lease_rate.saturating_add(lease.rate.into());
        sums.leases.push((lease.rate.into(), lease.started_at, attos(lease.paid)));
    }
    for account in &books.accounts {
        let sums = sums.remove(&account.deployment).unwrap_or_default();
        let until = account.dry_at.map_or(account.settled_at, |dry| dry.min(account.settled_at));
        let of = |what: &str| format!("{what} of account {}, in 10^-18", account.deployment);
        same(faults, || of("the open rate"), account.open_rate, sums.open_rate);
        same(faults, || of("the lease rate"), account.lease_rate, sums.lease_rate);
        same(faults, || of("what is accrued"), account.accrued, sums.accrued(until));
    }
    faults.extend(sums.keys().map(|deployment| Fault {
        what: format!("the account of deployment {deployment}"),
        found: "missing".to_owned(),
        expected: "there, since orders or leases are".to_owned(),
    }));
}
