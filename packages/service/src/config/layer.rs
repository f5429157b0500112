//! One source of settings: the file, one environment variable, the flags.

use std::{fs, path::Path};

use figment::{
    Metadata, Profile, Provider,
    value::{Dict, Map, Value},
};
use schemars::schema::SchemaObject;
use serde::Serialize;

use super::{ConfigError, Wrong, schema};

/// Some settings, and where they came from.
pub(super) struct Layer {
    origin: String,
    settings: Dict,
}

impl Layer {
    /// A TOML file.
    ///
    /// Its errors do not show the line: there may be a secret in it.
    pub fn file(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| ConfigError::Read { path: name.clone(), reason: error.to_string() })?;
        let table: toml::Table = toml::from_str(&text).map_err(|error: toml::de::Error| {
            let (line, column) = place(&text, error.span().map_or(0, |span| span.start));
            ConfigError::Syntax { path: name.clone(), line, column, reason: error.message().to_owned() }
        })?;
        Self::of(name, table)
    }

    /// What the command line gave.
    pub fn flags(flags: impl Serialize) -> Result<Self, ConfigError> {
        let given = Self::of("command line".to_owned(), flags)?;
        Ok(Self { settings: without_absent(given.settings), ..given })
    }

    /// One layer for each variable, so that an error can name it.
    pub fn environment(
        prefix: &str,
        variables: impl IntoIterator<Item = (String, String)>,
        schema: &SchemaObject,
    ) -> Vec<Self> {
        let mut named: Vec<_> = variables.into_iter().filter(|(name, _)| name.starts_with(prefix)).collect();
        named.sort();
        named.into_iter().map(|(name, text)| Self::variable(prefix, name, text, schema)).collect()
    }

    fn variable(prefix: &str, name: String, text: String, schema: &SchemaObject) -> Self {
        let path: Vec<String> =
            name.strip_prefix(prefix).unwrap_or(&name).split("__").map(str::to_ascii_lowercase).collect();
        // A name that is all digits is a name, though it looks like a number.
        let verbatim = schema::find(schema, &path).is_some_and(schema::is_text);
        let value = if verbatim { Value::from(text) } else { parsed(&text) };
        let settings = path.iter().rev().fold(value, |inner, key| Value::from(Dict::from([(key.clone(), inner)])));
        let settings = settings.into_dict().unwrap_or_default();
        Self { origin: format!("environment variable {name}"), settings }
    }

    fn of(origin: String, settings: impl Serialize) -> Result<Self, ConfigError> {
        let wrong =
            |found: String| ConfigError::field(origin.clone(), Wrong::new("the whole", found, "a table of settings"));
        let value = Value::serialize(settings).map_err(|error| wrong(error.to_string()))?;
        let settings = match value {
            // `()`: no flags.
            Value::Empty(..) => Dict::new(),
            other => other.into_dict().ok_or_else(|| wrong("no table".to_owned()))?,
        };
        Ok(Self { origin, settings })
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.settings.clone())]))
    }
}

/// A number, a truth value, a list or a table, if the text is one; else the text.
fn parsed(text: &str) -> Value {
    // Never fails: what is nothing else is text.
    text.parse().unwrap_or_else(|_| Value::from(text))
}

/// Without what is `None`, and tables of nothing else, which would otherwise hide what an earlier layer says.
fn without_absent(table: Dict) -> Dict {
    let given = table.into_iter().filter_map(|(key, value)| match value {
        Value::Empty(..) => None,
        Value::Dict(tag, inner) => {
            let inner = without_absent(inner);
            (!inner.is_empty()).then_some((key, Value::Dict(tag, inner)))
        }
        other => Some((key, other)),
    });
    given.collect()
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()).saturating_add(1);
    (line, column)
}
