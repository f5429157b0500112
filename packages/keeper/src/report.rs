//! What a keeper did in a block.

use std::fmt;

use cosmwasm_std::{Coin, Uint128};
use serde::Serialize;

/// What a keeper did in a block, and why not more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// Nothing is due.
    Idle,
    /// Something is due and left to others for now.
    Listens,
    /// Somebody else did it meanwhile. It cost nothing.
    Gone,
    /// A transaction of this keeper is on its way: nothing else is sent before its fate is known.
    InFlight {
        /// Its hash.
        hash: String,
    },
    /// What is due fails and is left alone.
    Failing,
    /// The tips are not worth the fee.
    Unprofitable {
        /// Worth of the tips, in the fee's coin.
        worth: Uint128,
        /// What the transaction would pay.
        fee: Coin,
    },
    /// The fees of the last day come too close to their bound.
    OverBudget {
        /// What may still be spent.
        left: Uint128,
        /// What the transaction would pay.
        fee: Coin,
    },
    /// The key would have less than it must keep.
    Poor {
        /// What it has.
        balance: Uint128,
        /// What the transaction would pay.
        fee: Coin,
    },
    /// The network asks more than the config allows.
    TooDear {
        /// What, how much, and the bound.
        reason: String,
    },
    /// A dry run: it would have been sent.
    WouldSend {
        /// The message, as JSON.
        message: String,
        /// What it would pay.
        fee: Coin,
        /// What it would earn.
        tips: Vec<Coin>,
    },
    /// Sent.
    Sent {
        /// Its hash.
        hash: String,
        /// What it pays.
        fee: Coin,
        /// What it will earn, if nobody else is faster.
        tips: Vec<Coin>,
    },
    /// The program ends.
    Stopping,
}

impl Step {
    /// Its name, as metrics label it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Listens => "listens",
            Self::Gone => "gone",
            Self::InFlight { .. } => "in_flight",
            Self::Failing => "failing",
            Self::Unprofitable { .. } => "unprofitable",
            Self::OverBudget { .. } => "over_budget",
            Self::Poor { .. } => "poor",
            Self::TooDear { .. } => "too_dear",
            Self::WouldSend { .. } => "would_send",
            Self::Sent { .. } => "sent",
            Self::Stopping => "stopping",
        }
    }
}

/// One line.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle => f.write_str("nothing is due"),
            Self::Listens => f.write_str("left to others for now"),
            Self::Gone => f.write_str("somebody else did it"),
            Self::InFlight { hash } => write!(f, "{hash} is on its way"),
            Self::Failing => f.write_str("what is due fails and is left alone"),
            Self::Unprofitable { worth, fee } => write!(f, "the tips are worth {worth}, the fee would be {fee}"),
            Self::OverBudget { left, fee } => write!(f, "{left} is left of the day's fees, the fee would be {fee}"),
            Self::Poor { balance, fee } => write!(f, "the key has {balance}, the fee would be {fee}"),
            Self::TooDear { reason } => f.write_str(reason),
            Self::WouldSend { message, fee, tips } => {
                write!(f, "would send {message} for {fee}, tips {}", listed(tips))
            }
            Self::Sent { hash, fee, tips } => write!(f, "sent {hash} for {fee}, tips {}", listed(tips)),
            Self::Stopping => f.write_str("stopping"),
        }
    }
}

fn listed(coins: &[Coin]) -> String {
    let coins: Vec<_> = coins.iter().map(ToString::to_string).collect();
    if coins.is_empty() { "none".to_owned() } else { coins.join(", ") }
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// It did what was due.
    Done {
        /// In which block.
        height: u64,
        /// What it paid.
        fee: Coin,
        /// What it earned.
        tips: Vec<Coin>,
    },
    /// It was carried out, and found nothing to do: somebody else was faster in the same block. It cost its fee.
    Beaten {
        /// In which block.
        height: u64,
        /// What it paid.
        fee: Coin,
    },
    /// It failed in a block, and cost its fee.
    Failed {
        /// Why.
        reason: String,
    },
    /// It came into no block, and cost nothing.
    Expired,
}

impl Fate {
    /// Its name, as metrics label it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Beaten { .. } => "beaten",
            Self::Failed { .. } => "failed",
            Self::Expired => "expired",
        }
    }
}
