//! A stranger who sees nothing but events, and knows every balance, account, hold and stake from them.

use std::collections::BTreeMap;

use berth_api::event::{
    AccountClosed, AccountDeposited, AccountHeld, AccountOpened, AccountRanDry, AccountResumed, Credited, Forfeited,
    Slashed, Staked, UnbondingStarted, Withdrawn,
};
use berth_api::raw::{ACCOUNTS, BALANCES, STAKES};
use berth_domain::attos;
use berth_escrow::state::TOTALS;
use cosmwasm_std::{Addr, Event, Order, Storage, Uint128};

type Row = (Addr, String);

#[derive(Default)]
pub struct Indexer {
    balances: BTreeMap<Row, Uint128>,
    accounts: BTreeMap<u64, Account>,
    stakes: BTreeMap<Addr, Stake>,
    totals: BTreeMap<String, Uint128>,
}

#[derive(Debug, Default, PartialEq)]
struct Account {
    /// Everything in it, holds included.
    coins: Uint128,
    holds: Uint128,
    dry_at: Option<u64>,
}

#[derive(Debug, Default, PartialEq)]
struct Stake {
    bonded: Uint128,
    /// (released at, amount), oldest first.
    unbonding: Vec<(u64, Uint128)>,
}

impl Indexer {
    pub fn read(&mut self, events: &[Event]) {
        for event in events {
            assert!(self.moved(event) || self.account(event) || self.stake(event), "unknown: {event:?}");
        }
    }

    fn balance(&mut self, owner: Addr, denom: String) -> &mut Uint128 {
        self.balances.entry((owner, denom)).or_default()
    }

    fn come_in(&mut self, denom: String, amount: Uint128) {
        *self.totals.entry(denom).or_default() += amount;
    }

    fn moved(&mut self, event: &Event) -> bool {
        if let Ok(Credited { owner, denom, amount, reason, deployment }) = event.try_into() {
            match deployment {
                Some(id) => self.accounts.get_mut(&id).unwrap().coins -= amount,
                None if reason == "deposit" => self.come_in(denom.clone(), amount),
                None if reason == "unbonded" => self.stakes.get_mut(&owner).unwrap().mature(amount),
                None => assert_eq!(reason, "slash"),
            }
            *self.balance(owner, denom) += amount;
        } else if let Ok(Forfeited { owner, denom, amount, deployment }) = event.try_into() {
            *self.balance(owner, denom) -= amount;
            self.accounts.get_mut(&deployment).unwrap().coins += amount;
        } else if let Ok(Withdrawn { owner, denom, amount }) = event.try_into() {
            *self.totals.get_mut(&denom).unwrap() -= amount;
            *self.balance(owner, denom) -= amount;
        } else {
            return false;
        }
        true
    }

    fn account(&mut self, event: &Event) -> bool {
        if let Ok(AccountOpened { deployment, denom, amount }) = event.try_into() {
            self.come_in(denom, amount);
            self.accounts.insert(deployment, Account { coins: amount, ..Account::default() });
        } else if let Ok(AccountDeposited { deployment, denom, amount, .. }) = event.try_into() {
            self.come_in(denom, amount);
            self.accounts.get_mut(&deployment).unwrap().coins += amount;
        } else if let Ok(AccountHeld { deployment, holds }) = event.try_into() {
            self.accounts.get_mut(&deployment).unwrap().holds = holds;
        } else if let Ok(AccountRanDry { deployment, dry_at }) = event.try_into() {
            self.accounts.get_mut(&deployment).unwrap().dry_at = Some(dry_at);
        } else if let Ok(AccountResumed { deployment }) = event.try_into() {
            self.accounts.get_mut(&deployment).unwrap().dry_at = None;
        } else if let Ok(AccountClosed { deployment, .. }) = event.try_into() {
            // The refund has been credited, out of the account.
            assert_eq!(self.accounts.remove(&deployment).unwrap().coins, Uint128::zero());
        } else {
            return false;
        }
        true
    }

    fn stake(&mut self, event: &Event) -> bool {
        if let Ok(Staked { owner, denom, amount }) = event.try_into() {
            self.come_in(denom, amount);
            self.stakes.entry(owner).or_default().bonded += amount;
        } else if let Ok(UnbondingStarted { owner, amount, release_at }) = event.try_into() {
            let stake = self.stakes.get_mut(&owner).unwrap();
            stake.bonded -= amount;
            match stake.unbonding.last_mut() {
                Some(last) if last.0 == release_at => last.1 += amount,
                _ => stake.unbonding.push((release_at, amount)),
            }
        } else if let Ok(Slashed { owner, amount, bonded }) = event.try_into() {
            let stake = self.stakes.get_mut(&owner).unwrap();
            stake.bonded -= bonded;
            stake.take(amount - bonded);
        } else {
            return event.ty == "escrow_parameters_set";
        }
        true
    }

    /// What it knows is what there is.
    pub fn check(&self, storage: &dyn Storage) {
        let rows = BALANCES.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let known = self.balances.iter().filter(|(_, amount)| !amount.is_zero());
        assert!(rows.eq(known.map(|(row, amount)| (row.clone(), *amount))));
        let rows = TOTALS.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let known = self.totals.iter().filter(|(_, amount)| !amount.is_zero());
        assert!(rows.eq(known.map(|(denom, amount)| (denom.clone(), *amount))));

        let stored: BTreeMap<u64, _> =
            ACCOUNTS.range(storage, None, None, Order::Ascending).map(Result::unwrap).collect();
        assert!(stored.keys().eq(self.accounts.keys()));
        for (account, known) in stored.values().zip(self.accounts.values()) {
            assert_eq!(account.spendable + account.accrued + attos(account.holds), attos(known.coins));
            assert_eq!((account.holds, account.dry_at), (known.holds, known.dry_at));
        }

        let rows = STAKES.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let stored = rows.map(|(owner, stake)| {
            let unbonding = stake.unbonding.iter().map(|entry| (entry.release_at, entry.amount)).collect();
            (owner, Stake { bonded: stake.bonded, unbonding })
        });
        let stored = stored.filter(|(_, stake)| *stake != Stake::default());
        let known = self.stakes.iter().filter(|(_, stake)| **stake != Stake::default());
        assert!(stored.collect::<Vec<_>>().iter().map(|(owner, stake)| (owner, stake)).eq(known));
    }
}

impl Stake {
    /// Whole entries, the oldest first.
    fn mature(&mut self, amount: Uint128) {
        let before = self.unbonding.len();
        self.take(amount);
        assert!(self.unbonding.len() < before);
    }

    fn take(&mut self, mut amount: Uint128) {
        for entry in &mut self.unbonding {
            let part = amount.min(entry.1);
            (entry.1, amount) = (entry.1 - part, amount - part);
        }
        assert!(amount.is_zero());
        self.unbonding.retain(|entry| !entry.1.is_zero());
    }
}
