//! What a command answers: text for people, JSON for programs.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::money::Currencies;

/// Something a command answers. Its JSON is what programs rely on: fields are added, never renamed or removed.
pub trait Answer: Serialize {
    /// The same for people.
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()>;
}

/// A table of rows, or what is said when there are none.
pub fn table<const N: usize>(
    out: &mut dyn Write,
    heads: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    none: &str,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(heads);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    if table.is_empty() {
        return writeln!(out, "{none}");
    }
    // Blanks at the ends of lines help nobody.
    table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// Names and values, one pair a line.
pub fn pairs(out: &mut dyn Write, pairs: &[(&str, String)]) -> io::Result<()> {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    pairs.iter().try_for_each(|(name, value)| writeln!(out, "{name:<width$}  {value}"))
}

/// A span of time in its two largest units, as in `12 d 3 h`.
pub fn span(seconds: u64) -> String {
    let units = [("y", 31_536_000), ("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];
    let mut rest = seconds;
    let mut parts = vec![];
    for (name, unit) in units {
        let count = rest.checked_div(unit).unwrap_or_default();
        rest = rest.checked_rem(unit).unwrap_or_default();
        if count > 0 {
            parts.push(format!("{count} {name}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() { "0 s".into() } else { parts.join(" ") }
}

/// A block time as people read it, in UTC: `2026-11-25T22:06:18Z`.
pub fn utc(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map_or_else(|| format!("{seconds} s"), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_661, "1 h 1 min"),
            (3_601, "1 h"),
            (1_040_400, "12 d 1 h"),
            (31_536_000, "1 y"),
            (u64::MAX, "584942417355 y 26 d"),
        ];
        for (seconds, text) in cases {
            assert_eq!(span(seconds), text);
        }
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(1_764_108_378), "2025-11-25T22:06:18Z");
        assert_eq!(utc(u64::MAX), "18446744073709551615 s");
    }

    #[test]
    fn tables_have_no_blanks_at_the_ends() {
        let mut out = vec![];
        table(&mut out, ["id", "name"], [["1".into(), "web".into()]], "none").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().map(str::trim_end).collect::<Vec<_>>(), text.lines().collect::<Vec<_>>());
        assert_eq!(text, "id  name\n1   web\n");
        let mut out = vec![];
        table(&mut out, ["id"], [], "no keys").unwrap();
        assert_eq!(out, b"no keys\n");
    }
}
