//! What is wrong so far, and where everything stands.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::Invalid;

use crate::error::{Problem, StackError, StackErrors};
use crate::yaml::{Key, Node, Value, named, shorten};

/// Longer names are compared with nothing: it takes time, and nobody mistypes so long a key.
const COMPARED: usize = 64;
/// More names than a right file has are not compared either.
const COMPARED_NAMES: usize = 128;
/// So many names are told, of those that would do.
const SHOWN_NAMES: usize = 16;

/// Collects errors, so that a tenant repairs a file once and not once per mistake.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<StackError>,
    places: BTreeMap<String, Spot>,
}

#[derive(Clone)]
struct Spot {
    line: usize,
    column: usize,
    shown: String,
    is_scalar: bool,
}

impl Report {
    /// With what the loading of the tree found.
    pub(crate) const fn new(errors: Vec<StackError>) -> Self {
        Self { errors, places: BTreeMap::new() }
    }

    /// Remembers where `path` is and what stands there.
    pub(crate) fn visit(&mut self, path: &str, node: &Node) {
        let is_scalar = matches!(node.value, Value::Text(_) | Value::Nothing);
        let spot = Spot { line: node.line, column: node.column, shown: node.shown(), is_scalar };
        self.places.insert(path.to_owned(), spot);
    }

    /// The value at `path` is not one of those `allowed`.
    pub(crate) fn wrong(&mut self, path: &str, allowed: impl Into<String>) {
        let found = self.spot(path).shown;
        self.wrong_sum(path, found, allowed);
    }

    /// The same for something that is not one value in the file: what was `found` is said by the caller.
    pub(crate) fn wrong_sum(&mut self, path: &str, found: impl Into<String>, allowed: impl Into<String>) {
        self.put(path, Problem::WrongValue { found: found.into(), allowed: allowed.into() });
    }

    /// A name that the tenant chose is not one of those `allowed`.
    pub(crate) fn wrong_name(&mut self, path: &str, key: &Key, allowed: impl Into<String>) {
        let found = format!("named {:?}", shorten(&key.name));
        let problem = Problem::WrongValue { found, allowed: allowed.into() };
        self.put_at(path, key.line, key.column, problem);
    }

    /// The section at `section` lacks the key of `path`.
    pub(crate) fn missing(&mut self, section: &str, path: &str, allowed: String) {
        let Spot { line, column, .. } = self.spot(section);
        self.put_at(path, line, column, Problem::MissingKey { allowed });
    }

    /// Not exactly one of the keys `of` is there.
    pub(crate) fn not_one(&mut self, path: &str, found: Vec<&'static str>, of: Vec<&'static str>) {
        self.put(path, Problem::NotOne { found, of });
    }

    /// There is no key of this name in its section.
    pub(crate) fn unknown_key(&mut self, path: &str, key: &Key, known: Vec<&'static str>) {
        let meant = nearest(&key.name, known.iter().copied());
        self.put_at(path, key.line, key.column, Problem::UnknownKey { meant, known });
    }

    /// There is nothing of the name that stands at `path`.
    pub(crate) fn unknown_name(&mut self, path: &str, name: &str, known: &BTreeSet<&str>) {
        let meant = nearest(name, known.iter().copied().take(COMPARED_NAMES)).map(|name| named(&name));
        let rest = known.len().saturating_sub(SHOWN_NAMES);
        let more = (rest > 0).then(|| format!("and {rest} more"));
        let known = known.iter().take(SHOWN_NAMES).map(|name| named(name)).chain(more).collect();
        self.put(path, Problem::UnknownName { found: format!("{:?}", shorten(name)), meant, known });
    }

    /// A bound of the exchange's own values is not kept by what stands at `path`. `unit` is what its numbers count.
    pub(crate) fn invalid(&mut self, path: &str, invalid: &Invalid, unit: &str) {
        let found = match self.places.get(path) {
            Some(spot) if spot.is_scalar => spot.shown.clone(),
            _ => invalid.value.clone(),
        };
        self.wrong_sum(path, found, format!("{}{unit}", invalid.allowed));
    }

    /// Something is wrong with what stands at `path`.
    pub(crate) fn put(&mut self, path: &str, problem: Problem) {
        let Spot { line, column, .. } = self.spot(path);
        self.put_at(path, line, column, problem);
    }

    /// `value`, if nothing was wrong.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, StackErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(StackErrors::new(self.errors)),
        }
    }

    /// Line and column of `path`, or of the nearest that contains it and is in the file.
    pub(crate) fn place(&self, path: &str) -> (usize, usize) {
        let Spot { line, column, .. } = self.spot(path);
        (line, column)
    }

    /// Whether nothing was wrong so far.
    pub(crate) const fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    fn put_at(&mut self, path: &str, line: usize, column: usize, problem: Problem) {
        self.errors.push(StackError { path: path.to_owned(), line, column, problem });
    }

    /// Where `path` is, or the nearest that contains it and is in the file.
    fn spot(&self, path: &str) -> Spot {
        let mut path = path;
        loop {
            if let Some(spot) = self.places.get(path) {
                return spot.clone();
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = path.get(..end).unwrap_or_default(),
                None if path.is_empty() => return Spot { line: 1, column: 1, shown: "empty".into(), is_scalar: true },
                None => path = "",
            }
        }
    }
}

/// The one of `known` that `name` is a slip of the pen of.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    if name.len() > COMPARED {
        return None;
    }
    let (distance, nearest) = known.map(|known| (strsim::osa_distance(known, name), known)).min()?;
    // A third of the letters may be wrong: `colateral`, but not `cpu` for `gcp`.
    let is_near = distance.saturating_mul(3) <= nearest.len().saturating_add(1);
    is_near.then(|| nearest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen() {
        let near = |name| nearest(name, ["cpu", "memory", "collateral"].into_iter());
        assert_eq!(near("colateral"), Some("collateral".into()));
        assert_eq!(near("memroy"), Some("memory".into()));
        assert_eq!(near("cpus"), Some("cpu".into()));
        assert_eq!(near("gcp"), None);
        assert_eq!(near(&"memory".repeat(20)), None);
        assert_eq!(nearest("web", std::iter::empty()), None);
    }
}
