//! The units of money and the one rounding that every rate rests on.

use cosmwasm_std::{CheckedMultiplyRatioError, ConversionOverflowError, Decimal, OverflowError, Uint128, Uint256};
use thiserror::Error;

/// How many of the units in which rates and spendable money are kept make one smallest unit of a denom.
pub const ATTO: u128 = 1_000_000_000_000_000_000;

/// The year of the collateral interest rate: 365 days.
pub const SECONDS_PER_YEAR: u64 = 31_536_000;

/// Money that does not add up. A correct caller never sees one of these; a contract that does refuses the whole message.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// A sum left the range of its type.
    #[error("{0}")]
    Overflow(#[from] OverflowError),
    /// An amount does not fit the narrower type that it is kept in.
    #[error("{0}")]
    Conversion(#[from] ConversionOverflowError),
    /// A product left the range of its type.
    #[error("{0}")]
    Product(#[from] CheckedMultiplyRatioError),
    /// More was to leave a pot than it holds.
    #[error("{pot} holds {held}, less than {wanted}")]
    Short {
        /// Which pot.
        pot: &'static str,
        /// What it holds, in its own unit.
        held: Uint256,
        /// What was to leave it.
        wanted: Uint256,
    },
    /// An account is closed while something in it is still bound.
    #[error("the account still has {what} of {left}")]
    NotClear {
        /// What is left.
        what: &'static str,
        /// How much of it.
        left: Uint256,
    },
}

/// An amount in 10^-18.
pub fn attos(amount: Uint128) -> Uint256 {
    // 2^128 * 10^18 < 2^188: cannot overflow.
    Uint256::from(amount).saturating_mul(Uint256::from(ATTO))
}

/// Whole units in `attos`, rounded down: what leaves an account is never more than it earned.
pub(crate) fn whole_floor(attos: Uint256) -> Result<Uint128, MoneyError> {
    Ok(attos.checked_div(Uint256::from(ATTO)).unwrap_or_default().try_into()?)
}

/// Whole units that cover `attos`, rounded up: what is asked for in advance is enough.
pub(crate) fn whole_ceil(attos: Uint256) -> Result<Uint128, MoneyError> {
    let floor = attos.checked_div(Uint256::from(ATTO)).unwrap_or_default();
    let whole = floor.saturating_mul(Uint256::from(ATTO));
    let rounded = if whole < attos { floor.checked_add(Uint256::one())? } else { floor };
    Ok(rounded.try_into()?)
}

/// `rate` over `seconds`, in 10^-18.
pub(crate) fn over(rate: Uint256, seconds: u64) -> Result<Uint256, MoneyError> {
    Ok(rate.checked_mul(Uint256::from(seconds))?)
}

/// What is left of `held` when `wanted` leaves it.
pub(crate) fn take(pot: &'static str, held: Uint256, wanted: Uint256) -> Result<Uint256, MoneyError> {
    held.checked_sub(wanted).map_err(|_| MoneyError::Short { pot, held, wanted })
}

/// Interest on `collateral` in 10^-18 per second: `floor(collateral x yearly (10^-18) / 31,536,000)`, in the tenant's favour.
///
/// Formula: spec 2, "Lease rate".
pub fn interest_rate_per_second(collateral: Uint128, yearly: Decimal) -> Result<Uint256, MoneyError> {
    let product = collateral.full_mul(yearly.atomics());
    Ok(product.checked_div(Uint256::from(SECONDS_PER_YEAR)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interest_is_floored_once() {
        // 5 % of 31,536,000 a year is 0.05 a second.
        let rate = interest_rate_per_second(Uint128::new(31_536_000), Decimal::percent(5)).unwrap();
        assert_eq!(rate, Uint256::from(50_000_000_000_000_000_u128));
        let rate = interest_rate_per_second(Uint128::new(1), Decimal::percent(5)).unwrap();
        assert_eq!(rate, Uint256::from(1_585_489_599_u128));
        assert!(interest_rate_per_second(Uint128::MAX, Decimal::one()).is_ok());
    }

    #[test]
    fn attos_hold_the_largest_amount() {
        assert_eq!(whole_floor(attos(Uint128::MAX)).unwrap(), Uint128::MAX);
        assert!(whole_floor(Uint256::MAX).is_err());
    }
}
