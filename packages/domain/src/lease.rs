//! A lease: what it has earned, and what a confirmation changes.

use cosmwasm_std::{Addr, Decimal, Uint128, Uint256};
use serde::{Deserialize, Serialize};

use crate::money::{over, whole_floor};
use crate::{Account, CloseReason, MoneyError, Now, OpenOrder, Payment, Terms, TermsNumber};

/// An order and the bid that won it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Who provides.
    pub provider: Addr,
    /// r: price and interest, 10^-18 per second.
    pub rate: Uint128,
    /// Locked of the provider's balance until the lease ends.
    pub collateral: Uint128,
    /// s: block time of the match.
    pub started_at: u64,
    /// Seconds of notice after which the provider may leave, as its order had them.
    pub notice: u64,
    /// From when on the provider may leave; set by its notice, for good.
    pub leave_at: Option<u64>,
    /// What changes while it goes on.
    pub progress: LeaseProgress,
}

/// What of a lease changes with every confirmation and payment. Kept apart from the rest, so that a confirmation
/// touches nothing else. On disk a JSON array in the order of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct LeaseProgress {
    /// The rules that held when its order opened: here, so that a confirmation finds its denom's current period.
    pub terms: TermsNumber,
    /// Blocks between confirmations.
    pub period: u64,
    /// The last height at which the lease is not stale.
    pub due_height: u64,
    /// c: block time of the last confirmation; a lease starts confirmed.
    pub confirmed_at: u64,
    /// Paid since it began, fee included.
    pub paid: Uint128,
    /// Of it the protocol's fee.
    pub fee: Uint128,
}

type Stored = (TermsNumber, u64, u64, u64, Uint128, Uint128);

impl From<Stored> for LeaseProgress {
    fn from((terms, period, due_height, confirmed_at, paid, fee): Stored) -> Self {
        Self { terms, period, due_height, confirmed_at, paid, fee }
    }
}

impl From<LeaseProgress> for Stored {
    fn from(p: LeaseProgress) -> Self {
        (p.terms, p.period, p.due_height, p.confirmed_at, p.paid, p.fee)
    }
}

impl LeaseProgress {
    /// Whether the provider has let the period pass: from the block after `due_height` on.
    pub const fn is_late(&self, height: u64) -> bool {
        height > self.due_height
    }

    /// The height of the last confirmation.
    pub const fn confirmed_height(&self) -> u64 {
        self.due_height.saturating_sub(self.period)
    }

    /// Confirmed now; `None` if it is late. A `current` period that is longer than the lease's own takes its place; a
    /// shorter one never does.
    #[must_use]
    pub fn confirm(self, now: Now, current: u64) -> Option<Self> {
        if self.is_late(now.height) {
            return None;
        }
        let period = self.period.max(current);
        Some(Self { period, due_height: now.height.saturating_add(period), confirmed_at: now.time, ..self })
    }

    /// After a payment.
    #[must_use]
    pub fn after(self, last: &LeasePayment) -> Self {
        Self { paid: last.paid, fee: last.fee, ..self }
    }
}

/// A payment and the totals after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasePayment {
    /// What moves.
    pub payment: Payment,
    /// Paid since the lease began.
    pub paid: Uint128,
    /// Of it fee.
    pub fee: Uint128,
}

impl Lease {
    /// A lease that begins now; `terms` are its order's.
    pub fn begin(order: &OpenOrder, provider: Addr, rate: Uint128, terms: &Terms, now: Now) -> Self {
        let period = terms.reconfirmation_period;
        let progress = LeaseProgress {
            terms: order.terms,
            period,
            due_height: now.height.saturating_add(period),
            confirmed_at: now.time,
            paid: Uint128::zero(),
            fee: Uint128::zero(),
        };
        Self {
            provider,
            rate,
            collateral: order.collateral,
            started_at: now.time,
            notice: order.notice,
            leave_at: None,
            progress,
        }
    }

    /// The provider gives notice; `None` if it has done so before. Changes nothing else: the lease must still be confirmed.
    #[must_use]
    pub fn give_notice(self, now: u64) -> Option<Self> {
        match self.leave_at {
            Some(_) => None,
            None => Some(Self { leave_at: Some(now.saturating_add(self.notice)), ..self }),
        }
    }

    /// How the lease ends if its provider leaves now: from `leave_at` on its notice is served.
    pub fn leave(&self, now: u64) -> CloseReason {
        match self.leave_at {
            Some(leave_at) if now >= leave_at => CloseReason::NoticeServed,
            _ => CloseReason::ProviderLeft,
        }
    }

    /// Seconds of the lease that the account pays for if it is paid up to `until`.
    pub fn funded_seconds(&self, until: u64, account: &Account) -> u64 {
        account.funded_part(until).saturating_sub(self.started_at)
    }

    /// Paid up to `until`, or to where the money ended (spec 4, "pay to u").
    ///
    /// Price and interest are floored apart, in total since the lease began: splitting payments changes nothing, and
    /// what the provider keeps never falls. Both roundings favour the tenant; what they leave comes back to the account
    /// when the lease ends.
    pub fn pay(&self, until: u64, account: &Account, terms: &Terms) -> Result<LeasePayment, MoneyError> {
        let seconds = self.funded_seconds(until, account);
        let interest = terms.interest(self.collateral)?;
        let price = Uint256::from(self.rate).checked_sub(interest)?;
        let priced = whole_floor(over(price, seconds)?)?;
        let paid = priced.checked_add(whole_floor(over(interest, seconds)?)?)?;
        let fee = share_floor(priced, terms.take_rate);
        let (more, more_fee) = (paid.checked_sub(self.progress.paid)?, fee.checked_sub(self.progress.fee)?);
        let provider = self.provider.to_string();
        Ok(LeasePayment {
            payment: Payment { provider, amount: more.checked_sub(more_fee)?, fee: more_fee },
            paid,
            fee,
        })
    }
}

/// `amount x share` rounded down, in the provider's favour. A share is at most 1, so this cannot overflow.
fn share_floor(amount: Uint128, share: Decimal) -> Uint128 {
    amount.mul_floor(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Quotation;

    fn terms(take_rate: Decimal) -> Terms {
        Terms {
            denom: "uusdc".into(),
            interest_rate: Decimal::percent(5),
            match_tip: Uint128::zero(),
            close_tip: Uint128::zero(),
            stale_tip: Uint128::zero(),
            min_runway: 1,
            min_collateral: Uint128::zero(),
            slash: Uint128::zero(),
            take_rate,
            reconfirmation_period: 10,
        }
    }

    /// 0.9 a second of price, 0.05 of interest.
    fn lease() -> Lease {
        let now = Now { height: 50, time: 1_000 };
        let rate = Uint128::new(950_000_000_000_000_000);
        let quote = Quotation { max_rate: rate, collateral: Uint128::new(31_536_000) };
        let order = OpenOrder::open(quote, None, 1, 60);
        Lease::begin(&order, Addr::unchecked("p"), rate, &terms(Decimal::zero()), now)
    }

    fn rich() -> Account {
        Account::open(Uint128::MAX, 1, 1_000)
    }

    #[test]
    fn a_confirmation_at_due_height_counts() {
        let progress = lease().progress;
        assert_eq!((progress.due_height, progress.confirmed_height()), (60, 50));
        let confirmed = progress.clone().confirm(Now { height: 60, time: 1_060 }, 10).unwrap();
        assert_eq!((confirmed.due_height, confirmed.confirmed_at), (70, 1_060));
        assert_eq!(progress.clone().confirm(Now { height: 61, time: 1_061 }, 10), None);
    }

    #[test]
    fn a_period_is_lengthened_by_a_confirmation_and_never_shortened() {
        let at = Now { height: 60, time: 1_060 };
        let longer = lease().progress.confirm(at, 25).unwrap();
        assert_eq!((longer.period, longer.due_height, longer.confirmed_height()), (25, 85, 60));
        let shorter = lease().progress.confirm(at, 9).unwrap();
        assert_eq!((shorter.period, shorter.due_height), (10, 70));
        // Too late for its own period: a longer one does not save it.
        assert_eq!(lease().progress.confirm(Now { height: 61, time: 1_061 }, 25), None);
    }

    #[test]
    fn notice_is_given_once_and_served_at_its_second() {
        assert_eq!(lease().leave(u64::MAX), CloseReason::ProviderLeft);
        let noticed = lease().give_notice(1_100).unwrap();
        assert_eq!(noticed.leave_at, Some(1_160));
        assert_eq!(noticed.leave(1_159), CloseReason::ProviderLeft);
        assert_eq!(noticed.leave(1_160), CloseReason::NoticeServed);
        assert_eq!(noticed.give_notice(1_101), None);
    }

    #[test]
    fn price_and_interest_are_floored_apart() {
        // 18.9 + 1.05: floored together 19, apart 18 + 1.
        let payment = lease().pay(1_021, &rich(), &terms(Decimal::zero())).unwrap();
        assert_eq!(payment.paid, Uint128::new(19));
        // 17.1 + 0.95 is 18.05 together, 17 + 0 apart.
        let payment = lease().pay(1_019, &rich(), &terms(Decimal::zero())).unwrap();
        assert_eq!(payment.paid, Uint128::new(17));
    }

    #[test]
    fn paying_each_second_or_once_is_the_same_and_never_falls() {
        let terms = terms(Decimal::percent(20));
        let mut often = lease();
        let (mut provider, mut protocol) = (Uint128::zero(), Uint128::zero());
        for until in 1_001..=1_997 {
            let step = often.pay(until, &rich(), &terms).unwrap();
            provider += step.payment.amount;
            protocol += step.payment.fee;
            often.progress = often.progress.after(&step);
        }
        let once = lease().pay(1_997, &rich(), &terms).unwrap();
        assert_eq!((provider, protocol), (once.payment.amount, once.payment.fee));
        assert_eq!(provider + protocol, once.paid);
    }
}
