//! Accounts, settled to now.

use berth_api::escrow::{AccountResponse, AccountsResponse, DryAccountsResponse};
use berth_api::raw::ACCOUNTS;
use berth_contract_kit::page;
use berth_domain::Account;
use cosmwasm_std::{Deps, Env, Order, StdResult};
use cw_storage_plus::Bound;

use crate::ContractError;
use crate::state::FUNDED;

/// One account.
pub fn account(deps: Deps, env: &Env, deployment: u64) -> Result<AccountResponse, ContractError> {
    let account = ACCOUNTS.may_load(deps.storage, deployment)?.ok_or(ContractError::NoAccount(deployment))?;
    settled(env, deployment, account)
}

/// All accounts, by deployment.
pub fn accounts(
    deps: Deps,
    env: &Env,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Result<AccountsResponse, ContractError> {
    let rows = ACCOUNTS.range(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending);
    let accounts = rows.take(page(limit)).map(|row| {
        let (deployment, account) = row?;
        settled(env, deployment, account)
    });
    Ok(AccountsResponse { accounts: accounts.collect::<Result<_, ContractError>>()? })
}

fn settled(env: &Env, deployment: u64, account: Account) -> Result<AccountResponse, ContractError> {
    let now = env.block.time.seconds();
    let account = account.settle(now)?;
    let funded_until = account.funded_until();
    Ok(AccountResponse {
        deployment,
        funded_until,
        runway: funded_until.map(|until| until.saturating_sub(now)),
        withdrawable: account.withdrawable()?,
        spendable: account.spendable,
        accrued: account.accrued,
        lease_rate: account.lease_rate,
        open_rate: account.open_rate,
        holds: account.holds,
        settled_at: account.settled_at,
        dry_at: account.dry_at,
        min_runway: account.min_runway,
    })
}

/// Deployments whose leases are over for want of money: their entry lies before now.
pub fn dry_accounts(deps: Deps, env: &Env, limit: Option<u32>) -> StdResult<DryAccountsResponse> {
    let now = env.block.time.seconds();
    let last_due = now.saturating_sub(1);
    let due = FUNDED.up_to(deps.storage, last_due, page(limit))?;
    let next = FUNDED.next_after(deps.storage, last_due)?;
    Ok(DryAccountsResponse {
        deployments: due.into_iter().map(|(_, deployment)| deployment).collect(),
        next_time: next.map(|entry| entry.saturating_add(1)),
    })
}
