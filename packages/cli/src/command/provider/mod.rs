//! `berth provider`: what datacenters do.

mod attest;
mod certificate;
mod money;
mod profile;
mod run;
mod show;

use std::path::PathBuf;

use berth_provider::{ENV, Settings};
use clap::Subcommand;

use crate::Failure;
use crate::act::carry_out;
use crate::command::program;
use crate::context::Context;

/// What providers do: registration, stake, collateral, certificates
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs a provider: in every block it confirms its leases and bids on what it can serve, until it is told to stop (SIGINT, SIGTERM)
    ///
    /// Its configuration: file, then environment (BERTH_PROVIDER_..), then the global options. With --dry-run it sends nothing and logs what
    /// it would send. docs/operator.md is its guide.
    Run(program::RunArgs),
    /// The configuration of a provider
    #[command(subcommand)]
    Config(program::Config),
    Register(profile::Args),
    Update(profile::UpdateArgs),
    /// Lets you bid again
    Activate,
    /// Stops new bids, and nothing else: bids that stand may win, leases go on
    Deactivate,
    /// Ends your registration; possible without lease and without bid
    Deregister,
    /// Lists providers
    List {
        /// Those that stand in this region
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Shows a provider: profile, stake, record, attestations, certificate
    Show {
        /// Its address [default: that of --key]
        provider: Option<String>,
    },
    /// Adds to your stake, which orders may ask for and broken leases are slashed from
    Stake {
        /// How much, in the exchange's staking coin
        amount: String,
    },
    /// Begins to take coins out of your stake; when the unbonding period is over, `berth withdraw` has them sent
    Unstake {
        /// How much, in the exchange's staking coin
        amount: String,
    },
    /// Your balance in the exchange, out of which bids lock their collateral
    #[command(subcommand)]
    Collateral(money::Collateral),
    /// Your root certificate, by which tenants and other providers know you
    #[command(subcommand)]
    Certificate(certificate::Command),
    /// Vouches for the attributes of a provider, as an auditor, instead of what you vouched for before
    Attest(attest::Args),
    /// Takes back what you vouched for
    RevokeAttestation {
        /// About whom
        provider: String,
    },
    /// Shows all that there is to do for a provider now: leases, bids, orders on which it may bid
    Work {
        /// Its address [default: that of --key]
        provider: Option<String>,
        /// Of which coins to tell what is free as collateral; may be given several times
        #[arg(long, value_name = "DENOM")]
        denom: Vec<String>,
    },
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        use berth_api::provider_registry::ExecuteMsg;
        let simple = match self {
            Self::Run(args) => return run::run(args, context).await,
            Self::Config(command) => return command.run::<Settings>(ENV, run::SECTION, context),
            Self::Register(args) => return profile::register(args, context).await,
            Self::Update(args) => return profile::update(args, context).await,
            Self::List { region, limit } => return show::list(region, limit, context).await,
            Self::Show { provider } => return show::show(provider, context).await,
            Self::Work { provider, denom } => return show::work(provider, denom, context).await,
            Self::Stake { amount } => return money::stake(&amount, context).await,
            Self::Unstake { amount } => return money::unstake(&amount, context).await,
            Self::Collateral(command) => return command.run(context).await,
            Self::Certificate(command) => return command.run(context).await,
            Self::Attest(args) => return attest::run(args, context).await,
            Self::Activate => ("bid again from now on".to_owned(), ExecuteMsg::ActivateProvider {}),
            Self::Deactivate => ("make no new bids".to_owned(), ExecuteMsg::DeactivateProvider {}),
            Self::Deregister => ("end the registration as a provider".to_owned(), ExecuteMsg::DeregisterProvider {}),
            Self::RevokeAttestation { provider } => {
                (format!("vouch for {provider} no longer"), ExecuteMsg::RevokeAttestation { provider })
            }
        };
        let (what, msg) = simple;
        carry_out(context, what, vec![(msg.into(), vec![])]).await
    }
}

/// A file's bytes.
fn bytes(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}
