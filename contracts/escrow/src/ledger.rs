//! What one message does to balances: summed up first, each balance written once.

use std::collections::BTreeMap;

use berth_api::event::{Credited, Forfeited, Withdrawn};
use berth_domain::{CreditReason, MoneyError};
use cosmwasm_std::{Addr, BankMsg, Coin, Event, Storage, Uint128};

use crate::ContractError;
use crate::state::{balance, set_balance};

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

    fn change(&mut self, owner: &Addr, denom: &str) -> &mut Change {
        self.changes.entry((owner.clone(), denom.to_owned())).or_default()
    }

    /// Writes every balance once. What `payout_to` was credited is not written but sent; the message to send it, if there is one.
    ///
    /// Errors if a balance holds less than is taken from it: market locks collateral, so that never happens.
    pub fn write(
        self,
        storage: &mut dyn Storage,
        payout_to: Option<&Addr>,
    ) -> Result<(Vec<Event>, Option<BankMsg>), ContractError> {
        let (mut events, mut coins) = (self.events, vec![]);
        for ((owner, denom), change) in self.changes {
            let paid_out = if payout_to == Some(&owner) { change.credit } else { Uint128::zero() };
            let kept = change.credit.checked_sub(paid_out).map_err(MoneyError::from)?;
            let old = balance(storage, &owner, &denom)?;
            let grown = old.checked_add(kept).map_err(MoneyError::from)?;
            let new = grown.checked_sub(change.debit).map_err(MoneyError::from)?;
            if new != old {
                set_balance(storage, &owner, &denom, new)?;
            }
            if !paid_out.is_zero() {
                events.push(Withdrawn { owner, denom: denom.clone(), amount: paid_out }.into());
                coins.push(Coin::new(paid_out, denom));
            }
        }
        let send = payout_to
            .filter(|_| !coins.is_empty())
            .map(|to| BankMsg::Send { to_address: to.to_string(), amount: coins });
        Ok((events, send))
    }
}
