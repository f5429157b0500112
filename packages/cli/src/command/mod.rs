//! The commands, one module per group.

pub mod completions;
pub mod deployment;
