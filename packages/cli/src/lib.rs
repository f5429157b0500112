#![doc = include_str!("../README.md")]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "sums of display code over a toy economy; everything that a contract is sent comes from checked code"
)]

mod currency;
#[allow(
    dead_code,
    clippy::double_ended_iterator_last,
    reason = "what the machine-readable telling will read is kept already"
)]
mod demo;
mod failure;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// Berth: a marketplace for compute, on a chain.
#[derive(Debug, Parser)]
#[command(name = "berth", version, about, max_term_width = 100)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
}

/// Runs one command line, the program's name first. What it answers goes to `out`, what went wrong to `err`.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    exit_code(args, out, err).into()
}

/// The same, with the number: 0 all went well, 1 it did not, 2 the input was wrong.
pub fn exit_code<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let result = match Args::try_parse_from(args) {
        Ok(Args { command: Command::Demo(args) }) => demo::run(&args, out),
        Err(usage) if usage.use_stderr() => Err(Failure::Input(usage.to_string())),
        // Help and version are answers, not errors.
        Err(help) => write!(out, "{help}").map_err(Failure::from),
    };
    let Err(failure) = result else { return 0 };
    // With a closed standard error there is nobody left to tell.
    drop(writeln!(err, "{failure}"));
    failure.exit_code()
}
