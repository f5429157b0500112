//! CPUs and bytes.

use crate::read::{Scalar, scalar_schema};
use crate::scalar::number::digits;

/// Thousandths of a CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cpu(pub(crate) u32);

impl Scalar for Cpu {
    const ALLOWED: &'static str = "CPUs with at most three decimals, as in 0.5, or thousandths, as in 500m";

    fn parse(text: &str) -> Option<Self> {
        if let Some(thousandths) = text.strip_suffix('m') {
            return digits(thousandths).map(Self);
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        if fraction.is_empty() || fraction.len() > 3 {
            return None;
        }
        let thousandths: u32 = digits(&format!("{fraction:0<3}"))?;
        digits::<u32>(whole)?.checked_mul(1_000)?.checked_add(thousandths).map(Self)
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["number", "string"], r"^([0-9]+(\.[0-9]{1,3})?|[0-9]+m)$")
    }
}

/// MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mebibytes(pub(crate) u32);

impl Scalar for Mebibytes {
    const ALLOWED: &'static str = "a whole number of Mi, Gi or Ti, as in 512Mi";

    fn parse(text: &str) -> Option<Self> {
        let units = [("Mi", 1), ("Gi", 1_024), ("Ti", 1_048_576)];
        let (number, unit) = units.iter().find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)))?;
        digits::<u32>(number)?.checked_mul(*unit).map(Self)
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["string"], "^[0-9]+(Mi|Gi|Ti)$")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus() {
        for (text, thousandths) in [("0.5", 500), ("500m", 500), ("2", 2_000), ("1.25", 1_250), ("0.001", 1)] {
            assert_eq!(Cpu::parse(text), Some(Cpu(thousandths)), "{text}");
        }
        for text in ["", "m", ".5", "1.", "0.0001", "1.m", "0.5m", "-1", "1 m", "4294968", "1e3"] {
            assert_eq!(Cpu::parse(text), None, "{text}");
        }
    }

    #[test]
    fn bytes() {
        for (text, mebibytes) in [("512Mi", 512), ("2Gi", 2_048), ("1Ti", 1_048_576), ("0Mi", 0)] {
            assert_eq!(Mebibytes::parse(text), Some(Mebibytes(mebibytes)), "{text}");
        }
        for text in ["", "Gi", "2", "2G", "2GB", "1.5Gi", "2 Gi", "2gi", "4096Ti", "-1Mi"] {
            assert_eq!(Mebibytes::parse(text), None, "{text}");
        }
    }
}
