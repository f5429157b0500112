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
    /// What of the collateral the provider loses; the rest is free again.
    pub forfeited: Uint128,
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
        let forfeited = self.forfeited(reason, terms);
        if !forfeited.is_zero() {
            let tip = self.forfeit_tip(reason, terms, caller);
            movements.push(Movement::Forfeit { provider: self.provider.to_string(), collateral: forfeited, tip });
        }
        Ok(Ending { reason, seconds: self.funded_seconds(until, account), forfeited, movements })
    }

    /// What of the collateral the provider loses: all of a broken lease's; after a notice served the price of matching
    /// his successor.
    fn forfeited(&self, reason: CloseReason, terms: &Terms) -> Uint128 {
        match reason {
            CloseReason::NoticeServed => terms.match_tip.min(self.collateral),
            _ if reason.is_broken() => self.collateral,
            _ => Uint128::zero(),
        }
    }

    /// What of a stale lease's collateral goes to whoever noticed: never to its own provider.
    fn forfeit_tip(&self, reason: CloseReason, terms: &Terms, caller: Option<&Addr>) -> Uint128 {
        match caller {
            Some(caller) if reason == CloseReason::Stale && *caller != self.provider => {
                terms.stale_tip.min(self.collateral)
            }
            _ => Uint128::zero(),
        }
    }
}
