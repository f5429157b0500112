//! Waiting in blocks or in seconds: one field, one unit, never mixed.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::BlockInfo;

use crate::Invalid;
use crate::invalid::check_range;

/// How long an order collects bids before it is matched (DCS-2 `wait-duration`; the seeds say blocks in one place and
/// time in another, so it is either).
#[cw_serde]
#[derive(Copy, Eq)]
pub enum WaitDuration {
    /// So many blocks.
    Blocks(u64),
    /// So many seconds of block time.
    Seconds(u64),
}

impl WaitDuration {
    /// At least 1, at most the bound of its unit.
    pub fn check(self, max_blocks: u64, max_seconds: u64) -> Result<(), Invalid> {
        match self {
            Self::Blocks(blocks) => check_range("wait_duration.blocks", blocks, 1, max_blocks),
            Self::Seconds(seconds) => check_range("wait_duration.seconds", seconds, 1, max_seconds),
        }
    }

    /// The moment at which a wait that begins now is over.
    pub const fn from_now(self, now: Now) -> Moment {
        match self {
            Self::Blocks(blocks) => Moment::Height(now.height.saturating_add(blocks)),
            Self::Seconds(seconds) => Moment::Time(now.time.saturating_add(seconds)),
        }
    }
}

/// A point in the life of the chain, in blocks or in seconds.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Moment {
    /// A block height.
    Height(u64),
    /// A block time in seconds.
    Time(u64),
}

impl Moment {
    /// Whether the moment has come: at it, and ever after.
    pub const fn reached(self, now: Now) -> bool {
        match self {
            Self::Height(height) => now.height >= height,
            Self::Time(time) => now.time >= time,
        }
    }
}

/// The block in which something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Its height.
    pub height: u64,
    /// Its time in whole seconds.
    pub time: u64,
}

impl From<&BlockInfo> for Now {
    fn from(block: &BlockInfo) -> Self {
        Self { height: block.height, time: block.time.seconds() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_reached_at_its_own_block() {
        let now = Now { height: 10, time: 100 };
        assert_eq!(WaitDuration::Blocks(3).from_now(now), Moment::Height(13));
        assert_eq!(WaitDuration::Seconds(3).from_now(now), Moment::Time(103));
        assert!(!Moment::Height(11).reached(now));
        assert!(Moment::Height(10).reached(now));
        assert!(!Moment::Time(101).reached(now));
        assert!(Moment::Time(100).reached(now));
    }
}
