//! `berth lease`: what runs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use berth_api::market::{ExecuteMsg, LeaseResponse, LeaseStatus, OrderStatus};
use berth_chain::Chain as _;
use berth_domain::OrderId;
use clap::Subcommand;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::command::bid::joined;
use crate::command::order::{denoms, standing};
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, table, utc};

/// Leases: what runs, and is paid for by the second
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lists live leases: of a deployment, of a provider, or those that must be confirmed soonest
    List {
        /// Of this deployment
        #[arg(long, value_name = "ID", group = "of")]
        deployment: Option<u64>,
        /// Of this provider [default: that of --key]
        #[arg(long, value_name = "ADDRESS", group = "of")]
        provider: Option<String>,
        /// Of all, those that must be confirmed by this block, the soonest first
        #[arg(long, value_name = "HEIGHT", group = "of")]
        due: Option<u64>,
        /// Of all, the soonest to be confirmed first
        #[arg(long, group = "of")]
        all: bool,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Shows a lease
    Show {
        /// Its id, as in 7.1.2
        lease: OrderId,
    },
    /// Follows a lease, block by block, until it is over
    Watch {
        /// Its id, as in 7.1.2
        lease: OrderId,
        /// End after so many blocks
        #[arg(long, value_name = "N")]
        blocks: Option<u64>,
    },
    /// Ends a lease, as its tenant; it is paid to now
    Close {
        /// Its id, as in 7.1.2
        lease: OrderId,
        /// Have a new order for its infrastructure open, on which this provider may not bid
        #[arg(long)]
        reorder: bool,
    },
    /// Says that leases are being provided, as their provider
    Confirm {
        /// Their ids, as in 7.1.2
        #[arg(required = true)]
        leases: Vec<OrderId>,
        /// Be paid what they have earned, into the balance in the exchange
        #[arg(long)]
        collect: bool,
        /// Be paid to your address
        #[arg(long, requires = "collect")]
        payout: bool,
    },
    /// Pays leases up to their last confirmation, as their provider
    Collect {
        /// Their ids, as in 7.1.2
        #[arg(required = true)]
        leases: Vec<OrderId>,
        /// Be paid to your address, instead of the balance in the exchange
        #[arg(long)]
        payout: bool,
    },
    /// Says that you will leave, as its provider: once and for good
    Notice {
        /// Its id, as in 7.1.2
        lease: OrderId,
    },
    /// Ends a lease, as its provider; before its notice is over it is broken, and its collateral is the tenant's
    Leave {
        /// Its id, as in 7.1.2
        lease: OrderId,
    },
    /// Ends a lease that was not confirmed in time, or whose account ran dry; whoever does it gets the tip
    Invalidate {
        /// Its id, as in 7.1.2
        lease: OrderId,
    },
}

/// Leases.
#[derive(Debug, Serialize)]
struct Listed {
    /// The latest block.
    height: u64,
    leases: Vec<LeaseResponse>,
    /// What each deployment is paid in.
    denoms: BTreeMap<u64, String>,
}

/// One lease, as of a block.
#[derive(Debug, Serialize)]
struct Shown {
    height: u64,
    lease: OrderId,
    denom: String,
    status: OrderStatus,
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List { deployment, provider, due, all, limit } => {
                let mut leases = match (deployment, due) {
                    (Some(deployment), _) => of_deployment(deployment, context).await?,
                    (None, Some(due)) => context.exchange().await?.market().every_due_lease(Some(due)).await?,
                    (None, None) if all => context.exchange().await?.market().every_due_lease(None).await?,
                    (None, None) => {
                        let provider = context.address_or_own(provider.as_ref())?;
                        context.exchange().await?.market().every_lease(&provider).await?
                    }
                };
                leases.truncate(limit.unwrap_or(usize::MAX));
                let height = context.network().await?.head().await?.height;
                let exchange = context.exchange().await?;
                let denoms = denoms(&exchange, leases.iter().map(|row| row.lease)).await?;
                context.answer(&Listed { height, leases, denoms })
            }
            Self::Show { lease } => {
                let height = context.network().await?.head().await?.height;
                let shown = look(lease, height, context).await?;
                context.answer(&shown)
            }
            Self::Watch { lease, blocks } => watch(lease, blocks, context).await,
            Self::Close { lease, reorder } => {
                let more = if reorder { ", and have its infrastructure ordered anew" } else { "" };
                act(format!("end lease {lease}{more}"), ExecuteMsg::CloseLease { lease, reorder }, context).await
            }
            Self::Confirm { leases, collect, payout } => {
                let leases = increasing(leases);
                let what = format!("confirm {}", joined(&leases));
                act(what, ExecuteMsg::SubmitLeaseConfirmation { leases, collect, payout }, context).await
            }
            Self::Collect { leases, payout } => {
                let leases = increasing(leases);
                let what = format!("collect what {} have earned", joined(&leases));
                act(what, ExecuteMsg::CollectEarnings { leases, payout }, context).await
            }
            Self::Notice { lease } => {
                act(format!("give notice of lease {lease}, for good"), ExecuteMsg::GiveNotice { lease }, context).await
            }
            Self::Leave { lease } => leave(lease, context).await,
            Self::Invalidate { lease } => {
                act(format!("end lease {lease} if it is overdue"), ExecuteMsg::SubmitStaleLease { lease }, context)
                    .await
            }
        }
    }
}

async fn act(what: String, msg: ExecuteMsg, context: &mut Context<'_>) -> Result<(), Failure> {
    carry_out(context, what, vec![(msg.into(), vec![])]).await
}

/// As the contract wants them.
fn increasing(mut leases: Vec<OrderId>) -> Vec<OrderId> {
    leases.sort();
    leases.dedup();
    leases
}

/// Whoever leaves is told first what it costs.
async fn leave(lease: OrderId, context: &mut Context<'_>) -> Result<(), Failure> {
    let network = context.network().await?;
    let head = network.head().await?;
    let Shown { status, .. } = look(lease, head.height, context).await?;
    let broken = match &status {
        OrderStatus::Leased(LeaseStatus { leave_at, .. }) => leave_at.is_none_or(|at| head.time < at),
        _ => false,
    };
    let what = if broken {
        format!("BREAK lease {lease}: its notice is not over, so its collateral is lost and your record says so")
    } else {
        format!("leave lease {lease}")
    };
    act(what, ExecuteMsg::LeaveLease { lease }, context).await
}

async fn of_deployment(deployment: u64, context: &mut Context<'_>) -> Result<Vec<LeaseResponse>, Failure> {
    let orders = context.exchange().await?.market().every_order(deployment).await?;
    let leased = orders.into_iter().filter_map(|order| match order.status {
        OrderStatus::Leased(status) => Some(LeaseResponse { lease: order.order, status }),
        _ => None,
    });
    Ok(leased.collect())
}

async fn look(lease: OrderId, height: u64, context: &mut Context<'_>) -> Result<Shown, Failure> {
    let exchange = context.exchange().await?;
    let status = exchange.market().order(lease).await?.status;
    let denom = exchange.deployment().deployment(lease.deployment).await?.denom;
    Ok(Shown { height, lease, denom, status })
}

/// Says where it stands whenever that is something new.
async fn watch(lease: OrderId, blocks: Option<u64>, context: &mut Context<'_>) -> Result<(), Failure> {
    let network = context.network().await?;
    let mut head = network.head().await?;
    let end = blocks.map(|blocks| head.height.saturating_add(blocks));
    let mut before: Option<OrderStatus> = None;
    loop {
        let shown = look(lease, head.height, context).await?;
        let over = matches!(shown.status, OrderStatus::Closed { .. });
        if before.as_ref() != Some(&shown.status) {
            context.answer(&shown)?;
            before = Some(shown.status);
        }
        if over || end.is_some_and(|end| head.height >= end) {
            return Ok(());
        }
        head = network.head_above(head.height).await?;
    }
}

impl Answer for Listed {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.leases.iter().map(|LeaseResponse { lease, status }| {
            let left = match status.due_height.checked_sub(self.height) {
                Some(blocks) => format!("{blocks} blocks"),
                None => "overdue".into(),
            };
            let leaves = status.leave_at.map_or_else(|| "-".into(), utc);
            let denom = self.denoms.get(&lease.deployment).map(String::as_str).unwrap_or_default();
            [lease.to_string(), status.provider.to_string(), money.per_month(status.rate, denom), left, leaves]
        });
        table(out, ["lease", "provider", "costs", "to be confirmed in", "may leave"], rows, "no leases")
    }
}

impl Answer for Shown {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Self { height, lease, denom, status } = self;
        let (word, rest) = standing(status, denom, money);
        writeln!(out, "block {height}  {lease} {word}: {rest}")?;
        if let OrderStatus::Leased(status) = status {
            let (paid, collateral) = (money.show(status.paid, denom), money.show(status.collateral, denom));
            writeln!(out, "  since {}, paid {paid}, collateral {collateral}", utc(status.started_at))?;
        }
        Ok(())
    }
}
