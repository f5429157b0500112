//! The stack file: a tenant's infrastructure and manifest, read from YAML and checked.
//!
//! The format is described in `docs/stack.md`. Reading goes in four steps, each of which says where something is wrong: text to
//! a tree that knows its places (`yaml`), the tree to sections whose keys and values have the right form (`file`, by the
//! declarations of `read` and the values of `scalar`), sections to a [`Stack`] within the bounds of the exchange
//! (`build`). The JSON [`schema()`] comes from the same declarations.
//!
//! ```
//! let stack = berth_stack::Stack::parse(include_str!("../../../examples/web.yaml"))?;
//! assert_eq!(stack.infrastructure[0].name, "web");
//! assert_eq!(stack.version(), stack.manifest.hash());
//! # Ok::<(), berth_stack::StackErrors>(())
//! ```

mod build;
mod canonical;
mod error;
mod file;
mod manifest;
mod price;
mod read;
mod scalar;
mod schema;
pub mod sdl;
mod stack;
mod update;
mod yaml;

pub use error::{Problem, StackError, StackErrors};
pub use manifest::{Connection, Manifest, Source, Workload};
pub use price::{Period, Rounding};
pub use schema::schema;
pub use stack::{Denom, Funding, Stack};
