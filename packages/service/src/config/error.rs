//! What is wrong with a configuration.

use figment::error::{Actual, Kind};
use schemars::schema::SchemaObject;
use thiserror::Error;

use super::schema;

/// A value that may not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Path of the field, as in `keeper.limit`.
    pub field: String,
    /// What was found; never a secret.
    pub found: String,
    /// What is allowed.
    pub allowed: String,
}

impl Wrong {
    /// This field has this value, and only these are allowed.
    pub fn new(field: impl Into<String>, found: impl ToString, allowed: impl Into<String>) -> Self {
        Self { field: field.into(), found: found.to_string(), allowed: allowed.into() }
    }
}

/// Why there are no settings.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {reason}")]
    Read {
        /// Which file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The file is no TOML.
    #[error("{path}, line {line}, column {column}: {reason}")]
    Syntax {
        /// Which file.
        path: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A field is wrong.
    #[error("{origin}: {field} is {found}, allowed: {allowed}")]
    Field {
        /// The file, the environment variable, the command line, or the default.
        origin: String,
        /// Its path, as in `keeper.limit`.
        field: String,
        /// What was found; never a secret.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// The settings cannot be written down.
    #[error("the configuration cannot be printed: {reason}")]
    Print {
        /// Why.
        reason: String,
    },
}

impl ConfigError {
    pub(super) fn field(origin: String, wrong: Wrong) -> Self {
        Self::Field { origin, field: wrong.field, found: wrong.found, allowed: wrong.allowed }
    }

    /// A type's refusal, with the place it came from. What stands where no plain value belongs, or at a secret, is not shown.
    pub(super) fn of_figment(error: figment::Error, schema: &SchemaObject) -> Self {
        // Wrong in several ways at once: the first is as good as any.
        let Some(error) = error.into_iter().next() else {
            return Self::Print { reason: "no reason was given".to_owned() };
        };
        let origin = error.metadata.map_or_else(|| "default".to_owned(), |of| of.name.to_string());
        let mut path = error.path;
        let shown = schema::find(schema, &path).is_some_and(schema::is_plain);
        let (found, allowed) = match error.kind {
            Kind::UnknownField(field, allowed) => {
                if path.last() != Some(&field) {
                    path.push(field);
                }
                ("an unknown key".to_owned(), allowed.join(", "))
            }
            Kind::MissingField(field) => {
                path.push(field.into_owned());
                ("missing".to_owned(), "a value".to_owned())
            }
            Kind::UnknownVariant(found, allowed) => (shown_if(shown, &found), allowed.join(", ")),
            Kind::InvalidType(found, allowed) | Kind::InvalidValue(found, allowed) => (told(&found, shown), allowed),
            Kind::InvalidLength(found, allowed) => (format!("{found} long"), allowed),
            Kind::Message(reason) => ("refused".to_owned(), shown_if(shown, &reason)),
            other => ("refused".to_owned(), shown_if(shown, &other.to_string())),
        };
        Self::Field { origin, field: path.join("."), found, allowed }
    }
}

fn shown_if(shown: bool, text: &str) -> String {
    if shown { text.to_owned() } else { "(not shown)".to_owned() }
}

fn told(found: &Actual, shown: bool) -> String {
    match found {
        _ if shown => found.to_string(),
        Actual::Str(_) | Actual::Char(_) => "a string".to_owned(),
        Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) => "a number".to_owned(),
        other => other.to_string(),
    }
}
