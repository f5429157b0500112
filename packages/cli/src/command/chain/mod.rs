//! `berth chain`: making an exchange, looking at it, moving it.

mod codes;
mod deploy;
mod list;
mod migrate;
mod params;
mod steps;
mod verify;

use clap::Subcommand;

use crate::Failure;
use crate::context::Context;

/// An exchange on a chain: made, looked at, moved to newer code
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints a setup file with the rules that an exchange has by default, to begin one's own with
    Setup,
    Deploy(deploy::Args),
    Verify(verify::Args),
    Migrate(migrate::Args),
    /// Shows the rules of the exchange as they are now, in the form of a setup file
    Params,
    List(list::Args),
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Setup => params::defaults(context),
            Self::Deploy(args) => deploy::run(args, context).await,
            Self::Verify(args) => verify::run(args, context).await,
            Self::Migrate(args) => migrate::run(args, context).await,
            Self::Params => params::run(context).await,
            Self::List(args) => list::run(&args, context),
        }
    }
}
