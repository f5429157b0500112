//! A keeper (DCS-2: facilitator): anyone who moves the exchange along.
//!
//! In every block it reads [`PendingWorkResponse`], a query of market that costs nothing, and sends the one message that
//! [`decide()`] answers; when nothing is due there is nothing to send, and nothing is spent. A keeper keeps no state and holds
//! no power: who wins an order is fixed before anybody matches it, a second keeper in the same block finds the work
//! done, and one that missed a hundred blocks catches up by the same rule.
//!
//! [`decide()`] is all that must be right; the rest is about doing it for years without supervision and without wasting fees.
//! [`Keeper`] tries each message by simulation, makes it smaller if it needs too much gas, leaves out what a contract
//! refuses, weighs tips against the fee, keeps out of other keepers' way, and has one transaction on its way at a time.
//! [`run()`] is the whole program, [`once()`] one block of it.
//!
//! [`PendingWorkResponse`]: berth_api::market::PendingWorkResponse

mod aside;
mod batch;
mod bound;
mod config;
mod decide;
mod error;
mod flight;
mod keeper;
mod metrics;
mod money;
mod report;
mod run;
mod serve;
mod settings;
mod status;
mod trial;
mod turns;

pub use config::Config;
pub use decide::{decide, decide_around};
pub use error::Error;
pub use keeper::Keeper;
pub use metrics::KeeperMetrics;
pub use report::{Fate, Step};
pub use run::{Once, once, run};
pub use serve::serve;
pub use settings::{ENV, KeeperSettings, Mode, Settings};
pub use status::Status;
pub use turns::MOST_PATIENCE;
