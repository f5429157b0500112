//! How much a keeper does at once, and for what.

use berth_api::market::MAX_LIMIT;
use berth_domain::Invalid;

/// A keeper's choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    limit: u32,
    public_good: bool,
}

impl Config {
    /// `limit`: orders, leases or bids visited by one message, 1 to [`MAX_LIMIT`]; a smaller one needs less gas.
    ///
    /// `public_good`: whether it also does what nobody pays a tip for, which is to free the collateral of bids that lost.
    pub fn new(limit: u32, public_good: bool) -> Result<Self, Invalid> {
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Invalid::new("limit", limit, format!("1 to {MAX_LIMIT}")));
        }
        Ok(Self { limit, public_good })
    }

    /// The same with another limit, at most this one's and at least 1.
    #[must_use]
    pub fn with_limit(self, limit: u32) -> Self {
        Self { limit: limit.clamp(1, self.limit), ..self }
    }

    /// The most that one message visits.
    pub const fn limit(self) -> u32 {
        self.limit
    }

    /// Whether it also does what pays no tip.
    pub const fn public_good(self) -> bool {
        self.public_good
    }
}

impl Default for Config {
    /// As much as a message may do, unpaid work included.
    fn default() -> Self {
        Self { limit: MAX_LIMIT, public_good: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_market() {
        assert_eq!(Config::new(MAX_LIMIT, true), Ok(Config::default()));
        assert_eq!(Config::new(0, true).unwrap_err().to_string(), "limit is 0, allowed: 1 to 32");
        assert!(Config::new(MAX_LIMIT + 1, false).is_err());
    }
}
