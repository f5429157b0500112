//! How a lease ends: book first, then act.

use cosmwasm_std::{Addr, Uint128};

use crate::money::{over, take};
use crate::{Account, CloseReason, Lease, MoneyError, Movement, Now, Terms, attos};

/// What the end of a lease does to its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How it ended.
    pub reason: CloseReason,
    /// Seconds that were paid for.
    pub seconds: u64,
    /// The account's steps, in this order.
    pub movements: Vec<Movement>,
}

impl Lease {
    /// How the lease has ended already, though nobody noticed: what whoever touches it must book first (spec 3).
    ///
    /// A late lease is Stale, unless the account ran dry first; the proof of that is a confirmation at or after the
    /// second at which it did.
    pub fn overdue(&self, height: u64, account: &Account) -> Option<CloseReason> {
        let confirmed_after_dry = account.dry_at.is_some_and(|dry_at| self.progress.confirmed_at >= dry_at);
        if self.progress.is_late(height) && !confirmed_after_dry {
            return Some(CloseReason::Stale);
        }
        account.is_dry().then_some(CloseReason::Unfunded)
    }

    /// Ends the lease for `reason`, on an account settled to now. `caller` gets the tips there are; `None`: nobody does.
    pub fn end(
        &self,
        reason: CloseReason,
        now: Now,
        account: &Account,
        terms: &Terms,
        caller: Option<&Addr>,
    ) -> Result<Ending, MoneyError> {
        let until = if reason.is_broken() { self.progress.confirmed_at } else { now.time };
        let last = self.pay(until, account, terms)?;
        let run_up = over(self.rate.into(), self.funded_seconds(now.time, account))?;
        let unearned = take("accrued by the lease", run_up, attos(last.paid))?;
        let close_tip = match (reason, caller) {
            (CloseReason::Unfunded, Some(_)) => terms.close_tip,
            _ => Uint128::zero(),
        };
        let end =
            Movement::End { rate: self.rate, payment: last.payment, unearned, hold: terms.close_tip, tip: close_tip };
        let mut movements = vec![end];
        if reason.is_broken() {
            let tip = forfeit_tip(self, terms, caller);
            movements.push(Movement::Forfeit { provider: self.provider.to_string(), collateral: self.collateral, tip });
        }
        Ok(Ending { reason, seconds: self.funded_seconds(until, account), movements })
    }
}

/// What of a stale lease's collateral goes to whoever noticed: never to its own provider.
pub fn forfeit_tip(lease: &Lease, terms: &Terms, caller: Option<&Addr>) -> Uint128 {
    match caller {
        Some(caller) if *caller != lease.provider => terms.stale_tip.min(lease.collateral),
        _ => Uint128::zero(),
    }
}
