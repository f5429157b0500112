//! What a keeper decides: from the work that is due to the message to send.
//!
//! A keeper (DCS-2: facilitator) is anyone who moves the exchange along. In every block it reads
//! [`PendingWorkResponse`], a query of market that costs nothing, and sends the one message that [`decide()`] answers;
//! when nothing is due there is nothing to send, and nothing is spent. A keeper keeps no state and holds no power: who wins an
//! order is fixed before anybody matches it, a second keeper in the same block finds the work done, and one
//! that missed a hundred blocks catches up by the same rule.
//!
//! [`PendingWorkResponse`]: berth_api::market::PendingWorkResponse

mod config;
mod decide;

pub use config::Config;
pub use decide::decide;
