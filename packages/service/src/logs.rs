//! Logs: to standard error, for people or for machines.

use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::Wrong;

/// Where the reading of logs begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// "text" for people, "json" for machines: one object a line.
    pub format: Format,
    /// The least that is said: "error", "warn", "info", "debug" or "trace"; or by part of the program, as in
    /// "info,berth_chain=debug".
    pub level: String,
}

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: Format::Text, level: "info".to_owned() }
    }
}

impl LogSettings {
    /// Whether the level is one. The field is named as in `logs.level`.
    pub fn check(&self) -> Result<(), Wrong> {
        self.filter().map(drop)
    }

    fn filter(&self) -> Result<EnvFilter, Wrong> {
        EnvFilter::builder().parse(&self.level).map_err(|error| {
            let allowed = format!("error, warn, info, debug, trace, or target=level, by commas ({error})");
            Wrong::new("logs.level", format!("\"{}\"", self.level), allowed)
        })
    }
}

/// Starts them for the whole program. Where logs have been started before, as under a test, they are left as they are.
///
/// Errors if the level is none.
pub fn init(settings: &LogSettings) -> Result<(), Wrong> {
    let lines = fmt().with_env_filter(settings.filter()?).with_writer(io::stderr);
    let started = match settings.format {
        Format::Text => lines.try_init(),
        Format::Json => lines.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logs were started already");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_a_level() {
        for (level, good) in [("info", true), ("info,berth_chain=debug", true), ("loud,=", false), ("a=b=c", false)] {
            let settings = LogSettings { level: level.into(), ..LogSettings::default() };
            assert_eq!(settings.check().is_ok(), good, "{level}");
        }
    }
}
