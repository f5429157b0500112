//! Whether every coin is accounted for.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use berth_api::deployment::{self, DeploymentResponse};
use berth_api::escrow::{self, AccountResponse, AccountsResponse, BalanceKey, BalanceResponse, BalancesResponse};
use berth_api::market::{self, OrderResponse, OrderStatus, OrdersResponse};
use berth_domain::attos;
use cosmwasm_std::{Uint128, Uint256};

use crate::Sandbox;

/// The figures behind the invariants, per denom, in 10^-18.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solvency {
    /// What escrow owes: balances, and everything in accounts.
    pub owed: BTreeMap<String, Uint256>,
    /// What escrow holds.
    pub held: BTreeMap<String, Uint256>,
}

impl Solvency {
    /// Asserts spec 4's invariants that can be seen from outside.
    pub(crate) fn check(sandbox: &Sandbox) -> Result<Self> {
        let mut solvency = Self::default();
        for balance in balances(sandbox)? {
            ensure!(balance.locked <= balance.balance, "locked beyond the balance: {balance:?}");
            solvency.owe(balance.denom, attos(balance.balance))?;
        }
        for account in accounts(sandbox)? {
            let asked = deployment::QueryMsg::Deployment { deployment: account.deployment };
            let record: DeploymentResponse = sandbox.query_deployment(&asked)?;
            check_account(&account, &orders(sandbox, account.deployment)?)?;
            let coins = account.spendable.checked_add(account.accrued)?.checked_add(attos(account.holds))?;
            solvency.owe(record.denom, coins)?;
        }
        for (denom, owed) in &solvency.owed {
            let held = attos(sandbox.bank_balance(&sandbox.contracts().escrow, denom)?);
            ensure!(held >= *owed, "escrow holds {held} and owes {owed} of {denom}");
            solvency.held.insert(denom.clone(), held);
        }
        Ok(solvency)
    }

    fn owe(&mut self, denom: String, amount: Uint256) -> Result<()> {
        let owed = self.owed.entry(denom).or_default();
        *owed = owed.checked_add(amount)?;
        Ok(())
    }
}

/// An account's sums are the sums over its orders and leases, to the last 10^-18.
fn check_account(account: &AccountResponse, orders: &[OrderResponse]) -> Result<()> {
    let (mut open_rate, mut lease_rate, mut accrued) = (Uint256::zero(), Uint256::zero(), Uint256::zero());
    for order in orders {
        match &order.status {
            OrderStatus::Open(open) => open_rate = open_rate.checked_add(open.max_rate.into())?,
            OrderStatus::Leased(lease) => {
                lease_rate = lease_rate.checked_add(lease.rate.into())?;
                let until = account.dry_at.map_or(account.settled_at, |dry_at| dry_at.min(account.settled_at));
                let seconds = Uint256::from(until.saturating_sub(lease.started_at));
                let run_up = Uint256::from(lease.rate).checked_mul(seconds)?;
                accrued = accrued.checked_add(run_up.checked_sub(attos(lease.paid))?)?;
            }
            OrderStatus::Closed { .. } => {}
        }
    }
    ensure!(account.open_rate == open_rate, "open rate is {}, expected {open_rate}", account.open_rate);
    ensure!(account.lease_rate == lease_rate, "lease rate is {}, expected {lease_rate}", account.lease_rate);
    ensure!(account.accrued == accrued, "accrued is {}, expected {accrued}", account.accrued);
    let whole = account.spendable.checked_rem(attos(Uint128::one()))?.is_zero();
    ensure!(whole || !lease_rate.is_zero(), "dust without a lease: {}", account.spendable);
    Ok(())
}

fn balances(sandbox: &Sandbox) -> Result<Vec<BalanceResponse>> {
    let mut all: Vec<BalanceResponse> = vec![];
    loop {
        let last = all.last().map(|b| BalanceKey { owner: b.owner.clone(), denom: b.denom.clone() });
        let page: BalancesResponse =
            sandbox.query_escrow(&escrow::QueryMsg::Balances { start_after: last, limit: None })?;
        if page.balances.is_empty() {
            return Ok(all);
        }
        all.extend(page.balances);
    }
}

fn accounts(sandbox: &Sandbox) -> Result<Vec<AccountResponse>> {
    let mut all: Vec<AccountResponse> = vec![];
    loop {
        let start_after = all.last().map(|account| account.deployment);
        let page: AccountsResponse = sandbox.query_escrow(&escrow::QueryMsg::Accounts { start_after, limit: None })?;
        if page.accounts.is_empty() {
            return Ok(all);
        }
        all.extend(page.accounts);
    }
}

fn orders(sandbox: &Sandbox, deployment: u64) -> Result<Vec<OrderResponse>> {
    let mut all: Vec<OrderResponse> = vec![];
    loop {
        let start_after = all.last().map(|order| order.order);
        let asked = market::QueryMsg::Orders { deployment, start_after, limit: None };
        let page: OrdersResponse = sandbox.query_market(&asked)?;
        if page.orders.is_empty() {
            return Ok(all);
        }
        all.extend(page.orders);
    }
}
