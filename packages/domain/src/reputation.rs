//! How a provider has served, as one number.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Uint128, Uint256};
use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::invalid::check_range;

/// The highest reputation.
pub const MAX_REPUTATION: u32 = 1_000;
const SERVICE_SHARE: u32 = 700;
const STAKE_SHARE: u32 = 300;
const TEN_YEARS: u64 = 315_360_000;

/// What is remembered of a provider for ever, also after it is gone. On disk a JSON array in the order of the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, u32)", into = "(u64, u32)")]
pub struct TrackRecord {
    /// g: seconds of leases that were paid for, counted when a lease ends.
    pub served_seconds: u64,
    /// Leases that it broke.
    pub broken: u32,
}

impl From<(u64, u32)> for TrackRecord {
    fn from((served_seconds, broken): (u64, u32)) -> Self {
        Self { served_seconds, broken }
    }
}

impl From<TrackRecord> for (u64, u32) {
    fn from(record: TrackRecord) -> Self {
        (record.served_seconds, record.broken)
    }
}

impl TrackRecord {
    /// A lease has ended, after so many paid seconds. Counters that are full stay full.
    #[must_use]
    pub const fn after(self, seconds: u64, broken: bool) -> Self {
        let more = if broken { 1 } else { 0 };
        Self { served_seconds: self.served_seconds.saturating_add(seconds), broken: self.broken.saturating_add(more) }
    }
}

/// How service and stake are weighed.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct ReputationParameters {
    /// g0: paid seconds at which half the service's share is reached, 1 to 315,360,000 (ten years).
    pub half_service: u64,
    /// s0: bonded stake at which half the stake's share is reached; more than 0.
    pub half_stake: Uint128,
    /// What a broken lease counts against the service, in seconds, at most 315,360,000.
    pub penalty: u64,
}

impl ReputationParameters {
    /// Every field within its hard range.
    pub fn check(&self) -> Result<(), Invalid> {
        check_range("half_service", self.half_service, 1, TEN_YEARS)?;
        check_range("penalty", self.penalty, 0, TEN_YEARS)?;
        if self.half_stake.is_zero() {
            return Err(Invalid::new("half_stake", 0, "more than 0"));
        }
        Ok(())
    }
}

/// 0 to 1000: `floor(700 g / (g + b + g0)) + floor(300 s / (s + s0))` (spec 4), with b the broken leases times the penalty
/// and s the bonded stake.
///
/// What it is not: proof. A pair of tenant and provider can serve one another for little more than gas.
pub fn reputation(record: &TrackRecord, bonded: Uint128, parameters: &ReputationParameters) -> u32 {
    let served = Uint256::from(record.served_seconds);
    // At most 2^32 x 2^29.
    let against = Uint256::from(record.broken).saturating_mul(Uint256::from(parameters.penalty));
    let service = share(SERVICE_SHARE, served, against.saturating_add(Uint256::from(parameters.half_service)));
    service.saturating_add(share(STAKE_SHARE, bonded.into(), parameters.half_stake.into()))
}

/// `floor(share x part / (part + rest))`; `rest` is more than 0.
fn share(share: u32, part: Uint256, rest: Uint256) -> u32 {
    let weighed = part.saturating_mul(Uint256::from(share)).checked_div(part.saturating_add(rest)).unwrap_or_default();
    Uint128::try_from(weighed).ok().and_then(|whole| u32::try_from(whole.u128()).ok()).unwrap_or(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: ReputationParameters =
        ReputationParameters { half_service: 1_000, half_stake: Uint128::new(500), penalty: 2_000 };

    fn of(served_seconds: u64, broken: u32, bonded: u128) -> u32 {
        reputation(&TrackRecord { served_seconds, broken }, Uint128::new(bonded), &PARAMETERS)
    }

    #[test]
    fn nobody_begins_with_one() {
        assert_eq!(of(0, 0, 0), 0);
    }

    #[test]
    fn service_and_stake_are_weighed_apart_and_floored_apart() {
        assert_eq!(of(1_000, 0, 0), 350);
        assert_eq!(of(0, 0, 500), 150);
        assert_eq!(of(1_000, 0, 500), 500);
        // 700 x 1,000 / 4,000 = 175.
        assert_eq!(of(1_000, 1, 0), 175);
        // 0.7 and 0.6 make 1.3 together, nothing apart.
        assert_eq!(of(1, 0, 1), 0);
    }

    #[test]
    fn it_stays_within_its_bounds_at_every_extreme() {
        assert!((998..=MAX_REPUTATION).contains(&of(u64::MAX, 0, u128::MAX)));
        assert_eq!(of(0, u32::MAX, 0), 0);
        assert!(of(u64::MAX, u32::MAX, u128::MAX) <= MAX_REPUTATION);
        let wide = ReputationParameters { half_stake: Uint128::MAX, ..PARAMETERS };
        assert_eq!(reputation(&TrackRecord::default(), Uint128::MAX, &wide), 150);
    }

    #[test]
    fn full_counters_stay_full() {
        let full = TrackRecord { served_seconds: u64::MAX, broken: u32::MAX };
        assert_eq!(full.after(5, true), full);
        assert_eq!(TrackRecord::default().after(5, false), TrackRecord { served_seconds: 5, broken: 0 });
        assert_eq!(cosmwasm_std::to_json_string(&TrackRecord::default().after(5, true)).unwrap(), "[5,1]");
    }

    #[test]
    fn parameters_have_hard_ranges() {
        assert_eq!(PARAMETERS.check(), Ok(()));
        let none = ReputationParameters { half_service: 0, ..PARAMETERS };
        assert_eq!(none.check().unwrap_err().field, "half_service");
        let none = ReputationParameters { half_stake: Uint128::zero(), ..PARAMETERS };
        assert_eq!(none.check().unwrap_err().field, "half_stake");
        let long = ReputationParameters { penalty: TEN_YEARS + 1, ..PARAMETERS };
        assert_eq!(long.check().unwrap_err().field, "penalty");
    }
}
