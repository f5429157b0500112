//! What a provider decides: from orders, inventory and prices to bids and confirmations.
//!
//! In every block a datacenter does what DCS-2 names ConfirmCurrentLeases and BidOnOpenOrders. [`reconcile`] is both, as one
//! pure function of a [`Situation`] (what market's query `ProviderWork` says now) and a [`Config`] (what the machines can do, and for how
//! much). Nothing is remembered from block to block: what is taken of the inventory is what live leases and standing
//! bids ask for, read anew each time, so capacity cannot leak, whatever was missed, lost or restarted in between.

mod allowance;
mod bid;
mod collateral;
mod config;
mod confirm;
mod daemon;
mod error;
mod in_flight;
mod inventory;
mod leave;
mod machines;
mod money;
mod parcel;
mod patience;
mod plan;
mod price;
mod prices;
mod pricing;
mod remedy;
mod run;
mod settings;
mod situation;

pub use allowance::Allowance;
pub use config::Config;
pub use daemon::{Due, Health, Metrics, Provider, Report, Seen, Trouble, block_once, serve, serve_with};
pub use error::Error;
pub use in_flight::{Effect, FlightId, InFlight, Promise, effects};
pub use inventory::{GpuStock, Inventory, Resource};
pub use machines::{Changes, Desired, Listed, Machines, MachinesError, Workload};
pub use money::{Reserve, tidy_up, top_up, withdrawals};
pub use parcel::{Caps, Parcel, Purpose, is_urgent, parcels};
pub use patience::Patience;
pub use plan::{PassedOver, Plan, Unfit, confirmations, reconcile, reconcile_at};
pub use price::{GpuPrice, PriceSheet};
pub use prices::{Prices, Quotes};
pub use pricing::{Answer, Pricing, Program, Question, Wanted};
pub use remedy::{Remedy, remedy};
pub use run::{once, run, run_with};
pub use settings::{ENV, ProgramSettings, ProviderSettings, Settings};
pub use situation::Situation;
