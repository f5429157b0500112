//! Coins as they are written on a command line and shown to people.

use std::collections::BTreeMap;

use cosmwasm_std::{Coin, Uint128};

use crate::Failure;
use crate::currency::Currency;

/// Coins that are known without being told: smallest unit, display unit, decimals.
const KNOWN: [(&str, &str, u32); 8] = [
    ("inj", "INJ", 18),
    ("ujuno", "JUNO", 6),
    ("uatom", "ATOM", 6),
    ("uom", "OM", 6),
    ("untrn", "NTRN", 6),
    ("uosmo", "OSMO", 6),
    ("uusdc", "USDC", 6),
    ("uusdt", "USDT", 6),
];

/// The coins whose display units are known.
#[derive(Clone, Debug)]
pub struct Currencies(BTreeMap<String, Currency>);

impl Currencies {
    /// The known ones, and what `--display` says beside or instead of them.
    ///
    /// Errors say what is wrong with a `--display`.
    pub fn new(told: &[String]) -> Result<Self, Failure> {
        let known = KNOWN.map(|(denom, symbol, decimals)| currency(denom, symbol, decimals));
        let mut all: BTreeMap<_, _> = known.into_iter().map(|one| (one.denom.clone(), one)).collect();
        for text in told {
            let one = display(text).ok_or_else(|| {
                Failure::Input(format!("--display is {text:?}, allowed: DENOM=NAME:DECIMALS, as in uusdc=USDC:6"))
            })?;
            all.insert(one.denom.clone(), one);
        }
        Ok(Self(all))
    }

    /// With one more coin, or another way to count a known one.
    pub fn with(mut self, currency: Currency) -> Self {
        self.0.insert(currency.denom.clone(), currency);
        self
    }

    /// A coin as it is named on a command line: a known one by either of its names, or all of it, `uusdc=USDC:6`.
    ///
    /// Errors say what is wrong with it; `field` names the argument.
    pub fn named(&self, field: &str, text: &str) -> Result<Currency, Failure> {
        let known = self.0.values().find(|one| one.denom == text || one.symbol == text).cloned();
        known.or_else(|| display(text)).ok_or_else(|| {
            let known: Vec<&str> = self.0.values().map(|one| one.denom.as_str()).collect();
            let allowed = format!("DENOM=NAME:DECIMALS, as in uusdc=USDC:6, or one of {}", known.join(", "));
            Failure::Input(format!("{field} is {text:?}, allowed: {allowed}"))
        })
    }

    /// The smallest unit of a coin that is named by either of its names; of an unknown one the name itself.
    pub fn denom(&self, name: &str) -> String {
        let known = self.0.values().find(|one| one.denom == name || one.symbol == name);
        known.map_or_else(|| name.to_owned(), |one| one.denom.clone())
    }

    /// An amount of the smallest unit as people read it: `12.50 USDC`, or `12500000stake` if the coin is not known.
    pub fn show(&self, amount: Uint128, denom: &str) -> String {
        match self.0.get(denom) {
            Some(currency) => format!("{} {}", currency.short(amount), currency.symbol),
            None => format!("{amount}{denom}"),
        }
    }

    /// [`Currencies::show`] of an amount that is text already.
    pub fn text(&self, amount: &str, denom: &str) -> String {
        amount.parse().map_or_else(|_| format!("{amount}{denom}"), |amount| self.show(Uint128::new(amount), denom))
    }

    /// Coins, joined by commas.
    pub fn coins(&self, coins: &[Coin]) -> String {
        let shown = coins.iter().map(|coin| match Uint128::try_from(coin.amount) {
            Ok(amount) => self.show(amount, &coin.denom),
            Err(_) => coin.to_string(),
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// A rate in 10^-18 per second as people read it: `12.50 USDC a month`.
    pub fn per_month(&self, rate: impl Into<cosmwasm_std::Uint256>, denom: &str) -> String {
        match self.0.get(denom) {
            Some(currency) => format!("{} {} a month", currency.per_month(rate), currency.symbol),
            None => format!("{}{denom} a month", currency(denom, denom, 0).per_month(rate)),
        }
    }

    /// One coin as it is written on a command line: `1500uusdc`, or `1.5USDC` if the coin is known.
    ///
    /// Errors say what is wrong with it; `field` names the argument.
    pub fn coin(&self, field: &str, text: &str) -> Result<Coin, Failure> {
        let wrong = |allowed: String| Failure::Input(format!("{field} is {text:?}, allowed: {allowed}"));
        let form = || wrong("a number and its coin, as in 1500uusdc or 1.5USDC".into());
        let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(form)?;
        let (number, unit) = text.split_at_checked(split).ok_or_else(form)?;
        let unit = unit.trim_start();
        if number.is_empty() || !is_denom(unit) {
            return Err(form());
        }
        if let Some(currency) = self.0.values().find(|one| one.symbol == unit && one.denom != unit) {
            let allowed = || wrong(format!("at most {} decimals, below 2^128 {}", currency.decimals, currency.denom));
            let amount = smallest(number, currency.decimals).ok_or_else(allowed)?;
            return Ok(coin(amount, &currency.denom));
        }
        let amount = smallest(number, 0).ok_or_else(|| {
            let known: Vec<&str> = self.0.values().map(|one| one.symbol.as_str()).collect();
            wrong(format!("a whole number of {unit} below 2^128; decimals with one of {}", known.join(", ")))
        })?;
        Ok(coin(amount, unit))
    }
}

fn coin(amount: u128, denom: &str) -> Coin {
    Coin::new(amount, denom)
}

fn currency(denom: &str, symbol: &str, decimals: u32) -> Currency {
    Currency { denom: denom.into(), symbol: symbol.into(), decimals }
}

/// The chains' own rule for a coin's name.
fn is_denom(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
    (2..=128).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(inner)
}

fn display(text: &str) -> Option<Currency> {
    let (denom, rest) = text.split_once('=')?;
    let (symbol, decimals) = rest.split_once(':')?;
    let decimals = decimals.parse().ok().filter(|decimals| *decimals <= 18)?;
    (is_denom(denom) && is_denom(symbol)).then(|| currency(denom, symbol, decimals))
}

/// A decimal number in units of which 10^`decimals` make one; nothing if that is not whole, or too much.
fn smallest(number: &str, decimals: u32) -> Option<u128> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (number, ""),
    };
    let more = decimals.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let digits = format!("{whole}{fraction}");
    let is_number = !whole.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<u128>().ok().filter(|_| is_number)?.checked_mul(10_u128.checked_pow(more)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Currencies {
        Currencies::new(&["utest=TEST:3".into()]).unwrap()
    }

    #[test]
    fn smallest_and_display_units() {
        for (text, amount, denom) in [
            ("1500uusdc", 1_500, "uusdc"),
            ("1.5USDC", 1_500_000, "uusdc"),
            ("0.000001USDC", 1, "uusdc"),
            ("7 TEST", 7_000, "utest"),
            ("3stake", 3, "stake"),
            ("3ibc/AB12", 3, "ibc/AB12"),
            ("340282366920938463463374607431768211455stake", u128::MAX, "stake"),
        ] {
            assert_eq!(known().coin("AMOUNT", text).unwrap(), Coin::new(amount, denom), "{text}");
        }
    }

    #[test]
    fn wrong_amounts_say_what_is_allowed() {
        let error = |text: &str| known().coin("AMOUNT", text).unwrap_err().to_string();
        assert_eq!(error("12"), "AMOUNT is \"12\", allowed: a number and its coin, as in 1500uusdc or 1.5USDC");
        for text in ["", "uusdc", "-3uusdc", "3$", "3u", "1e3uusdc!"] {
            assert!(error(text).contains("a number and its coin"), "{text}");
        }
        assert!(error("1.0000001USDC").contains("allowed: at most 6 decimals, below 2^128 uusdc"));
        assert!(error("1.5uusdc").contains("allowed: a whole number of uusdc below 2^128; decimals with one of "));
        assert!(error("340282366920938463463374607431768211456stake").contains("below 2^128"));
        assert!(error("1.USDC").contains("at most 6 decimals"));
        assert!(error(".5USDC").contains("at most 6 decimals"));
        let told = Currencies::new(&["usdc".into()]).unwrap_err().to_string();
        assert_eq!(told, "--display is \"usdc\", allowed: DENOM=NAME:DECIMALS, as in uusdc=USDC:6");
        assert!(Currencies::new(&["uusdc=USDC:19".into()]).is_err());
    }

    #[test]
    fn shown_as_people_read_them() {
        assert_eq!(known().show(Uint128::new(12_500_000), "uusdc"), "12.50 USDC");
        assert_eq!(known().show(Uint128::new(12), "stake"), "12stake");
        assert_eq!(known().coins(&[Coin::new(1_u128, "utest"), Coin::new(2_u128, "stake")]), "0.001 TEST, 2stake");
        let rate = Uint128::new(12_000_000 * berth_domain::ATTO / 2_592_000);
        assert_eq!(known().per_month(rate, "uusdc"), "12.00 USDC a month");
    }
}
