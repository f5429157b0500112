//! The reckoning: whether an exchange has what it owes, and whether its books add up, seen from outside.
//!
//! Nothing but questions that anybody may ask, all as of one height.

mod accounts;
mod books;

use std::fmt;

use cosmwasm_std::{Uint128, Uint256};

use crate::{Exchange, Result};

use books::Books;

/// What an exchange has and owes, as of one height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// The height.
    pub height: u64,
    /// By denom.
    pub coins: Vec<Coins>,
    /// Accounts of deployments that were looked at.
    pub accounts: usize,
    /// Balances that were looked at.
    pub balances: usize,
    /// Live leases that were looked at.
    pub leases: usize,
    /// Open orders that were looked at.
    pub open_orders: usize,
    /// Everything that does not add up; nothing of an exchange that is sound.
    pub faults: Vec<Fault>,
}

impl Reckoning {
    /// Whether everything adds up.
    pub const fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// What an exchange has and owes of one denom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coins {
    /// Of what.
    pub denom: String,
    /// What the bank says escrow has.
    pub held: Uint256,
    /// What escrow says it owes.
    pub owed: Uint128,
    /// Of it balances of people, collateral included.
    pub balances: Uint128,
    /// Of it accounts of deployments, what is set aside for tips included, in 10^-18.
    pub accounts: Uint256,
    /// Of it stakes, also those that unbond.
    pub stakes: Uint128,
}

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub what: String,
    /// How much it is.
    pub found: String,
    /// How much it should be.
    pub expected: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}, expected {}", self.what, self.found, self.expected)
    }
}

/// Reads everything that is owed, and compares: what the bank holds with what is owed; what is owed with the sum of all balances,
/// accounts and stakes, to the last 10^-18; each account with its orders and leases; each lock with the leases that hold it.
///
/// Errors of the chain and of understanding only: what does not add up is in the answer.
pub async fn reckon(exchange: &Exchange, at: Option<u64>) -> Result<Reckoning> {
    let height = match at {
        Some(height) => height,
        None => exchange.chain().head().await?.height,
    };
    let books = Books::read(exchange, height).await?;
    let mut faults = vec![];
    accounts::check(&books, &mut faults);
    books.check_locks(&mut faults);
    let coins = books.coins(&mut faults);
    Ok(Reckoning {
        height,
        coins,
        accounts: books.accounts.len(),
        balances: books.balances.len(),
        leases: books.leases.len(),
        open_orders: books.open.len(),
        faults,
    })
}

/// Notes a fault unless it is as it should be.
fn same<T: PartialEq + fmt::Display>(faults: &mut Vec<Fault>, what: impl FnOnce() -> String, found: T, expected: T) {
    if found != expected {
        faults.push(Fault { what: what(), found: found.to_string(), expected: expected.to_string() });
    }
}
