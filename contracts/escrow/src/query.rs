//! Answers: each account settled to now, by the very function that an execution uses.

use berth_api::escrow::{
    AccountResponse, AccountsResponse, BalanceKey, BalanceResponse, BalancesResponse, DryAccountsResponse,
};
use berth_api::raw::{ACCOUNTS, BALANCES};
use berth_contract_kit::page;
use berth_domain::Account;
use cosmwasm_std::{Addr, Deps, Env, Order, StdResult, Uint128};
use cw_storage_plus::Bound;

use crate::ContractError;
use crate::execute::locked;
use crate::state::{self, FUNDED};

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
    let account = account.settle(env.block.time.seconds())?;
    Ok(AccountResponse {
        deployment,
        funded_until: account.funded_until(),
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

/// One balance.
pub fn balance(deps: Deps, owner: &str, denom: String) -> StdResult<BalanceResponse> {
    let owner = deps.api.addr_validate(owner)?;
    let balance = state::balance(deps.storage, &owner, &denom)?;
    with_lock(deps, &owner, denom, balance)
}

/// All balances, by owner and denom.
pub fn balances(deps: Deps, start_after: Option<BalanceKey>, limit: Option<u32>) -> StdResult<BalancesResponse> {
    let after = start_after.map(|key| (Addr::unchecked(key.owner), key.denom));
    let min = after.as_ref().map(|(owner, denom)| Bound::exclusive((owner, denom.as_str())));
    let rows = BALANCES.range(deps.storage, min, None, Order::Ascending).take(page(limit));
    let balances = rows.map(|row| {
        let ((owner, denom), balance) = row?;
        with_lock(deps, &owner, denom, balance)
    });
    Ok(BalancesResponse { balances: balances.collect::<StdResult<_>>()? })
}

fn with_lock(deps: Deps, owner: &Addr, denom: String, balance: Uint128) -> StdResult<BalanceResponse> {
    let locked = locked(deps, owner, &denom)?;
    let withdrawable = balance.saturating_sub(locked);
    Ok(BalanceResponse { owner: owner.to_string(), denom, balance, locked, withdrawable })
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
