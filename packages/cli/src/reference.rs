//! The reference of all commands, made from the command line itself.

use crate::{Exit, command_line};

const HEAD: &str = "# The `berth` command

Every command there is, as `berth help` tells it. This file is written by a test out of the command line itself; after a change
`UPDATE_GOLDEN=1 cargo test -p berth-cli --test reference` writes it anew.

## What holds for every command

A flag goes before the environment. With `--json` a command answers with one JSON object on one line (those that watch: one for each
thing they see), and fails with one on standard error: `{\"error\":{\"code\",\"exit\",\"message\",\"advice\"}}`. Fields are added over time,
never renamed or removed. Amounts are whole numbers of the smallest unit, written as text.

A command that changes something says first what it will do and what that costs, and asks. `--yes` answers; where nobody can be asked
(no terminal, or `--json`) it is needed. `--dry-run` stops before anything is sent.

An amount is a number and its coin: `1500uusdc` in the smallest unit, `1.5USDC` in the display unit of a coin that is known; `--display`
makes others known.
";

/// The text of `docs/cli.md`.
pub fn reference() -> String {
    let mut text = String::from(HEAD);
    text.push_str("\n| exit code | means |\n|---|---|\n");
    for exit in Exit::ALL {
        put(&mut text, format_args!("| {} | {} |\n", exit.number(), exit.meaning()));
    }
    let mut all = command_line().term_width(100);
    all.build();
    put(&mut text, format_args!("\n### Global options\n\n```text\n{}\n```\n", global_options(&all)));
    section(&mut text, all);
    text
}

/// The help of one command without the global options, then of those below it.
fn section(text: &mut String, command: clap::Command) {
    let below: Vec<clap::Command> = command.get_subcommands().filter(|one| one.get_name() != "help").cloned().collect();
    let mut own = command.term_width(100).mut_args(|arg| {
        let hidden = arg.is_global_set();
        arg.hide(hidden)
    });
    let name = own.get_bin_name().unwrap_or("berth").to_owned();
    let help = own.render_long_help().to_string();
    put(text, format_args!("\n## {name}\n\n```text\n{}\n```\n", trimmed(&help)));
    for command in below {
        section(text, command);
    }
}

/// What the help of the whole says under that heading.
fn global_options(all: &clap::Command) -> String {
    let help = all.clone().render_long_help().to_string();
    let (_, options) = help.split_once("Global options:\n").unwrap_or_default();
    trimmed(options)
}

fn trimmed(help: &str) -> String {
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn put(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.push_str(&more.to_string());
}
