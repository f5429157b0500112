//! Spans of time.

use crate::read::{Scalar, scalar_schema};
use crate::scalar::number::digits;

/// So many seconds, written with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Duration(pub(crate) u64);

impl Scalar for Duration {
    const ALLOWED: &'static str =
        "a whole number of s, m, h or d (seconds, minutes, hours, days), more than 0, as in 30d";

    fn parse(text: &str) -> Option<Self> {
        let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
        let (number, unit) = units.iter().find_map(|(suffix, unit)| Some((text.strip_suffix(*suffix)?, unit)))?;
        digits::<u64>(number)?.checked_mul(*unit).filter(|seconds| *seconds > 0).map(Self)
    }

    fn schema() -> serde_json::Value {
        scalar_schema(&["string"], "^[0-9]+[smhd]$")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, seconds) in [("45s", 45), ("90m", 5_400), ("12h", 43_200), ("30d", 2_592_000)] {
            assert_eq!(Duration::parse(text), Some(Duration(seconds)), "{text}");
        }
        for text in ["", "d", "0d", "30", "1.5h", "30 d", "1w", "-1d", "213503982334602d"] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }
}
