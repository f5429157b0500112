//! What Berth's four contracts share: who is let in, how the siblings are wired, queues of due work, pages, versions.

mod admission;
mod authority;
mod due_queue;
mod paging;
mod version;
mod wiring;

pub use admission::{AdmissionError, Coins, Paid, Rule, Who, admit, admit_with};
pub use authority::{authority, authority_of};
pub use due_queue::DueQueue;
pub use paging::page;
pub use version::{MigrateError, migrate_to, version};
pub use wiring::{WiringError, address_of, contracts, wire};
