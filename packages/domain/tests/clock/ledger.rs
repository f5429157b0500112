//! What the model writes down: orders, leases, and what each lease has run up.

use std::collections::BTreeMap;

use num_bigint::BigUint;

/// 10^-18 units in one unit.
pub const WHOLE: u128 = 1_000_000_000_000_000_000;
/// The year of the interest rate.
const YEAR: u64 = 31_536_000;
/// Who gets the fees.
pub const COLLECTOR: &str = "collector";
/// Who owns the deployment.
pub const TENANT: &str = "tenant";

/// What was credited, by receiver and reason.
pub type Purse = BTreeMap<(String, &'static str), BigUint>;

/// The rules of one order: shares in 10^-18, tips in whole units.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    pub interest_rate: u128,
    pub take_rate: u128,
    pub match_tip: u128,
    pub close_tip: u128,
    pub stale_tip: u128,
    pub period: u64,
}

impl Rules {
    pub fn hold(&self) -> BigUint {
        big(self.match_tip) + self.close_tip
    }

    pub fn interest(&self, collateral: u128) -> BigUint {
        big(collateral) * self.interest_rate / YEAR
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Cancelled,
    TenantClosed,
    Unfunded,
    Stale,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub price: u128,
    pub collateral: u128,
    pub rules: Rules,
}

impl Order {
    pub fn max_rate(&self) -> BigUint {
        self.rate_at(self.price)
    }

    pub fn rate_at(&self, price: u128) -> BigUint {
        self.rules.interest(self.collateral) + price
    }
}

/// What a lease has run up, in 10^-18: price and interest apart, and the seconds that were paid for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Total {
    pub seconds: u64,
    pub price: BigUint,
    pub interest: BigUint,
}

impl Total {
    fn attos(&self) -> BigUint {
        &self.price + &self.interest
    }

    /// P: each part floored for itself.
    pub fn payable(&self) -> BigUint {
        &self.price / WHOLE + &self.interest / WHOLE
    }

    /// f: on the whole units of the price part.
    pub fn fee(&self, take_rate: u128) -> BigUint {
        &self.price / WHOLE * take_rate / WHOLE
    }

    /// Time goes by, and every second of it is paid for.
    pub fn run(&mut self, price: &BigUint, interest: &BigUint, seconds: u64) {
        self.seconds += seconds;
        self.price += price * seconds;
        self.interest += interest * seconds;
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    pub order: Order,
    pub provider: String,
    pub price: BigUint,
    pub interest: BigUint,
    pub started_at: u64,
    pub period: u64,
    pub due_height: u64,
    pub confirmed_at: u64,
    /// Up to now.
    pub total: Total,
    /// As it stood at the last confirmation.
    pub confirmed: Total,
    pub paid: BigUint,
    pub fee: BigUint,
}

impl Lease {
    pub fn rate(&self) -> BigUint {
        &self.price + &self.interest
    }

    /// Run up and not paid, in 10^-18.
    pub fn unpaid(&self) -> BigUint {
        self.total.attos() - &self.paid * WHOLE
    }
}

pub fn big(amount: u128) -> BigUint {
    BigUint::from(amount)
}
