//! From a price that people write to a price per second.

use std::fmt;

use cosmwasm_std::{Decimal, Uint128, Uint256};

use crate::scalar::Amount;

/// Of these, one smallest unit per second has 10^18.
const RATE_DECIMALS: u32 = 18;

/// For how long a price is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// 3,600 seconds.
    Hour,
    /// 30 days.
    Month,
}

impl Period {
    /// How long it is.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Hour => 3_600,
            Self::Month => 2_592_000,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hour => "hour",
            Self::Month => "month",
        })
    }
}

/// A price per second, and what of it was lost by rounding it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PerSecond {
    /// Smallest units per second.
    pub(crate) price: Decimal,
    /// Smallest units by which a whole period at that price is cheaper than what is written.
    pub(crate) lost: Decimal,
}

/// `amount` of a unit with `exponent` decimals (at most 18) per `period`, in smallest units per second, rounded down to
/// 10^-18: the tenant never pays more than is written. Nothing if that is beyond the range of prices.
pub(crate) fn per_second_floor(amount: Amount, exponent: u32, period: Period) -> Option<PerSecond> {
    // Below 10^38 x 10^36.
    let factor = RATE_DECIMALS.checked_add(exponent)?.checked_sub(amount.decimals)?;
    let exact = amount.digits.full_mul(Uint128::new(10_u128.checked_pow(factor)?));
    let seconds = Uint256::from(period.seconds());
    let price = Uint128::try_from(exact.checked_div(seconds).ok()?).ok()?;
    let lost = Uint128::try_from(exact.checked_rem(seconds).ok()?).ok()?;
    Some(PerSecond { price: Decimal::new(price), lost: Decimal::new(lost) })
}

/// A price of the file that is not a whole multiple of 10^-18 smallest units per second, and was rounded down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Where it stands.
    pub path: String,
    /// As it is written, in the display unit.
    pub written: String,
    /// What the display unit is called.
    pub display: String,
    /// The smallest unit.
    pub denom: String,
    /// For how long it is.
    pub period: Period,
    /// What it became: smallest units per second.
    pub per_second: Decimal,
    /// Smallest units by which a whole period at that price is cheaper than what is written.
    pub lost: Decimal,
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, written, display, denom, period, per_second, lost } = self;
        write!(f, "{path}: {written} {display} per {period} is {per_second} {denom} per second, ")?;
        write!(f, "rounded down by {lost} {denom} per {period}")
    }
}
