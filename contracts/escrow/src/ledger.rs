//! What one message does to balances: summed up first, each balance written once.

use std::collections::BTreeMap;

use berth_api::event::{Credited, Forfeited, Withdrawn};
use berth_domain::{CreditReason, MoneyError};
use cosmwasm_std::{Addr, BankMsg, Coin, Event, Response, Storage, Uint128};

use crate::ContractError;
use crate::state::{balance, set_balance, shrink_total};

/// The balances that a message changes, and what it says about that.
#[derive(Default)]
pub struct Ledger {
    changes: BTreeMap<(Addr, String), Change>,
    events: Vec<Event>,
}

#[derive(Default)]
struct Change {
    credit: Uint128,
    debit: Uint128,
    withdrawal: Uint128,
}

/// A change to one balance.
pub struct Entry<'a> {
    /// Whose.
    pub owner: &'a str,
    /// Of what.
    pub denom: &'a str,
    /// By how much.
    pub amount: Uint128,
}

impl Ledger {
    /// A balance grows; a credit of nothing is none.
    pub fn credit(&mut self, entry: &Entry, reason: CreditReason, deployment: Option<u64>) -> Result<(), MoneyError> {
        if entry.amount.is_zero() {
            return Ok(());
        }
        let owner = Addr::unchecked(entry.owner);
        let change = self.change(&owner, entry.denom);
        change.credit = change.credit.checked_add(entry.amount)?;
        let (denom, reason) = (entry.denom.to_owned(), reason.as_str().to_owned());
        self.events.push(Credited { owner, denom, amount: entry.amount, reason, deployment }.into());
        Ok(())
    }

    /// The collateral of a broken lease leaves its provider's balance.
    pub fn forfeit(&mut self, entry: &Entry, deployment: u64) -> Result<(), MoneyError> {
        let owner = Addr::unchecked(entry.owner);
        let change = self.change(&owner, entry.denom);
        change.debit = change.debit.checked_add(entry.amount)?;
        let denom = entry.denom.to_owned();
        self.events.push(Forfeited { owner, denom, amount: entry.amount, deployment }.into());
        Ok(())
    }

    /// A balance leaves for its owner's purse.
    pub fn withdraw(&mut self, entry: &Entry) -> Result<(), MoneyError> {
        let change = self.change(&Addr::unchecked(entry.owner), entry.denom);
        change.withdrawal = change.withdrawal.checked_add(entry.amount)?;
        Ok(())
    }

    /// Everything that was credited to this owner leaves for its purse.
    pub fn withdraw_credits(&mut self, owner: &Addr) {
        for ((of, _), change) in &mut self.changes {
            if of == owner {
                change.withdrawal = change.credit;
            }
        }
    }

    /// A balance with all that was credited to it so far.
    pub fn balance(&self, storage: &dyn Storage, owner: &Addr, denom: &str) -> Result<Uint128, ContractError> {
        let change = self.changes.get(&(owner.clone(), denom.to_owned()));
        let credit = change.map(|change| change.credit).unwrap_or_default();
        Ok(balance(storage, owner, denom)?.checked_add(credit).map_err(MoneyError::from)?)
    }

    fn change(&mut self, owner: &Addr, denom: &str) -> &mut Change {
        self.changes.entry((owner.clone(), denom.to_owned())).or_default()
    }

    /// Writes every balance once, and the total of what leaves; the events, and the message that sends the coins.
    ///
    /// Errors if a balance holds less than is taken from it: market locks collateral, so that never happens.
    pub fn write(self, storage: &mut dyn Storage) -> Result<Response, ContractError> {
        let mut response = Response::new().add_events(self.events);
        // Only what a message's sender was credited leaves, so all of these coins have one owner; sorted by denom, as the bank wants them.
        let mut leaving: BTreeMap<Addr, Vec<Coin>> = BTreeMap::new();
        for ((owner, denom), change) in self.changes {
            change.write(storage, &owner, &denom)?;
            let amount = change.withdrawal;
            if !amount.is_zero() {
                shrink_total(storage, &denom, amount)?;
                leaving.entry(owner.clone()).or_default().push(Coin::new(amount, &denom));
                response = response.add_event(Withdrawn { owner, denom, amount });
            }
        }
        let sends = leaving.into_iter().map(|(to, amount)| BankMsg::Send { to_address: to.into_string(), amount });
        Ok(response.add_messages(sends))
    }
}

impl Change {
    fn write(&self, storage: &mut dyn Storage, owner: &Addr, denom: &str) -> Result<(), ContractError> {
        let taken = self.debit.checked_add(self.withdrawal).map_err(MoneyError::from)?;
        if self.credit == taken {
            // Credited and sent at once, as with a payout: the balance need not be looked at.
            return Ok(());
        }
        let old = balance(storage, owner, denom)?;
        let grown = old.checked_add(self.credit).map_err(MoneyError::from)?;
        let new = grown.checked_sub(taken).map_err(MoneyError::from)?;
        Ok(set_balance(storage, owner, denom, new)?)
    }
}
