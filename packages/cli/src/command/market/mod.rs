//! `berth market`: what happens, what is offered, whether the books add up.

mod quote;
mod reckon;
mod watch;

use clap::Subcommand;

use crate::Failure;
use crate::context::Context;

/// The market as a whole: what happens, what is offered, whether the books add up
#[derive(Debug, Subcommand)]
pub enum Command {
    Watch(watch::Args),
    Quote(quote::Args),
    Reckon(reckon::Args),
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Watch(args) => watch::run(args, context).await,
            Self::Quote(args) => quote::run(args, context).await,
            Self::Reckon(args) => reckon::run(args, context).await,
        }
    }
}
