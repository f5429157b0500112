//! What can be done with coins.

mod deposit;
mod open_account;
mod settle;
mod withdraw;

pub use deposit::{deposit_to_account, deposit_to_self};
pub use open_account::open_account;
pub use settle::settle;
pub use withdraw::{locked, withdraw};
