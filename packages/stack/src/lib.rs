//! The stack file: a tenant's infrastructure and manifest, read from YAML and checked.

mod build;
mod canonical;
mod error;
mod file;
mod manifest;
mod price;
mod read;
mod scalar;
mod schema;
mod stack;
mod yaml;

pub use error::{Problem, StackError, StackErrors};
pub use manifest::{Connection, Manifest, Source, Workload};
pub use price::{Period, Rounding};
pub use schema::schema;
pub use stack::{Denom, Funding, Stack};
