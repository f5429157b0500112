//! The command line as a whole.

use clap::{Parser, Subcommand};

use crate::command::{
    admin, balance, bid, chain, completions, deployment, devnet, keeper, keys, lease, market, order, provider, send,
    status,
};
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
    #[command(subcommand)]
    Keys(keys::Command),
    Send(send::Args),
    Balance(balance::Args),
    Withdraw(balance::WithdrawArgs),
    #[command(subcommand)]
    Deployment(deployment::Command),
    #[command(subcommand)]
    Order(order::Command),
    #[command(subcommand)]
    Bid(bid::Command),
    #[command(subcommand)]
    Lease(lease::Command),
    #[command(subcommand)]
    Provider(provider::Command),
    #[command(subcommand)]
    Keeper(keeper::Command),
    #[command(subcommand)]
    Admin(admin::Command),
    #[command(subcommand)]
    Market(market::Command),
    Status(status::Args),
    #[command(subcommand)]
    Chain(chain::Command),
    Devnet(devnet::Args),
    Demo(demo::Args),
    Completions(completions::Args),
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Keys(command) => command.run(context),
            Self::Send(args) => send::run(args, context).await,
            Self::Balance(args) => balance::run(args, context).await,
            Self::Withdraw(args) => balance::withdraw(args, context).await,
            Self::Deployment(command) => command.run(context).await,
            Self::Order(command) => command.run(context).await,
            Self::Bid(command) => command.run(context).await,
            Self::Lease(command) => command.run(context).await,
            Self::Provider(command) => command.run(context).await,
            Self::Keeper(command) => command.run(context).await,
            Self::Admin(command) => command.run(context).await,
            Self::Market(command) => command.run(context).await,
            Self::Status(args) => status::run(args, context).await,
            Self::Chain(command) => command.run(context).await,
            Self::Devnet(args) => devnet::run(args, context).await,
            Self::Demo(args) => demo::run(&args, context).await,
            Self::Completions(args) => completions::run(&args, context),
        }
    }
}
