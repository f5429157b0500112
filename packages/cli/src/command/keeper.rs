//! `berth keeper`: what anybody does for the exchange, for tips; once, or for years.

use std::io::{self, Write};

use berth_api::market::{ExecuteMsg, PendingWorkResponse};
use berth_domain::OrderId;
use berth_keeper::{ENV, Fate, Settings, Step};
use berth_service::Stop;
use clap::Subcommand;
use cosmwasm_std::Coin;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::command::bid::joined;
use crate::command::program;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, utc};

/// Where its own settings stand in its configuration.
const SECTION: &str = "keeper";

/// What anybody does for the exchange, and gets tips for
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs a keeper: in every block it does what is due, until it is told to stop (SIGINT, SIGTERM)
    ///
    /// Its configuration: file, then environment (BERTH_KEEPER_..), then the global options. With --dry-run it sends nothing and logs what
    /// it would send. docs/operator.md is its guide.
    Run(program::RunArgs),
    /// The configuration of a keeper
    #[command(subcommand)]
    Config(program::Config),
    /// Shows what is due now, and when there will be something next
    Due,
    /// Does all that is due, in one message
    Facilitate {
        /// Orders, leases and bids, at most, 1 to 32
        #[arg(long, value_name = "N", default_value_t = 32)]
        limit: u32,
        /// Leave this order or lease alone; may be given several times
        #[arg(long, value_name = "ID")]
        skip: Vec<OrderId>,
    },
    /// Gives orders that are ready to their lowest bids
    Match {
        /// Orders and dead bids, at most, 1 to 32
        #[arg(long, value_name = "N", default_value_t = 32)]
        limit: u32,
    },
    /// Ends leases that were not confirmed in time
    Invalidate {
        /// Leases, at most, 1 to 32
        #[arg(long, value_name = "N", default_value_t = 32)]
        limit: u32,
    },
    /// Ends leases of deployments that ran dry
    CloseUnfunded {
        /// Deployments [default: those that are due]
        deployments: Vec<u64>,
        /// Leases, at most, 1 to 32
        #[arg(long, value_name = "N", default_value_t = 32)]
        limit: u32,
    },
}

/// What is due.
#[derive(Debug, Serialize)]
struct Due {
    #[serde(flatten)]
    work: PendingWorkResponse,
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        let (what, msg) = match self {
            Self::Run(args) => return run(args, context).await,
            Self::Config(command) => return command.run::<Settings>(ENV, SECTION, context),
            Self::Due => {
                let work = context.exchange().await?.market().pending_work(None).await?;
                return context.answer(&Due { work });
            }
            Self::Facilitate { limit, mut skip } => {
                skip.sort();
                let deployments = dry(context).await?;
                let what = format!("do what is due, at most {limit} orders, leases and bids");
                (what, ExecuteMsg::Facilitate { limit, deployments, skip })
            }
            Self::Match { limit } => (format!("match at most {limit} orders"), ExecuteMsg::MatchOpenOrders { limit }),
            Self::Invalidate { limit } => {
                (format!("end at most {limit} stale leases"), ExecuteMsg::InvalidateStaleLeases { limit })
            }
            Self::CloseUnfunded { mut deployments, limit } => {
                if deployments.is_empty() {
                    deployments = dry(context).await?;
                }
                if deployments.is_empty() {
                    return Err(Failure::NotFound("no deployment is due: none has run dry".into()));
                }
                deployments.sort_unstable();
                deployments.dedup();
                let what = format!("end at most {limit} leases of deployments that ran dry");
                (what, ExecuteMsg::CloseUnfundedLeases { deployments, limit })
            }
        };
        carry_out(context, what, vec![(msg.into(), vec![])]).await
    }
}

async fn run(args: program::RunArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let settings: Settings = program::settings(args.config.as_deref(), ENV, SECTION, &context.globals)?;
    berth_service::logs::init(&settings.logs)?;
    let stop = Stop::on_signals()?;
    if !args.once {
        return Ok(berth_keeper::run(settings, stop).await?);
    }
    let Some(once) = berth_keeper::once(settings, stop).await? else { return Ok(()) };
    let done = once.is_done();
    context.answer(&Worked { step: once.step, fate: once.fate })?;
    if done { Ok(()) } else { Err(Failure::Story("what is due is not done".into())) }
}

/// What a keeper did in one block.
#[derive(Debug, Serialize)]
struct Worked {
    step: Step,
    /// What became of the transaction, if one was sent.
    fate: Option<Fate>,
}

impl Answer for Worked {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.step)?;
        let coins = |coins: &[Coin]| if coins.is_empty() { "none".to_owned() } else { money.coins(coins) };
        self.fate.iter().try_for_each(|fate| match fate {
            Fate::Done { height, fee, tips } => {
                writeln!(out, "done in block {height}, fee {}, tips {}", coins(std::slice::from_ref(fee)), coins(tips))
            }
            Fate::Beaten { height, fee } => {
                let fee = coins(std::slice::from_ref(fee));
                writeln!(out, "somebody else was faster in block {height}, which cost the fee of {fee}")
            }
            Fate::Failed { reason } => writeln!(out, "failed, which cost its fee: {reason}"),
            Fate::Expired => writeln!(out, "came into no block, and cost nothing"),
        })
    }
}

impl From<berth_keeper::Error> for Failure {
    fn from(error: berth_keeper::Error) -> Self {
        match error {
            berth_keeper::Error::Setting(wrong) => wrong.into(),
            berth_keeper::Error::Exchange(error) => error.into(),
            berth_keeper::Error::Loop(error) => Self::Story(error.to_string()),
        }
    }
}

/// As many deployments that ran dry as one message takes.
async fn dry(context: &mut Context<'_>) -> Result<Vec<u64>, Failure> {
    let mut dry = context.exchange().await?.market().pending_work(None).await?.dry;
    dry.truncate(berth_api::market::MAX_DEPLOYMENTS);
    dry.sort_unstable();
    Ok(dry)
}

impl Answer for Due {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let PendingWorkResponse { height, time, ready, stale, dry, finished, next_height, next_time } = &self.work;
        let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
        let dry: Vec<String> = dry.iter().map(ToString::to_string).collect();
        let next = [next_height.map(|height| format!("block {height}")), next_time.map(utc)];
        let next: Vec<String> = next.into_iter().flatten().collect();
        let rows = [
            ("block", format!("{height}, {}", utc(*time))),
            ("orders to match", none(joined(ready))),
            ("stale leases", none(joined(stale))),
            ("dry deployments", none(dry.join(", "))),
            ("orders with dead bids", none(joined(finished))),
            ("next", none(next.join(" or "))),
        ];
        pairs(out, &rows)
    }
}
