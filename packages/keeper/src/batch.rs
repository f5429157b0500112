//! How much goes into one message.

use crate::Config;

/// How many orders, leases and bids one message visits: halved when that is more than a transaction can carry, doubled again
/// after one that was full and went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    size: u32,
    most: u32,
}

impl Batch {
    /// As many as the config allows.
    pub const fn new(config: Config) -> Self {
        Self { size: config.limit(), most: config.limit() }
    }

    /// How many.
    pub const fn size(self) -> u32 {
        self.size
    }

    /// It needs more gas than a transaction may have. False if it cannot be smaller.
    pub const fn too_large(&mut self) -> bool {
        let can = self.size > 1;
        if can {
            self.size /= 2;
        }
        can
    }

    /// `visited` were carried out in one transaction.
    pub fn went_well(&mut self, visited: u32) {
        if visited >= self.size {
            self.size = self.size.saturating_mul(2).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_down_to_one_and_grows_back_when_it_is_full() {
        let mut batch = Batch::new(Config::default());
        let mut sizes = vec![batch.size()];
        while batch.too_large() {
            sizes.push(batch.size());
        }
        assert_eq!(sizes, [32, 16, 8, 4, 2, 1]);
        assert!(!batch.too_large());
        batch.went_well(0);
        assert_eq!(batch.size(), 1);
        for grown in [2, 4, 8, 16, 32, 32] {
            batch.went_well(batch.size());
            assert_eq!(batch.size(), grown);
        }
    }

    #[test]
    fn it_is_never_more_than_the_config_allows() {
        let mut batch = Batch::new(Config::new(20, true).unwrap());
        assert!(batch.too_large());
        batch.went_well(10);
        batch.went_well(20);
        assert_eq!(batch.size(), 20);
    }
}
