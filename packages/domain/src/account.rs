//! A deployment's account and its clock: however many leases it pays, settling it is one multiplication.

use cosmwasm_std::{Uint128, Uint256};
use serde::{Deserialize, Serialize};

use crate::money::{over, take, whole_floor};
use crate::{MoneyError, Movement, attos};

/// The money of one deployment (spec 4). On disk a JSON array in the order of the fields.
///
/// At every moment its coins are `spendable + accrued + holds`, and `accrued` is, to the last 10^-18,
/// what the live leases have run up and not been paid: with no lease live it is 0 and `spendable` is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Account {
    /// B: neither owed nor held, in 10^-18.
    pub spendable: Uint256,
    /// Run up by live leases since they began, less what they were paid, in 10^-18. Only to be checked against:
    /// escrow refuses to pay more than an account's leases have run up, whatever market says.
    pub accrued: Uint256,
    /// R: sum of the rates of live leases, 10^-18 per second.
    pub lease_rate: Uint256,
    /// Q: sum of the maximum rates of open orders, 10^-18 per second.
    pub open_rate: Uint256,
    /// t: up to when `spendable` has been charged, in seconds.
    pub settled_at: u64,
    /// The first second that could not be paid, once one was found.
    pub dry_at: Option<u64>,
    /// Set aside for tips of open orders and live leases.
    pub holds: Uint128,
    /// Seconds that must be affordable when an order opens or is matched; fixed when the account opens.
    pub min_runway: u64,
}

type Stored = (Uint256, Uint256, Uint256, Uint256, u64, Option<u64>, Uint128, u64);

impl From<Stored> for Account {
    fn from(stored: Stored) -> Self {
        let (spendable, accrued, lease_rate, open_rate, settled_at, dry_at, holds, min_runway) = stored;
        Self { spendable, accrued, lease_rate, open_rate, settled_at, dry_at, holds, min_runway }
    }
}

impl From<Account> for Stored {
    fn from(a: Account) -> Self {
        (a.spendable, a.accrued, a.lease_rate, a.open_rate, a.settled_at, a.dry_at, a.holds, a.min_runway)
    }
}

impl Account {
    /// An account with its first coins in it.
    pub fn open(deposit: Uint128, min_runway: u64, now: u64) -> Self {
        Self {
            spendable: attos(deposit),
            accrued: Uint256::zero(),
            lease_rate: Uint256::zero(),
            open_rate: Uint256::zero(),
            settled_at: now,
            dry_at: None,
            holds: Uint128::zero(),
            min_runway,
        }
    }

    /// Charges the leases up to `now`; finds the second at which the money ends, if it has.
    ///
    /// Everything else expects an account settled to the present. How often it is settled changes nothing.
    pub fn settle(mut self, now: u64) -> Result<Self, MoneyError> {
        let elapsed = now.saturating_sub(self.settled_at);
        let since = self.settled_at;
        self.settled_at = since.max(now);
        if self.is_dry() || self.lease_rate.is_zero() {
            return Ok(self);
        }
        let paid_for = elapsed.min(self.affordable_seconds());
        let charge = over(self.lease_rate, paid_for)?;
        self.spendable = take("spendable", self.spendable, charge)?;
        self.accrued = self.accrued.checked_add(charge)?;
        if paid_for < elapsed {
            self.dry_at = Some(since.saturating_add(paid_for));
        }
        Ok(self)
    }

    /// `floor(B / R)`; beyond the end of time when nothing runs.
    fn affordable_seconds(&self) -> u64 {
        let seconds = self.spendable.checked_div(self.lease_rate).unwrap_or(Uint256::MAX);
        Uint128::try_from(seconds).map_or(u64::MAX, |s| u64::try_from(s.u128()).unwrap_or(u64::MAX))
    }

    /// Whether its leases are over for want of money. No deposit revives them.
    pub const fn is_dry(&self) -> bool {
        self.dry_at.is_some()
    }

    /// The last second until which the live leases are paid for if nothing changes; `None` while nothing runs or the account is dry.
    pub fn funded_until(&self) -> Option<u64> {
        let running = !self.is_dry() && !self.lease_rate.is_zero();
        running.then(|| self.settled_at.saturating_add(self.affordable_seconds()))
    }

    /// Where the account stands in the queue of those that run dry: due when now is later. Settling never moves it.
    pub fn queue_entry(&self) -> Option<u64> {
        let runs = !self.lease_rate.is_zero();
        self.dry_at.filter(|_| runs).or_else(|| self.funded_until())
    }

    /// `time`, or the second at which the money ended if that was earlier.
    pub fn funded_part(&self, time: u64) -> u64 {
        self.dry_at.map_or(time, |dry_at| dry_at.min(time))
    }

    /// Whether the account can pay every lease and every open order at its maximum for `min_runway` seconds.
    pub fn covers_openings(&self) -> Result<bool, MoneyError> {
        let rate = self.lease_rate.checked_add(self.open_rate)?;
        Ok(!self.is_dry() && self.spendable >= over(rate, self.min_runway)?)
    }

    /// Whether a lease at `rate` can begin beside those that run.
    pub fn covers_match(&self, rate: Uint128) -> Result<bool, MoneyError> {
        let rate = self.lease_rate.checked_add(rate.into())?;
        Ok(!self.is_dry() && self.spendable >= over(rate, self.min_runway)?)
    }

    /// Whether an order can follow a lease that ended: not dry, and the hold can be set aside.
    pub fn covers_hold(&self, hold: Uint128) -> bool {
        !self.is_dry() && self.spendable >= attos(hold)
    }

    /// Coins come in. Accepted while dry, too; they revive nothing.
    pub fn deposit(mut self, amount: Uint128) -> Result<Self, MoneyError> {
        self.spendable = self.spendable.checked_add(attos(amount))?;
        Ok(self)
    }

    /// The most that its owner can take out: all but what every lease and every open order, at its maximum, costs for
    /// `min_runway` seconds, rounded down; all while dry.
    pub fn withdrawable(&self) -> Result<Uint128, MoneyError> {
        let rate = if self.is_dry() { Uint256::zero() } else { self.lease_rate.checked_add(self.open_rate)? };
        whole_floor(self.spendable.saturating_sub(over(rate, self.min_runway)?))
    }

    /// Coins go out; at most [`withdrawable`](Self::withdrawable).
    pub fn withdraw(mut self, amount: Uint128) -> Result<Self, MoneyError> {
        take("withdrawable", self.withdrawable()?.into(), amount.into())?;
        self.spendable = take("spendable", self.spendable, attos(amount))?;
        Ok(self)
    }

    /// One step, on an account settled to the present.
    ///
    /// Errors if a pot holds less than the step takes out of it: market never asks for that.
    pub fn apply(mut self, movement: &Movement) -> Result<Self, MoneyError> {
        match movement {
            Movement::Open { max_rate, hold } => {
                self.open_rate = self.open_rate.checked_add((*max_rate).into())?;
                self.spendable = take("spendable", self.spendable, attos(*hold))?;
                self.holds = self.holds.checked_add(*hold)?;
            }
            Movement::Match { max_rate, rate, hold, tip } => {
                self.open_rate = take("open rate", self.open_rate, (*max_rate).into())?;
                self.lease_rate = self.lease_rate.checked_add((*rate).into())?;
                self.release(*hold, *tip)?;
            }
            Movement::Close { max_rate, hold, tip } => {
                self.open_rate = take("open rate", self.open_rate, (*max_rate).into())?;
                self.release(*hold, *tip)?;
            }
            Movement::Pay(payment) => self.pay(payment.amount, payment.fee)?,
            Movement::End { rate, payment, unearned, hold, tip } => {
                self.lease_rate = take("lease rate", self.lease_rate, (*rate).into())?;
                self.pay(payment.amount, payment.fee)?;
                self.accrued = take("accrued", self.accrued, *unearned)?;
                self.spendable = self.spendable.checked_add(*unearned)?;
                self.release(*hold, *tip)?;
            }
            Movement::Forfeit { collateral, tip, .. } => {
                let kept = take("collateral", (*collateral).into(), (*tip).into())?.try_into()?;
                self.spendable = self.spendable.checked_add(attos(kept))?;
            }
            Movement::Resume {} => self.resume()?,
        }
        Ok(self)
    }

    /// `hold` leaves the holds, `tip` of it for good.
    fn release(&mut self, hold: Uint128, tip: Uint128) -> Result<(), MoneyError> {
        self.holds = take("holds", self.holds.into(), hold.into())?.try_into()?;
        let kept = take("hold", hold.into(), tip.into())?.try_into()?;
        self.spendable = self.spendable.checked_add(attos(kept))?;
        Ok(())
    }

    fn pay(&mut self, amount: Uint128, fee: Uint128) -> Result<(), MoneyError> {
        self.accrued = take("accrued", self.accrued, attos(amount.checked_add(fee)?))?;
        Ok(())
    }

    /// A lease that is live would be paid for seconds that nobody could fund: all must have ended.
    const fn resume(&mut self) -> Result<(), MoneyError> {
        if !self.lease_rate.is_zero() {
            return Err(MoneyError::NotClear { what: "lease rate", left: self.lease_rate });
        }
        self.dry_at = None;
        Ok(())
    }

    /// What is left when nothing is bound any more: all of it, whole.
    ///
    /// Errors if an order is open, a lease live, or a fraction of a unit left over.
    pub fn close(self) -> Result<Uint128, MoneyError> {
        let amount = whole_floor(self.spendable)?;
        let fraction = take("spendable", self.spendable, attos(amount))?;
        let bound = [
            ("open rate", self.open_rate),
            ("lease rate", self.lease_rate),
            ("holds", self.holds.into()),
            ("accrued", self.accrued),
            ("a fraction", fraction),
        ];
        match bound.into_iter().find(|(_, left)| !left.is_zero()) {
            Some((what, left)) => Err(MoneyError::NotClear { what, left }),
            None => Ok(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 units, one lease of 0.9 per second since second 100.
    fn running() -> Account {
        let match_one = Movement::Match {
            max_rate: Uint128::new(1_000_000_000_000_000_000),
            rate: Uint128::new(900_000_000_000_000_000),
            hold: Uint128::zero(),
            tip: Uint128::zero(),
        };
        let open_one = Movement::Open { max_rate: Uint128::new(1_000_000_000_000_000_000), hold: Uint128::zero() };
        Account::open(Uint128::new(10), 1, 100).apply(&open_one).unwrap().apply(&match_one).unwrap()
    }

    #[test]
    fn the_last_affordable_second_is_paid_and_the_next_is_dry() {
        // floor(10 / 0.9) = 11 seconds.
        assert_eq!(running().funded_until(), Some(111));
        let last = running().settle(111).unwrap();
        assert!(!last.is_dry());
        assert_eq!(last.spendable, Uint256::from(100_000_000_000_000_000_u128));
        let dry = running().settle(112).unwrap();
        assert_eq!((dry.dry_at, dry.spendable), (Some(111), last.spendable));
        assert_eq!(dry.queue_entry(), Some(111));
        assert_eq!(last.queue_entry(), Some(111));
    }

    #[test]
    fn a_deposit_saves_at_the_last_second_and_not_after() {
        let saved = running().settle(111).unwrap().deposit(Uint128::new(9)).unwrap();
        assert_eq!(saved.funded_until(), Some(121));
        let late = running().settle(112).unwrap().deposit(Uint128::new(9)).unwrap();
        assert_eq!((late.dry_at, late.funded_until()), (Some(111), None));
        let much_later = late.clone().settle(10_000).unwrap();
        assert_eq!((much_later.spendable, much_later.dry_at), (late.spendable, Some(111)));
    }

    #[test]
    fn a_clock_that_stands_or_steps_back_charges_nothing() {
        let settled = running().settle(105).unwrap();
        assert_eq!(settled.clone().settle(105).unwrap(), settled);
        assert_eq!(settled.clone().settle(90).unwrap(), settled);
    }

    #[test]
    fn without_leases_there_is_no_queue_entry() {
        let idle = Account::open(Uint128::new(10), 1, 100).settle(500).unwrap();
        assert_eq!((idle.queue_entry(), idle.funded_until(), idle.settled_at), (None, None, 500));
    }

    #[test]
    fn nothing_is_paid_beyond_what_ran_up() {
        let payment =
            |amount: u128| crate::Payment { provider: "p".into(), amount: Uint128::new(amount), fee: Uint128::zero() };
        let settled = running().settle(110).unwrap();
        assert!(settled.clone().apply(&Movement::Pay(payment(9))).is_ok());
        let error = settled.apply(&Movement::Pay(payment(10))).unwrap_err();
        assert!(matches!(error, MoneyError::Short { pot: "accrued", .. }), "{error}");
    }

    #[test]
    fn what_the_runway_needs_stays() {
        // 10 - 0.9 x 1: 9 whole units.
        assert_eq!(running().withdrawable(), Ok(Uint128::new(9)));
        let left = running().withdraw(Uint128::new(9)).unwrap();
        assert_eq!((left.withdrawable(), left.covers_openings()), (Ok(Uint128::zero()), Ok(true)));
        assert!(matches!(running().withdraw(Uint128::new(10)), Err(MoneyError::Short { pot: "withdrawable", .. })));
        // Less than the runway needs: nothing, and no error.
        assert_eq!(running().settle(111).unwrap().withdrawable(), Ok(Uint128::zero()));
    }

    #[test]
    fn all_can_be_taken_while_dry() {
        let dry = running().settle(112).unwrap().deposit(Uint128::new(5)).unwrap();
        assert_eq!(dry.withdrawable(), Ok(Uint128::new(5)));
        assert_eq!(dry.clone().withdraw(Uint128::new(5)).unwrap().dry_at, dry.dry_at);
    }

    #[test]
    fn an_open_order_binds_its_maximum() {
        let open = Movement::Open { max_rate: Uint128::new(2_500_000_000_000_000_000), hold: Uint128::new(3) };
        let account = Account::open(Uint128::new(100), 10, 0).apply(&open).unwrap();
        assert_eq!(account.withdrawable(), Ok(Uint128::new(100 - 3 - 25)));
    }

    #[test]
    fn closing_finds_what_is_still_bound() {
        assert_eq!(Account::open(Uint128::new(10), 1, 100).close(), Ok(Uint128::new(10)));
        assert!(matches!(running().close(), Err(MoneyError::NotClear { what: "lease rate", .. })));
        let held = Account::open(Uint128::new(10), 1, 0);
        let open = Movement::Open { max_rate: Uint128::one(), hold: Uint128::new(3) };
        assert!(matches!(held.apply(&open).unwrap().close(), Err(MoneyError::NotClear { what: "open rate", .. })));
    }

    #[test]
    fn a_dry_spell_ends_when_no_lease_is_left() {
        let dry = running().settle(112).unwrap();
        let early = dry.clone().apply(&Movement::Resume {}).unwrap_err();
        assert!(matches!(early, MoneyError::NotClear { what: "lease rate", .. }), "{early}");
        let payment = crate::Payment { provider: "p".into(), amount: Uint128::new(9), fee: Uint128::zero() };
        let end = Movement::End {
            rate: Uint128::new(900_000_000_000_000_000),
            payment,
            unearned: Uint256::from(900_000_000_000_000_000_u128),
            hold: Uint128::zero(),
            tip: Uint128::zero(),
        };
        let resumed = dry.apply(&end).unwrap().apply(&Movement::Resume {}).unwrap();
        assert_eq!((resumed.dry_at, resumed.queue_entry(), resumed.settled_at), (None, None, 112));
        assert_eq!(resumed.close(), Ok(Uint128::one()));
    }

    #[test]
    fn stored_as_an_array() {
        let text = cosmwasm_std::to_json_string(&running()).unwrap();
        assert_eq!(text, r#"["10000000000000000000","0","900000000000000000","0",100,null,"0",1]"#);
        assert_eq!(cosmwasm_std::from_json::<Account>(&text).unwrap(), running());
    }
}
