//! Everything that the invariants are about, at one moment.

use anyhow::{Result, anyhow, ensure};
use berth_api::Role;
use berth_api::raw::{ACCOUNTS, DEPLOYMENTS, DeploymentRecord};
use berth_domain::{Account, Lease, OpenOrder, Order, OrderId};
use berth_market::state::book::{self, Fulfillment};
use berth_market::state::orders;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Order as Direction, Record, StdResult, Storage};

use super::Books;

/// The storage of the contracts, and what stands in it.
pub struct Snapshot {
    pub escrow: MockStorage,
    pub market: MockStorage,
    pub deployments: Vec<Deployment>,
}

/// A deployment with its orders. A cancelled one has no account.
pub struct Deployment {
    pub id: u64,
    pub record: DeploymentRecord,
    /// As stored.
    pub stored: Option<Account>,
    /// Settled to now.
    pub account: Option<Account>,
    pub open: Vec<(OrderId, OpenOrder)>,
    pub leases: Vec<(OrderId, Lease)>,
    /// Each order that has bids, live or dead.
    pub books: Vec<(OrderId, Vec<Fulfillment>)>,
}

impl Snapshot {
    pub fn take(exchange: &impl Books) -> Result<Self> {
        let [escrow, market, tenants] =
            [Role::Escrow, Role::Market, Role::Deployment].map(|role| copy(exchange.rows(role)));
        let now = exchange.now();
        let mut deployments = vec![];
        for (id, record) in whole(DEPLOYMENTS.range(&tenants, None, None, Direction::Ascending))? {
            let stored = ACCOUNTS.may_load(&escrow, id).map_err(|e| anyhow!("{e}"))?;
            ensure!(stored.is_some() != record.is_closed(), "deployment {id} is {record:?}, its account {stored:?}");
            deployments.push(Deployment::new(&market, id, record, stored, now)?);
        }
        Ok(Self { escrow, market, deployments })
    }
}

impl Deployment {
    fn new(market: &dyn Storage, id: u64, record: DeploymentRecord, stored: Option<Account>, now: u64) -> Result<Self> {
        let account = stored.clone().map(|account| account.settle(now)).transpose()?;
        let (open, leases, books) = (vec![], vec![], vec![]);
        let mut deployment = Self { id, record, stored, account, open, leases, books };
        for (order, state) in read(orders::of_deployment(market, id, None, usize::MAX))? {
            let bids = read(book::bids(market, order, None, usize::MAX))?;
            if !bids.is_empty() {
                deployment.books.push((order, bids));
            }
            match state {
                Order::Open(open) => deployment.open.push((order, open)),
                Order::Leased(lease) => deployment.leases.push((order, lease)),
                Order::Closed { .. } => {}
            }
        }
        let bound = !deployment.open.is_empty() || !deployment.leases.is_empty();
        ensure!(deployment.account.is_some() || !bound, "deployment {id} is cancelled and has orders");
        Ok(deployment)
    }
}

/// Rows as a storage.
pub fn copy(rows: Vec<Record>) -> MockStorage {
    let mut copy = MockStorage::new();
    for (key, value) in rows {
        copy.set(&key, &value);
    }
    copy
}

/// cosmwasm's errors are not std's.
pub fn read<T>(result: StdResult<T>) -> Result<T> {
    result.map_err(|e| anyhow!("{e}"))
}

/// All rows.
pub fn whole<T>(rows: impl Iterator<Item = StdResult<T>>) -> Result<Vec<T>> {
    read(rows.collect())
}

/// How many rows there are in a namespace.
pub fn rows(storage: &dyn Storage, namespace: &str) -> usize {
    let length = u16::try_from(namespace.len()).unwrap_or(u16::MAX).to_be_bytes();
    let prefix = [&length, namespace.as_bytes()].concat();
    let keys = storage.range_keys(Some(&prefix), None, Direction::Ascending);
    keys.take_while(|key| key.starts_with(&prefix)).count()
}
