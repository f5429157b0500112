//! `berth deployment`: what tenants do.

mod change;
mod import;
mod show;
mod submit;

use std::path::PathBuf;

use clap::Subcommand;

use crate::Failure;
use crate::context::Context;

/// What tenants want to run: deployments
#[derive(Debug, Subcommand)]
pub enum Command {
    Submit(submit::Args),
    /// Makes a deployment what its stack file says now
    ///
    /// What differs in `persist` alone, or not at all, keeps its lease; what differs in anything else loses it, and its order opens anew.
    Update {
        /// Its id
        deployment: u64,
        /// The stack file
        stack: PathBuf,
    },
    /// Ends a deployment with all its orders and leases; what is left of its account is credited to you
    Cancel {
        /// Its id
        deployment: u64,
        /// Send the coins to your address at once
        #[arg(long)]
        payout: bool,
    },
    /// Pays into a deployment's account; anybody may, and it is a gift to the deployment
    Deposit {
        /// Its id
        deployment: u64,
        /// How much, as in 25USDC
        amount: String,
    },
    /// Takes coins out of a deployment's account: all but what its leases and orders need
    Withdraw {
        /// Its id
        deployment: u64,
        /// How much, as in 25USDC [default: all that can be]
        amount: Option<String>,
        /// Send the coins to your address at once, instead of crediting them to your balance in the exchange
        #[arg(long)]
        payout: bool,
    },
    /// Has a deployment go on whose account ran dry, or that has infrastructure without order and lease; deposit first
    Resume {
        /// Its id
        deployment: u64,
    },
    List(show::ListArgs),
    /// Shows a deployment: its account and how long it lasts, its orders and leases
    Show {
        /// Its id
        deployment: u64,
    },
    Import(import::Args),
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Submit(args) => submit::run(&args, context).await,
            Self::Update { deployment, stack } => change::update(deployment, &stack, context).await,
            Self::Cancel { deployment, payout } => change::cancel(deployment, payout, context).await,
            Self::Deposit { deployment, amount } => change::deposit(deployment, &amount, context).await,
            Self::Withdraw { deployment, amount, payout } => {
                change::withdraw(deployment, amount.as_deref(), payout, context).await
            }
            Self::Resume { deployment } => change::resume(deployment, context).await,
            Self::List(args) => show::list(args, context).await,
            Self::Show { deployment } => show::show(deployment, context).await,
            Self::Import(args) => import::run(&args, context),
        }
    }
}
