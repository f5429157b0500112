//! Totals against everything that is owed, accounts against their orders.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use berth_api::raw::{ACCOUNTS, BALANCES, STAKES};
use berth_domain::{Account, attos};
use berth_escrow::state::{PARAMETERS, TOTALS};
use cosmwasm_std::{Order as Direction, Uint128, Uint256};

use super::snapshot::{Deployment, Snapshot, read, whole};

type Sums = BTreeMap<String, Uint256>;

/// What escrow owes, per denom, in 10^-18.
pub fn check(snapshot: &Snapshot) -> Result<Sums> {
    let escrow = &snapshot.escrow;
    let mut owed = Sums::new();
    for ((_, denom), balance) in whole(BALANCES.range(escrow, None, None, Direction::Ascending))? {
        owe(&mut owed, &denom, attos(balance))?;
    }
    let staked = read(PARAMETERS.load(escrow))?.staking_denom;
    for (_, stake) in whole(STAKES.range(escrow, None, None, Direction::Ascending))? {
        owe(&mut owed, &staked, attos(stake.coins()?))?;
    }
    let mut accounts = 0_usize;
    for deployment in &snapshot.deployments {
        let Some(account) = &deployment.account else { continue };
        accounts = accounts.saturating_add(1);
        check_account(account, deployment)?;
        let coins = account.spendable.checked_add(account.accrued)?.checked_add(attos(account.holds))?;
        owe(&mut owed, &deployment.record.denom, coins)?;
    }
    let rows = ACCOUNTS.keys(escrow, None, None, Direction::Ascending).count();
    ensure!(rows == accounts, "{rows} accounts of {accounts} deployments");
    owed.retain(|_, amount| !amount.is_zero());
    let totals = whole(TOTALS.range(escrow, None, None, Direction::Ascending))?;
    let totals: Sums = totals.into_iter().map(|(denom, total)| (denom, attos(total))).collect();
    ensure!(owed == totals, "owed is {owed:?}, totals are {totals:?}");
    Ok(owed)
}

fn owe(owed: &mut Sums, denom: &str, amount: Uint256) -> Result<()> {
    let sum = owed.entry(denom.to_owned()).or_default();
    *sum = sum.checked_add(amount)?;
    Ok(())
}

/// An account's sums are the sums over its orders and leases, to the last 10^-18.
fn check_account(account: &Account, deployment: &Deployment) -> Result<()> {
    let (mut open_rate, mut lease_rate, mut accrued) = (Uint256::zero(), Uint256::zero(), Uint256::zero());
    for (_, order) in &deployment.open {
        open_rate = open_rate.checked_add(order.max_rate.into())?;
    }
    for (_, lease) in &deployment.leases {
        lease_rate = lease_rate.checked_add(lease.rate.into())?;
        let seconds = account.funded_part(account.settled_at).saturating_sub(lease.started_at);
        let run_up = Uint256::from(lease.rate).checked_mul(Uint256::from(seconds))?;
        accrued = accrued.checked_add(run_up.checked_sub(attos(lease.progress.paid))?)?;
    }
    let id = deployment.id;
    ensure!(account.open_rate == open_rate, "{id}: open rate is {}, expected {open_rate}", account.open_rate);
    ensure!(account.lease_rate == lease_rate, "{id}: lease rate is {}, expected {lease_rate}", account.lease_rate);
    ensure!(account.accrued == accrued, "{id}: accrued is {}, expected {accrued}", account.accrued);
    let whole = account.spendable.checked_rem(attos(Uint128::one()))?.is_zero();
    ensure!(whole || !lease_rate.is_zero(), "{id}: dust without a lease: {}", account.spendable);
    let bound = !deployment.open.is_empty() || !deployment.leases.is_empty();
    ensure!(bound || account.holds.is_zero(), "{id}: {} held for nothing", account.holds);
    Ok(())
}
