//! What Berth's four contracts share: who is let in, how the siblings are wired, queues of due work, pages.

mod admission;
mod due_queue;
mod paging;
mod wiring;

pub use admission::{AdmissionError, Coins, Paid, Rule, Who, admit};
pub use due_queue::DueQueue;
pub use paging::page;
pub use wiring::{WiringError, address_of, contracts, wire};
