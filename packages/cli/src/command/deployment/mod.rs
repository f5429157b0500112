//! `berth deployment`: what tenants do.

mod import;

use clap::Subcommand;

use crate::Failure;
use crate::context::Context;

/// The commands of tenants.
#[derive(Debug, Subcommand)]
pub enum Command {
    Import(import::Args),
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Import(args) => import::run(&args, context),
        }
    }
}
