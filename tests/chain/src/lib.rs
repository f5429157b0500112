//! A node as a program sees it over the wire: raw JSON-RPC and hand-made transactions, without our own chain access, so
//! that this and the node under test cannot be wrong together. And [`Stage`], an exchange that programs work on through
//! our own chain access, as they do in the field.

mod exchange;
mod key;
mod rpc;
mod stage;
mod target;
mod tx;

pub use exchange::Exchange;
pub use key::Key;
pub use rpc::{Answer, Rpc};
pub use stage::{Setting, Stage, secret, signer, until};
pub use target::{Delivered, Kind, Target};
pub use tx::{Draft, coin, execute, execute_with, send, store_code};
