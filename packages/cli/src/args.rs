//! The command line as a whole.

use clap::{Parser, Subcommand};

use crate::command::{completions, deployment};
use crate::context::Context;
use crate::globals::Globals;
use crate::{Failure, demo};

/// Berth: a marketplace for compute, on a chain
#[derive(Debug, Parser)]
#[command(name = "berth", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// One module of `command` each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What tenants do: deployments
    #[command(subcommand)]
    Deployment(deployment::Command),
    Demo(demo::Args),
    Completions(completions::Args),
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Deployment(command) => command.run(context).await,
            Self::Demo(args) => demo::run(&args, context.out()),
            Self::Completions(args) => completions::run(&args, context),
        }
    }
}
