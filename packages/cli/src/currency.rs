//! Amounts and rates as people read them.

use cosmwasm_std::{Int256, Uint128, Uint256};
use serde::Serialize;

/// The month of prices: 30 days.
pub const MONTH: u64 = 2_592_000;

/// A coin's smallest unit and the unit that people name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Currency {
    /// Smallest unit, as in `uusdc`.
    pub denom: String,
    /// Display unit, as in `USDC`.
    pub symbol: String,
    /// How many decimals the display unit has.
    pub decimals: u32,
}

impl Currency {
    /// So many display units in smallest units; `None` beyond 2^128.
    pub fn whole(&self, units: u128) -> Option<Uint128> {
        units.checked_mul(self.one()).map(Uint128::new)
    }

    /// One display unit.
    pub fn one(&self) -> u128 {
        10_u128.saturating_pow(self.decimals)
    }

    /// All decimals, which makes it exact.
    pub fn exact(&self, amount: impl Into<Uint256>) -> String {
        let (amount, one) = (amount.into(), Uint256::from(self.one()));
        let (whole, fraction) = (amount / one, amount % one);
        let width = usize::try_from(self.decimals).unwrap_or_default();
        if width == 0 { whole.to_string() } else { format!("{whole}.{:0>width$}", fraction.to_string()) }
    }

    /// Exact as well, without the zeros at the end beyond cents.
    pub fn short(&self, amount: impl Into<Uint256>) -> String {
        let exact = self.exact(amount);
        let Some((whole, fraction)) = exact.split_once('.') else { return exact };
        let cut = fraction.trim_end_matches('0');
        format!("{whole}.{cut:0<2}")
    }

    /// [`Currency::exact`] with a sign, nothing for nothing.
    pub fn signed(&self, amount: Int256) -> String {
        match amount {
            zero if zero.is_zero() => String::new(),
            minus if minus.is_negative() => format!("-{}", self.exact(minus.unsigned_abs())),
            plus => format!("+{}", self.exact(plus.unsigned_abs())),
        }
    }

    /// What a rate in 10^-18 per second comes to in a month, to the nearest smallest unit.
    pub fn per_month(&self, rate: impl Into<Uint256>) -> String {
        let atto = Uint256::from(berth_domain::ATTO);
        let month = rate.into() * Uint256::from(MONTH);
        self.short((month + atto / Uint256::from(2_u128)) / atto)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usdc() -> Currency {
        Currency { denom: "uusdc".into(), symbol: "USDC".into(), decimals: 6 }
    }

    #[test]
    fn amounts() {
        assert_eq!(usdc().exact(Uint128::new(1_234_500)), "1.234500");
        assert_eq!(usdc().short(Uint128::new(1_234_500)), "1.2345");
        assert_eq!(usdc().short(Uint128::new(7_000_000)), "7.00");
        assert_eq!(usdc().short(Uint128::zero()), "0.00");
        assert_eq!(usdc().signed(Int256::from(-1_i128)), "-0.000001");
        assert_eq!(usdc().signed(Int256::from(2_000_000_i128)), "+2.000000");
        assert_eq!(usdc().signed(Int256::zero()), "");
        let plain = Currency { denom: "stake".into(), symbol: "stake".into(), decimals: 0 };
        assert_eq!((plain.exact(Uint128::new(12)), plain.short(Uint128::new(12))), ("12".into(), "12".into()));
    }

    #[test]
    fn a_month_of_a_rate() {
        // 24.00 a month, rounded down to 10^-18 per second, reads 24.00 again.
        let rate = Uint256::from(24_000_000_u128 * berth_domain::ATTO) / Uint256::from(MONTH);
        assert_eq!(usdc().per_month(rate), "24.00");
    }
}
