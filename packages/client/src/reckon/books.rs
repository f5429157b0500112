//! What is read, and its sums by denom.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use berth_api::escrow::{AccountResponse, BalanceResponse, SolvencyResponse, StakeResponse};
use berth_api::market::{LeaseResponse, OpenOrderResponse};
use berth_domain::{TermsNumber, attos};
use cosmwasm_std::{Uint128, Uint256};

use super::{Coins, Fault, same};
use crate::{Exchange, Result};

/// Everything that is owed, as of one height.
pub struct Books {
    pub accounts: Vec<AccountResponse>,
    pub balances: Vec<BalanceResponse>,
    pub leases: Vec<LeaseResponse>,
    pub open: Vec<OpenOrderResponse>,
    stakes: Vec<StakeResponse>,
    staking_denom: String,
    solvency: Vec<SolvencyResponse>,
    /// What each account is in.
    denoms: BTreeMap<u64, String>,
}

impl Books {
    pub async fn read(exchange: &Exchange, height: u64) -> Result<Self> {
        let (escrow, market) = (exchange.escrow().at(height), exchange.market().at(height));
        let (accounts, balances) = (escrow.every_account().await?, escrow.every_balance().await?);
        let (leases, open) = (market.every_due_lease(None).await?, market.every_open_order().await?);
        let denoms = denoms(exchange, height, &accounts, &leases, &open).await?;
        let stakes = escrow.every_stake().await?;
        let staking_denom = escrow.parameters().await?.staking_denom;
        let mut solvency = vec![];
        let totals = escrow.every_total().await?.into_iter().map(|total| total.denom);
        let owed = balances.iter().map(|row| row.denom.clone()).chain(denoms.values().cloned());
        let staked = (!stakes.is_empty()).then(|| staking_denom.clone());
        for denom in totals.chain(owed).chain(staked).collect::<BTreeSet<_>>() {
            solvency.push(escrow.solvency(&denom).await?);
        }
        Ok(Self { accounts, balances, leases, open, stakes, staking_denom, solvency, denoms })
    }

    /// What is owed of each denom, and held.
    pub fn coins(&self, faults: &mut Vec<Fault>) -> Vec<Coins> {
        let coins = self.solvency.iter().map(|solvency| {
            let SolvencyResponse { denom, held, owed } = solvency.clone();
            let mine = self.balances.iter().filter(|row| row.denom == denom);
            let balances = mine.fold(Uint128::zero(), |sum, row| sum.saturating_add(row.balance));
            let mine = self.accounts.iter().filter(|row| self.denoms.get(&row.deployment) == Some(&denom));
            let accounts = mine.fold(Uint256::zero(), |sum, row| sum.saturating_add(coins_of(row)));
            let staked = self.stakes.iter().filter(|_| denom == self.staking_denom);
            let stakes = staked.fold(Uint128::zero(), |sum, row| sum.saturating_add(stake_of(row)));
            let sum = attos(balances).saturating_add(attos(stakes)).saturating_add(accounts);
            same(faults, || format!("what is owed of {denom}, in 10^-18"), attos(owed), sum);
            if held < Uint256::from(owed) {
                let expected = format!("at least {owed}, which is owed");
                faults.push(Fault {
                    what: format!("what the bank holds of {denom}"),
                    found: held.to_string(),
                    expected,
                });
            }
            Coins { denom, held, owed, balances, accounts, stakes }
        });
        coins.collect()
    }

    /// Each lock covers the leases that hold it, and each balance its lock. What bids lock comes on top.
    pub fn check_locks(&self, faults: &mut Vec<Fault>) {
        let mut held: BTreeMap<(&str, &str), Uint128> = BTreeMap::new();
        for row in &self.leases {
            let Some(denom) = self.denoms.get(&row.lease.deployment) else { continue };
            let sum = held.entry((row.status.provider.as_str(), denom)).or_default();
            *sum = sum.saturating_add(row.status.collateral);
        }
        for row in &self.balances {
            let leases = held.remove(&(row.owner.as_str(), row.denom.as_str())).unwrap_or_default();
            let what = || format!("what {} has locked of {}", row.owner, row.denom);
            if row.locked < leases {
                let expected = format!("at least {leases}, which its leases hold");
                faults.push(Fault { what: what(), found: row.locked.to_string(), expected });
            }
            if row.locked > row.balance {
                let expected = format!("at most {}, which it has", row.balance);
                faults.push(Fault { what: what(), found: row.locked.to_string(), expected });
            }
        }
        let without = held.into_iter().filter(|(_, leases)| !leases.is_zero());
        faults.extend(without.map(|((owner, denom), leases)| Fault {
            what: format!("what {owner} has of {denom}"),
            found: "nothing".to_owned(),
            expected: format!("at least {leases}, which its leases hold"),
        }));
    }
}

fn coins_of(account: &AccountResponse) -> Uint256 {
    account.spendable.saturating_add(account.accrued).saturating_add(attos(account.holds))
}

fn stake_of(stake: &StakeResponse) -> Uint128 {
    let unbonding = stake.unbonding.iter().map(|entry| entry.amount);
    unbonding.fold(stake.bonded.saturating_add(stake.matured), Uint128::saturating_add)
}

/// What each account is in: by its orders and leases, else by its deployment.
async fn denoms(
    exchange: &Exchange,
    height: u64,
    accounts: &[AccountResponse],
    leases: &[LeaseResponse],
    open: &[OpenOrderResponse],
) -> Result<BTreeMap<u64, String>> {
    let mut denoms: BTreeMap<u64, String> = open.iter().map(|row| (row.order.deployment, row.denom.clone())).collect();
    let mut terms: BTreeMap<TermsNumber, String> = BTreeMap::new();
    for row in leases {
        let number = row.status.terms;
        let denom = match terms.get(&number) {
            Some(denom) => denom.clone(),
            None => exchange.market().at(height).numbered_terms(number).await?.terms.denom,
        };
        terms.insert(number, denom.clone());
        denoms.insert(row.lease.deployment, denom);
    }
    for row in accounts {
        if let Entry::Vacant(unknown) = denoms.entry(row.deployment) {
            unknown.insert(exchange.deployment().at(height).deployment(row.deployment).await?.denom);
        }
    }
    Ok(denoms)
}
