//! From a price for a block in another network's coin to a price for a month.

use std::fmt;
use std::str::FromStr;

use cosmwasm_std::{Uint128, Uint512};

use crate::Period;
use crate::read::Scalar;
use crate::scalar::{Amount, DenomName};

/// Decimals of the prices that are written.
const DECIMALS: u32 = 6;

/// What so many of another network's coin are worth in the display unit of this exchange's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    denom: String,
    many: Uint128,
    worth: Amount,
}

/// A text that is no [`Rate`] or [`BlockTime`]: what it may be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("allowed: {0}")]
pub struct MoneyError(&'static str);

impl Rate {
    /// Of which coin.
    pub fn denom(&self) -> &str {
        &self.denom
    }
}

impl FromStr for Rate {
    type Err = MoneyError;

    /// `1000000uakt=1.05`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (coin, worth) = text.split_once('=')?;
            let (many, denom) = coin.split_at_checked(coin.find(|c: char| !c.is_ascii_digit())?)?;
            let many = many.parse().ok().filter(|many| *many > 0).map(Uint128::new)?;
            let worth = Amount::parse(worth).filter(|worth| !worth.digits.is_zero())?;
            Some(Self { denom: DenomName::parse(denom)?.0, many, worth })
        };
        parse().ok_or(MoneyError("so many of a coin and what they are worth, both above 0, as in 1000000uakt=1.05"))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}={}", self.many, self.denom, self.worth)
    }
}

/// How long a block takes, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockTime(Amount);

impl FromStr for BlockTime {
    type Err = MoneyError;

    /// `6.1`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds = Amount::parse(text).filter(|seconds| !seconds.digits.is_zero());
        seconds.map(Self).ok_or(MoneyError("seconds above 0, as in 6.1"))
    }
}

impl fmt::Display for BlockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// `amount` of a coin for a block, in the display unit for `period`, rounded down to six decimals: the tenant never pays more.
/// Nothing if that is 0, or more than can be written.
pub(crate) fn price(amount: Amount, rate: &Rate, block: BlockTime, period: Period) -> Option<String> {
    let ten = |power: u32| Uint512::from(10_u128).checked_pow(power).ok();
    let Amount { digits: block, decimals: block_decimals } = block.0;
    // amount x worth x period / (many x block), in 10^-6. The factors stay below 2^512: 10^38 x 10^38 x 10^7 x 10^24.
    let above = Uint512::from(amount.digits)
        .checked_mul(rate.worth.digits.into())
        .and_then(|x| x.checked_mul(period.seconds().into()))
        .ok()?
        .checked_mul(ten(block_decimals.checked_add(DECIMALS)?)?)
        .ok()?;
    let below = Uint512::from(rate.many)
        .checked_mul(block.into())
        .ok()?
        .checked_mul(ten(amount.decimals.checked_add(rate.worth.decimals)?)?)
        .ok()?;
    let digits = Uint128::try_from(above.checked_div(below).ok()?).ok().filter(|digits| !digits.is_zero())?;
    let text = Amount { digits, decimals: DECIMALS }.to_string();
    Amount::parse(&text).map(|_| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(amount: &str, rate: &str, block: &str) -> Option<String> {
        price(Amount::parse(amount).unwrap(), &rate.parse().unwrap(), block.parse().unwrap(), Period::Month)
    }

    #[test]
    fn a_month_of_blocks() {
        // 432,000 blocks of 6 s in 30 days.
        assert_eq!(month("100", "1000000uakt=1", "6"), Some("43.200000".into()));
        assert_eq!(month("100", "1000000uakt=1.05", "6.0"), Some("45.360000".into()));
        assert_eq!(month("0.5", "1uakt=2", "1"), Some("2592000.000000".into()));
        // Rounded down: 2,592,000 / 6.1 = 424,918.03..
        assert_eq!(month("1", "1000000uakt=1", "6.1"), Some("0.424918".into()));
        assert_eq!(month("0", "1000000uakt=1", "6"), None);
        assert_eq!(month("0.000001", "1000000uakt=1", "6"), None);
        assert_eq!(month("99999999999999999999", "1uakt=99999999999999999999", "0.000000000000000001"), None);
    }

    #[test]
    fn rates_and_block_times_are_read_strictly() {
        for text in ["", "uakt=1", "0uakt=1", "1uakt", "1uakt=0", "1uakt=1e3", "1=1", "-1uakt=1", "1.5uakt=1"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
        for text in ["", "0", "0.0", "-6", "6s"] {
            assert!(text.parse::<BlockTime>().is_err(), "{text}");
        }
        assert_eq!("1000000uakt=1.05".parse::<Rate>().unwrap().to_string(), "1000000uakt=1.05");
    }
}
