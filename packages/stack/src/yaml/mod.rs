//! YAML as a tree in which every node knows its place, and every scalar is the text that stands in the file.
//!
//! Nothing is interpreted here: `no`, `1.10` and `0x10` are text, so no tenant loses an environment
//! variable to YAML's rules about numbers and truth, and no price passes through a float.

mod load;
mod node;
mod path;

pub(crate) use load::load;
pub(crate) use node::{Entries, Key, Node, Value};
pub(crate) use path::{item, key, named, shorten};
