//! What bids may cost.

use std::collections::BTreeMap;

use cosmwasm_std::{Coin, Uint128};

const SECONDS_PER_DAY: u64 = 86_400;

/// What was paid for bids on the current day (UTC, by block time), against what may be. Opening orders is cheap, and each may draw a bid that
/// costs a fee: without a bound a stranger decides how much is paid.
#[derive(Clone, Debug, Default)]
pub struct Allowance {
    per_day: Option<Uint128>,
    day: u64,
    spent: BTreeMap<String, Uint128>,
}

impl Allowance {
    /// At most `per_day` of any one coin; none: no bound.
    pub fn new(per_day: Option<Uint128>) -> Self {
        Self { per_day, ..Self::default() }
    }

    /// Notes a fee that was paid at this time.
    pub fn spend(&mut self, time: u64, fee: &Coin) {
        self.begin(time);
        let amount = Uint128::try_from(fee.amount).unwrap_or(Uint128::MAX);
        let spent = self.spent.entry(fee.denom.clone()).or_default();
        *spent = spent.saturating_add(amount);
    }

    /// Whether there is something left at this time.
    pub fn is_left(&mut self, time: u64) -> bool {
        self.begin(time);
        let most = self.spent.values().max().copied().unwrap_or_default();
        self.per_day.is_none_or(|per_day| most < per_day)
    }

    fn begin(&mut self, time: u64) {
        let day = time / SECONDS_PER_DAY;
        if day > self.day {
            self.day = day;
            self.spent.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_anew() {
        let mut allowance = Allowance::new(Some(Uint128::new(10)));
        let fee = Coin::new(5_u128, "stake");
        assert!(allowance.is_left(100));
        allowance.spend(100, &fee);
        assert!(allowance.is_left(86_399));
        allowance.spend(86_399, &fee);
        assert!(!allowance.is_left(86_399));
        assert!(allowance.is_left(86_400));
        // A block's time never goes back; if it did, nothing is given twice.
        allowance.spend(86_400, &Coin::new(10_u128, "stake"));
        assert!(!allowance.is_left(86_399));
        assert!(!Allowance::new(Some(Uint128::zero())).is_left(1), "nothing is nothing");
        let mut endless = Allowance::new(None);
        endless.spend(1, &fee);
        assert!(endless.is_left(1));
    }
}
