//! What is wrong with a file: where, what was found, and what is allowed.

use std::fmt;

use thiserror::Error;

/// One thing that is wrong with a stack file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct StackError {
    /// The key, from the top of the file, as in `infrastructure.web.resources[0].price`; empty for the file itself.
    pub path: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in that line in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is not YAML, or uses a part of YAML that a stack file has no use for.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// A value that the key does not take.
    WrongValue {
        /// What was found, shortened.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// A key that does not exist.
    UnknownKey {
        /// The existing key that looks most like it, if one does.
        meant: Option<String>,
        /// Every key that exists there.
        known: Vec<&'static str>,
    },
    /// The name of something that is not in the file.
    UnknownName {
        /// The name, shortened.
        found: String,
        /// The name in the file that looks most like it, if one does.
        meant: Option<String>,
        /// Names that would do.
        known: Vec<String>,
    },
    /// A key that must be there and is not.
    MissingKey {
        /// What it takes.
        allowed: String,
    },
    /// A key that is there twice.
    DuplicateKey {
        /// Where it was first.
        first_line: usize,
    },
    /// Not exactly one of several keys.
    NotOne {
        /// Those that are there.
        found: Vec<&'static str>,
        /// Those of which one must be there.
        of: Vec<&'static str>,
    },
    /// Instances for which their infrastructure has no room.
    NoRoom {
        /// Its name.
        infrastructure: String,
        /// How many instances are to run on it.
        instances: u32,
        /// How many of them find room beside what is placed before them.
        placed: u32,
    },
}

impl StackError {
    /// A name for the kind of error that programs may rely on.
    pub const fn code(&self) -> &'static str {
        match self.problem {
            Problem::Unreadable { .. } => "stack/unreadable",
            Problem::WrongValue { .. } => "stack/wrong_value",
            Problem::UnknownKey { .. } => "stack/unknown_key",
            Problem::UnknownName { .. } => "stack/unknown_name",
            Problem::MissingKey { .. } => "stack/missing_key",
            Problem::DuplicateKey { .. } => "stack/duplicate_key",
            Problem::NotOne { .. } => "stack/not_one",
            Problem::NoRoom { .. } => "stack/no_room",
        }
    }
}

impl fmt::Display for StackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the file" } else { &self.path };
        let place = format_args!("(line {}, column {})", self.line, self.column);
        match &self.problem {
            Problem::Unreadable { reason } => write!(f, "{path} is not readable {place}: {reason}"),
            Problem::WrongValue { found, allowed } => write!(f, "{path} is {found} {place}, allowed: {allowed}"),
            Problem::MissingKey { allowed } => write!(f, "{path} is missing {place}, allowed: {allowed}"),
            Problem::DuplicateKey { first_line } => {
                write!(f, "{path} is there twice {place}, allowed: once, as on line {first_line}")
            }
            Problem::NotOne { found, of } => {
                let found = if found.is_empty() { "none".into() } else { found.join(" and ") };
                write!(f, "{path} has {found} {place}, allowed: exactly one of {}", of.join(", "))
            }
            Problem::UnknownKey { meant, known } => {
                write!(f, "{path} is not a known key {place}{} allowed: {}", question(meant), known.join(", "))
            }
            Problem::UnknownName { found, meant, known } => {
                let (meant, known) = (question(meant), known.join(", "));
                write!(f, "{path} is {found}, which is not in the file {place}{meant} allowed: {known}")
            }
            Problem::NoRoom { infrastructure, instances, placed } => write!(
                f,
                "{path} has {instances} instances {place}, of which {placed} find room, allowed: \
                 as many as fit into the compute units of infrastructure {infrastructure}"
            ),
        }
    }
}

fn question(meant: &Option<String>) -> String {
    meant.as_ref().map_or_else(|| ",".into(), |meant| format!(", did you mean `{meant}`?"))
}

/// A file with more errors than this is not what it was taken for, and nobody reads them all.
const KEPT: usize = 64;

/// Everything that is wrong with a stack file, at least one error, in the order of the file; of very many the first.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct StackErrors {
    errors: Vec<StackError>,
    more: usize,
}

impl StackErrors {
    pub(crate) fn new(mut errors: Vec<StackError>) -> Self {
        errors.sort_by_key(|error| (error.line, error.column));
        let more = errors.len().saturating_sub(KEPT);
        errors.truncate(KEPT);
        Self { errors, more }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &StackError> {
        self.errors.iter()
    }
}

impl fmt::Display for StackErrors {
    /// One error a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{error}")?;
        }
        if self.more > 0 { write!(f, "\nand {} more", self.more) } else { Ok(()) }
    }
}
