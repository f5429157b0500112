//! What can be done with coins.

mod deposit;
mod open_account;
mod set_parameters;
mod settle;
mod stake;
mod unstake;
mod withdraw;
mod withdraw_deposit;

pub use deposit::{deposit_to_account, deposit_to_self};
pub use open_account::open_account;
pub use set_parameters::set_parameters;
pub use settle::settle;
pub use stake::stake;
pub use unstake::unstake;
pub use withdraw::{locked, withdraw};
pub use withdraw_deposit::withdraw_deposit;
