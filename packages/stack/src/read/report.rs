//! What is wrong so far, and where everything stands.

use std::collections::BTreeMap;

use berth_domain::Invalid;

use crate::error::{Problem, StackError, StackErrors};
use crate::yaml::Node;

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
}

impl Report {
    /// With what the loading of the tree found.
    pub(crate) fn new(errors: Vec<StackError>) -> Self {
        Self { errors, places: BTreeMap::new() }
    }

    /// Remembers where `path` is and what stands there.
    pub(crate) fn visit(&mut self, path: &str, node: &Node) {
        let spot = Spot { line: node.line, column: node.column, shown: node.shown() };
        self.places.insert(path.to_owned(), spot);
    }

    /// The value at `path` is not one of those `allowed`.
    pub(crate) fn wrong(&mut self, path: &str, allowed: impl Into<String>) {
        let Spot { line, column, shown } = self.spot(path);
        self.put(path, line, column, Problem::WrongValue { found: shown, allowed: allowed.into() });
    }

    /// The same for something that is not one value in the file: what was `found` is said by the caller.
    pub(crate) fn wrong_sum(&mut self, path: &str, found: impl Into<String>, allowed: impl Into<String>) {
        let Spot { line, column, .. } = self.spot(path);
        self.put(path, line, column, Problem::WrongValue { found: found.into(), allowed: allowed.into() });
    }

    /// The section at `path` lacks `key`.
    pub(crate) fn missing(&mut self, section: &str, path: &str, allowed: String) {
        let Spot { line, column, .. } = self.spot(section);
        self.put(path, line, column, Problem::MissingKey { allowed });
    }

    /// There is no key of this name in its section.
    pub(crate) fn unknown(&mut self, path: &str, line: usize, column: usize, name: &str, known: Vec<&'static str>) {
        let near = known.iter().map(|key| (strsim::osa_distance(key, name), *key)).min();
        // A third of the letters may be wrong: `colateral`, but not `cpu` for `gcp`.
        let meant = near.filter(|(distance, key)| distance.saturating_mul(3) <= key.len().saturating_add(1));
        let meant = meant.map(|(_, key)| key.to_owned());
        self.put(path, line, column, Problem::UnknownKey { meant, known });
    }

    /// A bound of the exchange's own values was not kept by the section at `path`. `unit` is what its numbers count.
    pub(crate) fn invalid(&mut self, path: &str, invalid: &Invalid, unit: &str) {
        let path = if path.is_empty() { invalid.field.clone() } else { format!("{path}.{}", invalid.field) };
        match self.places.contains_key(&path) {
            true => self.wrong(&path, format!("{}{unit}", invalid.allowed)),
            false => self.wrong_sum(&path, invalid.value.clone(), format!("{}{unit}", invalid.allowed)),
        }
    }

    /// `value`, if nothing was wrong.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, StackErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(StackErrors::new(self.errors)),
        }
    }

    /// Whether nothing was wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    fn put(&mut self, path: &str, line: usize, column: usize, problem: Problem) {
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
                None if path.is_empty() => return Spot { line: 1, column: 1, shown: "empty".into() },
                None => path = "",
            }
        }
    }
}
