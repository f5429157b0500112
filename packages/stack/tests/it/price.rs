//! Prices against rational arithmetic of another kind.

use std::str::FromStr;

use berth_stack::{Period, Stack};
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::example;

/// The web example with one price and one exponent.
fn stack(amount: &str, period: &str, exponent: u32) -> Result<Stack, String> {
    let text = example::text("web").replace("exponent: 6", &format!("exponent: {exponent}"));
    let text = text.replace("{month: 17.00}", &format!("{{{period}: {amount}}}"));
    Stack::parse(&text).map_err(|errors| errors.to_string())
}

fn big(number: u128) -> BigUint {
    BigUint::from(number)
}

proptest! {
    /// price = floor(written x 10^exponent / seconds x 10^18), and what is lost is exactly the rest.
    #[test]
    fn floor_of_the_exact_quotient(
        whole in "[0-9]{1,20}",
        fraction in "(\\.[0-9]{1,18})?",
        exponent in 0_u32..=18,
        is_month: bool,
    ) {
        let (period, seconds) = if is_month { ("month", 2_592_000_u128) } else { ("hour", 3_600) };
        let written = format!("{whole}{fraction}");
        let digits = BigUint::from_str(&written.replace('.', "")).unwrap();
        let decimals = u32::try_from(fraction.len().saturating_sub(1)).unwrap();
        let numerator = digits * big(10).pow(exponent) * big(10).pow(18);
        let denominator = big(10).pow(decimals) * big(seconds);
        let expected = &numerator / &denominator;
        match stack(&written, period, exponent) {
            Ok(stack) => {
                let price = stack.infrastructure[0].resources[0].price.atomics();
                prop_assert_eq!(&big(price.u128()), &expected);
                let rounding = stack.roundings().iter().find(|one| one.path == format!("infrastructure.web.resources[0].price.{period}"));
                let rest = numerator % &denominator;
                match rounding {
                    None => prop_assert_eq!(rest, big(0)),
                    Some(rounding) => {
                        prop_assert_eq!(rounding.per_second.atomics(), price);
                        prop_assert_eq!(big(rounding.lost.atomics().u128()) * big(10).pow(decimals), rest);
                        prop_assert_ne!(rounding.lost.atomics().u128(), 0);
                    }
                }
            }
            Err(error) => {
                prop_assert!(error.starts_with("infrastructure.web.resources[0].price."), "{}", error);
                prop_assert!(expected == big(0) || expected > big(u128::MAX), "{}", error);
            }
        }
    }
}

#[test]
fn the_rounding_is_told() {
    let stack = stack("17.00", "month", 6).unwrap();
    let rounding = &stack.roundings()[0];
    assert_eq!(rounding.period, Period::Month);
    assert_eq!(
        rounding.to_string(),
        "infrastructure.web.resources[0].price.month: 17.00 USDC per month is 6.558641975308641975 uusdc per second, \
         rounded down by 0.0000000000008 uusdc per month"
    );
}

#[test]
fn a_price_that_divides_is_not_rounded() {
    let text = example::text("web").replace("month: 17.00", "month: 2.592").replace("month: 52.00", "hour: 0.0036");
    let stack = Stack::parse(&text).unwrap();
    assert!(stack.roundings().is_empty());
    assert_eq!(stack.infrastructure[0].resources[0].price.to_string(), "1");
    assert_eq!(stack.infrastructure[1].resources[0].price.to_string(), "1");
}
