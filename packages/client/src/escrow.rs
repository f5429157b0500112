//! Escrow: every coin.

use berth_api::escrow::*;
use berth_api::{Contracts, Role, VersionResponse};

use crate::view::{lists, questions};

questions! {
    /// Escrow: every coin of the exchange.
    Escrow = Role::Escrow, escrow;
    /// The four contracts.
    contracts() -> Contracts = Contracts;
    /// Which code it runs.
    version() -> VersionResponse = Version;
    /// Its rules.
    parameters() -> Parameters = Parameters;
    /// The account of one deployment, settled to the block that is asked about. Errors: `no_account`.
    account(deployment: u64) -> AccountResponse = Account;
    /// A page of all accounts, by deployment.
    accounts(start_after: Option<u64>, limit: Option<u32>) -> AccountsResponse = Accounts;
    /// One balance.
    balance(owner: &str, denom: &str) -> BalanceResponse = Balance;
    /// A page of all balances, by owner and denom.
    balances(start_after: Option<BalanceKey>, limit: Option<u32>) -> BalancesResponse = Balances;
    /// One stake; all zero if there is none.
    stake(owner: &str) -> StakeResponse = Stake;
    /// A page of all stakes, by owner.
    stakes(start_after: Option<String>, limit: Option<u32>) -> StakesResponse = Stakes;
    /// The deployments whose leases are over for want of money, longest first. Work to be done: there are no pages.
    dry_accounts(limit: Option<u32>) -> DryAccountsResponse = DryAccounts;
    /// Whether escrow has what it owes, of one denom.
    solvency(denom: &str) -> SolvencyResponse = Solvency;
    /// A page of what it owes, by denom.
    totals(start_after: Option<String>, limit: Option<u32>) -> TotalsResponse = Totals;
}

lists! {
    Escrow;
    /// The accounts of all deployments, by deployment.
    every_account() -> AccountResponse = accounts.accounts after |row| row.deployment;
    /// The balances of all, by owner and denom.
    every_balance() -> BalanceResponse = balances.balances
        after |row| BalanceKey { owner: row.owner.clone(), denom: row.denom.clone() };
    /// The stakes of all, by owner.
    every_stake() -> StakeResponse = stakes.stakes after |row| row.owner.clone();
    /// What escrow owes of every denom, by denom.
    every_total() -> Total = totals.totals after |row| row.denom.clone();
}
