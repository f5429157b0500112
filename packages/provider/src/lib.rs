//! What a provider decides: from orders, inventory and prices to bids and confirmations.
//!
//! In every block a datacenter does what DCS-2 names ConfirmCurrentLeases and BidOnOpenOrders. [`reconcile`] is both, as one
//! pure function of a [`Situation`] (what market's query `ProviderWork` says now) and a [`Config`] (what the machines can do, and for how
//! much). Nothing is remembered from block to block: what is taken of the inventory is what live leases and standing
//! bids ask for, read anew each time, so capacity cannot leak, whatever was missed, lost or restarted in between.

mod bid;
mod collateral;
mod config;
mod confirm;
mod inventory;
mod leave;
mod plan;
mod price;
mod situation;

pub use config::Config;
pub use inventory::{GpuStock, Inventory, Resource};
pub use plan::{PassedOver, Plan, Unfit, reconcile};
pub use price::{GpuPrice, PriceSheet};
pub use situation::Situation;
