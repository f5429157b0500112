//! Whole numbers and flags.

use std::str::FromStr;

use crate::read::{Scalar, scalar_schema};

/// A number out of decimal digits and nothing else.
pub(crate) fn digits<T: FromStr>(text: &str) -> Option<T> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits { text.parse().ok() } else { None }
}

fn whole_schema() -> serde_json::Value {
    scalar_schema(&["integer", "string"], "^[0-9]+$")
}

/// A whole number of its type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole<T>(pub(crate) T);

impl<T: FromStr> Scalar for Whole<T> {
    const ALLOWED: &'static str = "a whole number, as in 2";

    fn parse(text: &str) -> Option<Self> {
        digits(text).map(Self)
    }

    fn schema() -> serde_json::Value {
        whole_schema()
    }
}

/// A TCP port.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Port(pub(crate) u16);

impl Scalar for Port {
    const ALLOWED: &'static str = "a port, 1 to 65535";

    fn parse(text: &str) -> Option<Self> {
        digits(text).filter(|port| *port != 0).map(Self)
    }

    fn schema() -> serde_json::Value {
        whole_schema()
    }
}

/// How many decimals a display unit has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exponent(pub(crate) u32);

impl Exponent {
    const MAX: u32 = 18;
}

impl Scalar for Exponent {
    const ALLOWED: &'static str = "a whole number, 0 to 18";

    fn parse(text: &str) -> Option<Self> {
        digits(text).filter(|exponent| *exponent <= Self::MAX).map(Self)
    }

    fn schema() -> serde_json::Value {
        whole_schema()
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag(pub(crate) bool);

impl Scalar for Flag {
    const ALLOWED: &'static str = "true or false";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "boolean" })
    }
}

/// The version of the format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format;

impl Scalar for Format {
    const ALLOWED: &'static str = "1";

    fn parse(text: &str) -> Option<Self> {
        (text == Self::ALLOWED).then_some(Self)
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "const": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_only() {
        assert_eq!(digits::<u32>("007"), Some(7));
        for text in ["", "+1", "-1", "1.0", "4294967296", "1 "] {
            assert_eq!(digits::<u32>(text), None, "{text}");
        }
        assert!(Port::parse("0").is_none() && Port::parse("65536").is_none());
        assert!(Exponent::parse("18").is_some() && Exponent::parse("19").is_none());
        assert!(Flag::parse("yes").is_none());
        assert!(Format::parse("2").is_none());
    }
}
