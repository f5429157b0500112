//! `berth completions`: what a shell must know to complete the command line.

use clap::ValueEnum;
use clap_complete::Shell;

use crate::Failure;
use crate::context::Context;

/// Writes what a shell needs to complete `berth` on the TAB key
///
/// Put the output where the shell looks for it, as in `berth completions bash > ~/.local/share/bash-completion/completions/berth`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell
    #[arg(value_enum)]
    shell: Named,
}

/// [`Shell`], its names in our own help.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Named {
    Bash,
    Elvish,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Zsh,
}

/// Writes it.
pub fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let shell = match args.shell {
        Named::Bash => Shell::Bash,
        Named::Elvish => Shell::Elvish,
        Named::Fish => Shell::Fish,
        Named::PowerShell => Shell::PowerShell,
        Named::Zsh => Shell::Zsh,
    };
    // Written at once: the library ends the process where a pipe is closed.
    let mut script = vec![];
    clap_complete::generate(shell, &mut crate::command_line(), "berth", &mut script);
    Ok(context.out().write_all(&script)?)
}
