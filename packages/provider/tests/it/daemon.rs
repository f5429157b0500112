//! The daemon on a chain that exists in memory: blocks by hand, transactions that are late, lost or refused.

mod chain;
mod faults;
mod life;
mod program;
mod stage;
