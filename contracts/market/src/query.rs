//! Answers. What a query predicts and what an execution does is one function.

mod orders;
mod providers;
mod rules;
mod work;

pub use orders::{fulfillment, fulfillments, open_orders, order, orders, quote, ready_orders};
pub use providers::{due_leases, eligibility, leases, locked, obligations, own_fulfillments, track_record};
pub use rules::{all_terms, numbered_terms, terms};
pub use work::{pending_work, provider_work};
