//! Programs that run for years: their configuration, and how they begin and end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use berth_service::config::{ConfigError, Settings, effective, load, template};
use clap::Subcommand;
use serde::Serialize;
use serde_json::json;

use crate::context::Context;
use crate::globals::Globals;
use crate::money::Currencies;
use crate::output::Answer;
use crate::{Failure, chain_choice, files};

/// How a program is run.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Its configuration; without one everything is as by default, the environment and the flags
    #[arg(long, short, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Do what there is to do in the newest block, and end
    #[arg(long)]
    pub once: bool,
}

/// The configuration of a program.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Writes a configuration with every key, what it means and its default
    Init {
        /// Where to; a file that is there is not touched [default: standard output]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Shows the configuration that is in force, or the first thing that is wrong with it
    Check {
        /// The file
        #[arg(long, short, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// A configuration, in TOML.
#[derive(Debug, Serialize)]
struct Told {
    /// Its text, if it was not written to a file.
    config: Option<String>,
    /// Where it was written.
    file: Option<PathBuf>,
}

impl Answer for Told {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        self.config.iter().try_for_each(|text| write!(out, "{text}"))?;
        self.file.iter().try_for_each(|file| writeln!(out, "{} is written", file.display()))
    }
}

impl Config {
    /// Does it, for the settings `T`, whose environment variables begin with `env`.
    pub fn run<T: Settings>(self, env: &str, section: &str, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Init { output } => {
                let text = template::<T>(env)?;
                match output {
                    Some(file) => {
                        files::write_new(&file, &text)?;
                        context.answer(&Told { config: None, file: Some(file) })
                    }
                    None => context.answer(&Told { config: Some(text), file: None }),
                }
            }
            Self::Check { config } => {
                let settings: T = settings(config.as_deref(), env, section, &context.globals)?;
                context.answer(&Told { config: Some(effective(&settings)?), file: None })
            }
        }
    }
}

/// The settings of a program: of its file, the environment, and the global options, which go before both.
///
/// Errors say which field is wrong, where it stands, what was found and what is allowed.
pub fn settings<T: Settings>(file: Option<&Path>, env: &str, section: &str, globals: &Globals) -> Result<T, Failure> {
    let chain = globals.chain.as_deref().map(chain_choice::place).transpose()?;
    let endpoints = (!globals.node.is_empty()).then_some(&globals.node);
    let flags = json!({
        "chain": {
            "name": chain.as_ref().map(|chain| &chain.name),
            "file": chain.as_ref().and_then(|chain| chain.file.as_ref()),
            "endpoints": endpoints,
        },
        "exchange": { "file": globals.exchange },
        "key": {
            "name": globals.key,
            "directory": globals.keys_dir,
            "passphrase_file": globals.passphrase_file,
        },
        section: { "dry_run": globals.dry_run.then_some(true) },
    });
    Ok(load(file, env, flags)?)
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<berth_service::config::Wrong> for Failure {
    fn from(wrong: berth_service::config::Wrong) -> Self {
        Self::Input(format!("{} is {}, allowed: {}", wrong.field, wrong.found, wrong.allowed))
    }
}
