//! Amounts of money as people write them.

use std::fmt;

use cosmwasm_std::Uint128;

use crate::read::{Scalar, scalar_schema};

const WHOLE_DIGITS: usize = 20;
const DECIMALS: usize = 18;

/// A decimal number, exactly as it is written: `digits` / 10^`decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// All digits, the point left out. Below 10^38.
    pub(crate) digits: Uint128,
    /// How many of them stand behind the point, at most 18.
    pub(crate) decimals: u32,
}

impl Scalar for Amount {
    const ALLOWED: &'static str =
        "a decimal number with at most 20 digits before the point and 18 behind it, as in 12.50";

    fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let fits = (1..=WHOLE_DIGITS).contains(&whole.len()) && fraction.len() <= DECIMALS;
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if !fits || !all_digits {
            return None;
        }
        let digits = format!("{whole}{fraction}").parse().ok().map(Uint128::new)?;
        Some(Self { digits, decimals: u32::try_from(fraction.len()).ok()? })
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["number", "string"], r"^[0-9]{1,20}(\.[0-9]{1,18})?$")
    }
}

impl Amount {
    /// In units of which 10^`exponent` make one. Nothing if that is not a whole number, or 2^128 and more.
    pub(crate) fn in_smallest_units(self, exponent: u32) -> Option<Uint128> {
        if let Some(more) = exponent.checked_sub(self.decimals) {
            return self.digits.checked_mul(Uint128::new(10_u128.checked_pow(more)?)).ok();
        }
        let unit = Uint128::new(10_u128.checked_pow(self.decimals.checked_sub(exponent)?)?);
        let rest = self.digits.checked_rem(unit).ok()?;
        if rest.is_zero() { self.digits.checked_div(unit).ok() } else { None }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::try_from(self.decimals).unwrap_or(DECIMALS);
        let digits = format!("{:0>width$}", self.digits.to_string(), width = decimals.saturating_add(1));
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
        if fraction.is_empty() { f.write_str(whole) } else { write!(f, "{whole}.{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn exactly_what_is_written() {
        for text in ["0", "12", "12.50", "0.000000000000000001", "99999999999999999999.999999999999999999"] {
            assert_eq!(amount(text).to_string(), text);
        }
        assert_eq!(amount("007.0").to_string(), "7.0");
        for text in ["", ".", ".5", "5.", "-1", "+1", "1e3", "1_000", "1,5", "0x10", " 1", "1.2.3", "١"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
        assert_eq!(Amount::parse(&"9".repeat(21)), None);
        assert_eq!(Amount::parse("0.0000000000000000001"), None);
    }

    #[test]
    fn smallest_units_are_whole() {
        assert_eq!(amount("12.50").in_smallest_units(6), Some(Uint128::new(12_500_000)));
        assert_eq!(amount("12.0000000").in_smallest_units(6), Some(Uint128::new(12_000_000)));
        assert_eq!(amount("12.0000001").in_smallest_units(6), None);
        assert_eq!(amount("3").in_smallest_units(0), Some(Uint128::new(3)));
        assert_eq!(
            amount("99999999999999999999").in_smallest_units(18),
            Some(Uint128::new(99_999_999_999_999_999_999 * 10_u128.pow(18)))
        );
        assert_eq!(amount("99999999999999999999.9").in_smallest_units(19), None);
    }
}
