//! Forms of value that only these files have.

use cosmwasm_std::Uint128;
use serde_json::json;

use crate::read::{Field, Place, Report, Scalar, Shape, scalar_schema};
use crate::scalar::Amount;
use crate::yaml::{Node, Value};

/// A value, or nothing at all: `args:`.
#[derive(Debug)]
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<T: Shape> Shape for Maybe<T> {
    fn allowed() -> String {
        format!("{}, or nothing", T::allowed())
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [T::schema(), { "type": "null" }] })
    }

    fn read(node: &Node, path: &str, report: &mut Report) -> Option<Self> {
        match &node.value {
            Value::Nothing => Some(Self(None)),
            _ => T::read(node, path, report).map(|value| Self(Some(value))),
        }
    }
}

/// One of them, or a list.
#[derive(Debug)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<Field<T>>);

impl<T: Shape> Shape for OneOrMany<T> {
    fn allowed() -> String {
        format!("{}, or a list of them", T::allowed())
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [T::schema(), Vec::<Field<T>>::schema()] })
    }

    fn read(node: &Node, path: &str, report: &mut Report) -> Option<Self> {
        match &node.value {
            Value::List(_) => Shape::read(node, path, report).map(Self),
            _ => T::read(node, path, report)
                .map(|value| Self(vec![Field::Given(Place { path: path.to_owned(), value })])),
        }
    }
}

/// Whatever stands there: it is not carried over, so nothing is asked of it.
#[derive(Debug)]
pub(crate) struct Anything;

impl Shape for Anything {
    fn allowed() -> String {
        "anything".into()
    }

    fn schema() -> serde_json::Value {
        json!({})
    }

    fn read(_: &Node, _: &str, _: &mut Report) -> Option<Self> {
        Some(Self)
    }
}

/// The version of the format.
#[derive(Debug)]
pub(crate) struct Version;

impl Scalar for Version {
    const ALLOWED: &'static str = "2.0 or 2.1";

    fn parse(text: &str) -> Option<Self> {
        matches!(text, "2.0" | "2.1").then_some(Self)
    }

    fn schema() -> serde_json::Value {
        json!({ "enum": ["2.0", "2.1"] })
    }
}

/// Thousandths of a CPU; what is finer is rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CpuUnits {
    /// Thousandths.
    pub(crate) thousandths: u32,
    /// Whether the file says less.
    pub(crate) rounded: bool,
}

impl Scalar for CpuUnits {
    const ALLOWED: &'static str = "CPUs above 0, as in 0.5, or thousandths, as in 500m";

    fn parse(text: &str) -> Option<Self> {
        let (number, thousandths) = text.strip_suffix('m').map_or((text, 1_000), |number| (number, 1));
        let (whole, rounded) = times(Amount::parse(number)?, thousandths)?;
        Some(Self { thousandths: u32::try_from(whole).ok()?, rounded }).filter(|units| units.thousandths > 0)
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["number", "string"], r"^[0-9]+(\.[0-9]+)?m?$")
    }
}

/// MiB out of bytes with whatever unit; what is finer is rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// MiB.
    pub(crate) mebibytes: u32,
    /// Whether the file says less.
    pub(crate) rounded: bool,
}

const MEBIBYTE: u128 = 1_048_576;

impl Scalar for Size {
    const ALLOWED: &'static str = "bytes, with a unit out of k, Ki, M, Mi, G, Gi, T, Ti, P, Pi, E, Ei, as in 512Mi";

    fn parse(text: &str) -> Option<Self> {
        let units = ["k", "M", "G", "T", "P", "E"].iter().zip(1_u32..).flat_map(|(letter, power)| {
            let binary = format!("{}i", letter.to_uppercase());
            [(binary, 1_024_u128.saturating_pow(power)), ((*letter).to_owned(), 1_000_u128.saturating_pow(power))]
        });
        let found = units.into_iter().find_map(|(name, unit)| Some((text.strip_suffix(name.as_str())?, unit)));
        let (number, unit) = found.unwrap_or((text, 1));
        let (bytes, rounded) = times(Amount::parse(number)?, unit)?;
        let whole = bytes.div_ceil(MEBIBYTE);
        let rounded = rounded || !bytes.is_multiple_of(MEBIBYTE);
        Some(Self { mebibytes: u32::try_from(whole).ok()?, rounded })
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["number", "string"], r"^[0-9]+(\.[0-9]+)?(k|Ki|[MGTPE]i?)?$")
    }
}

/// An amount times a whole number, rounded up, and whether it was.
fn times(amount: Amount, factor: u128) -> Option<(u128, bool)> {
    let unit = Uint128::new(10_u128.checked_pow(amount.decimals)?);
    let exact = amount.digits.full_mul(Uint128::new(factor));
    let whole = Uint128::try_from(exact.checked_div(unit.into()).ok()?).ok()?.u128();
    let rounded = !exact.checked_rem(unit.into()).ok()?.is_zero();
    Some((whole.checked_add(u128::from(rounded))?, rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_in_thousandths() {
        let cases =
            [("0.5", 500, false), ("100m", 100, false), ("2", 2_000, false), ("0.0001", 1, true), ("0.5m", 1, true)];
        for (text, thousandths, rounded) in cases {
            assert_eq!(CpuUnits::parse(text), Some(CpuUnits { thousandths, rounded }), "{text}");
        }
        for text in ["", "0", "0m", "-1", "1k", "1e3", "4294968"] {
            assert_eq!(CpuUnits::parse(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_in_every_unit() {
        for (text, mebibytes, rounded) in [
            ("512Mi", 512, false),
            ("1.5Gi", 1_536, false),
            ("1G", 954, true),
            ("1048576", 1, false),
            ("1024Ki", 1, false),
            ("1k", 1, true),
            ("2Ti", 2_097_152, false),
            ("0.5Pi", 536_870_912, false),
            ("0", 0, false),
        ] {
            assert_eq!(Size::parse(text), Some(Size { mebibytes, rounded }), "{text}");
        }
        for text in ["", "Gi", "1K", "1 Gi", "-1Gi", "1gi", "5000Pi", "1GB"] {
            assert_eq!(Size::parse(text), None, "{text}");
        }
    }
}
