#![doc = include_str!("../README.md")]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "sums of display code over a toy economy; everything that a contract is sent comes from checked code"
)]

mod act;
mod args;
mod chain_choice;
mod command;
mod context;
mod currency;
#[allow(
    dead_code,
    clippy::double_ended_iterator_last,
    reason = "what the machine-readable telling will read is kept already"
)]
mod demo;
mod failure;
mod files;
mod globals;
mod keyring;
mod money;
mod output;
mod reference;
mod told;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory, Parser};

use crate::args::Args;
use crate::context::Context;

pub use context::Io;
pub use failure::{Exit, Failure};
pub use reference::reference;

/// Runs one command line, the program's name first, on this process's own terminal.
pub fn run<I, T>(args: I) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let (mut out, mut err, input) = (io::stdout(), io::stderr(), io::stdin());
    let watched = err.is_terminal();
    let mut typed = (watched && input.is_terminal()).then(|| input.lock());
    let asked = typed.as_mut().map(|typed| -> &mut dyn io::BufRead { typed });
    exit_code_on(args, Io { out: &mut out, err: &mut err, asked, watched }).into()
}

/// Runs one command line without a terminal. What it answers goes to `out`, what went wrong to `err`; the answer is one of
/// [`Exit`]'s numbers.
pub fn exit_code<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    exit_code_on(args, Io { out, err, asked: None, watched: false })
}

/// The same, wherever it writes and whomever it can ask.
pub fn exit_code_on<I, T>(args: I, io: Io<'_>) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(usage) => return answer_usage(&usage, io),
    };
    let money = match money::Currencies::new(&args.globals.display) {
        Ok(money) => money,
        Err(failure) => return tell(&failure, args.globals.json, io.err),
    };
    let mut context = Context::new(args.globals, io, money);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start");
    let result = runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(args.command.run(&mut context)));
    match result {
        Ok(()) => Exit::Done.number(),
        Err(failure) => tell(&failure, context.globals.json, context.err()),
    }
}

/// The command line as clap knows it.
fn command_line() -> clap::Command {
    Args::command()
}

/// Help and version are answers, everything else is bad input.
fn answer_usage(usage: &clap::Error, io: Io<'_>) -> u8 {
    if usage.use_stderr() {
        // With a closed standard error there is nobody left to tell.
        drop(write!(io.err, "{usage}"));
        return Exit::Input.number();
    }
    match write!(io.out, "{usage}") {
        Ok(()) => Exit::Done.number(),
        Err(_) => Exit::Failed.number(),
    }
}

/// Says why, and gives the number for it.
fn tell(failure: &Failure, json: bool, err: &mut dyn Write) -> u8 {
    let told = match failure.advice() {
        // Whoever read the answer has closed the pipe: that is all they wanted.
        _ if failure.is_closed_pipe() => Ok(()),
        _ if json => writeln!(err, "{}", failure.json()),
        Some(advice) => writeln!(err, "{failure}\nnext: {advice}"),
        None => writeln!(err, "{failure}"),
    };
    // With a closed standard error there is nobody left to tell.
    drop(told);
    failure.exit_code()
}
