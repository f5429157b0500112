//! What a provider stands to lose beside its collateral: bonded, unbonding, slashed.

use cosmwasm_std::Uint128;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::MoneyError;

/// Unbonding entries of one owner at most.
pub const MAX_UNBONDING: usize = 7;

/// The stake of one owner, in the staking denom (spec 4). On disk a JSON array in the order of the fields.
///
/// Everything else than [`mature`](Self::mature) expects a stake whose matured entries were moved away before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Stake {
    /// Counts for orders that ask for stake, and for reputation.
    pub bonded: Uint128,
    /// On its way out: counts no longer, can be slashed still. Oldest first, at most [`MAX_UNBONDING`].
    pub unbonding: Vec<Unbonding>,
    /// The window in which it was last slashed: `floor(time / unbonding period)`.
    pub window: u64,
    /// How much was slashed in that window.
    pub slashed: Uint128,
}

/// Coins that leave the stake when their time has come. On disk a JSON array in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Uint128, u64)", into = "(Uint128, u64)")]
pub struct Unbonding {
    /// How much.
    pub amount: Uint128,
    /// The first second, as block time, at which they are the owner's again.
    pub release_at: u64,
}

/// Why a stake does not change as asked.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum StakeError {
    /// More than is bonded, or nothing.
    #[error("amount is {amount}, allowed: 1 to {bonded}")]
    Amount {
        /// Asked for.
        amount: Uint128,
        /// What there is.
        bonded: Uint128,
    },
    /// As many entries as there may be.
    #[error(
        "unbonding has {MAX_UNBONDING} entries, allowed: {MAX_UNBONDING}; the first is released at {first_release}"
    )]
    TooMany {
        /// When there is room again.
        first_release: u64,
    },
    /// A sum left the range of its type; no supply is that large.
    #[error("{0}")]
    Money(#[from] MoneyError),
}

type Stored = (Uint128, Vec<Unbonding>, u64, Uint128);

impl From<Stored> for Stake {
    fn from((bonded, unbonding, window, slashed): Stored) -> Self {
        Self { bonded, unbonding, window, slashed }
    }
}

impl From<Stake> for Stored {
    fn from(stake: Stake) -> Self {
        (stake.bonded, stake.unbonding, stake.window, stake.slashed)
    }
}

impl From<(Uint128, u64)> for Unbonding {
    fn from((amount, release_at): (Uint128, u64)) -> Self {
        Self { amount, release_at }
    }
}

impl From<Unbonding> for (Uint128, u64) {
    fn from(entry: Unbonding) -> Self {
        (entry.amount, entry.release_at)
    }
}

impl Stake {
    /// Splits off what is the owner's again: the entries whose time has come.
    ///
    /// From then on they can be slashed no longer, and count no longer among the [`MAX_UNBONDING`].
    pub fn mature(self, now: u64) -> Result<(Self, Uint128), MoneyError> {
        let (matured, unbonding): (Vec<_>, Vec<_>) =
            self.unbonding.into_iter().partition(|entry| now >= entry.release_at);
        let amount = sum(&matured)?;
        Ok((Self { unbonding, ..self }, amount))
    }

    /// Coins come in.
    pub fn bond(self, amount: Uint128) -> Result<Self, MoneyError> {
        Ok(Self { bonded: self.bonded.checked_add(amount)?, ..self })
    }

    /// Bonded coins begin to leave; with those that began in the same second they are one entry.
    ///
    /// `release_at` is never earlier than that of an entry before: time does not step back, and the period is fixed.
    pub fn begin_unbonding(mut self, amount: Uint128, release_at: u64) -> Result<Self, StakeError> {
        let bonded = self.bonded;
        let left = bonded.checked_sub(amount).ok().filter(|_| !amount.is_zero());
        self.bonded = left.ok_or(StakeError::Amount { amount, bonded })?;
        let full = self.unbonding.len() >= MAX_UNBONDING;
        let first = self.unbonding.first().map(|entry| entry.release_at);
        match (self.unbonding.last_mut(), first) {
            (Some(last), _) if last.release_at == release_at => {
                last.amount = last.amount.checked_add(amount).map_err(MoneyError::from)?;
            }
            (_, Some(first_release)) if full => return Err(StakeError::TooMany { first_release }),
            _ => self.unbonding.push(Unbonding { amount, release_at }),
        }
        Ok(self)
    }

    /// Takes `amount`, or what there is, or what `cap` leaves in this window: of the bonded coins first, then of the oldest entry.
    pub fn slash(mut self, amount: Uint128, cap: Uint128, window: u64) -> Result<(Self, Uint128), MoneyError> {
        let before = self.slashed_in(window);
        let allowed = amount.min(cap.saturating_sub(before));
        let mut wanted = allowed;
        take_from(&mut self.bonded, &mut wanted)?;
        for entry in &mut self.unbonding {
            take_from(&mut entry.amount, &mut wanted)?;
        }
        self.unbonding.retain(|entry| !entry.amount.is_zero());
        let taken = allowed.checked_sub(wanted)?;
        if !taken.is_zero() {
            (self.window, self.slashed) = (window, before.checked_add(taken)?);
        }
        Ok((self, taken))
    }

    /// How much was slashed in a window.
    pub fn slashed_in(&self, window: u64) -> Uint128 {
        if self.window == window { self.slashed } else { Uint128::zero() }
    }

    /// Whether there is nothing to remember: no coin, and nothing taken in this window that the cap must count.
    pub fn is_over(&self, window: u64) -> bool {
        self.bonded.is_zero() && self.unbonding.is_empty() && self.slashed_in(window).is_zero()
    }

    /// All of its coins: bonded and unbonding.
    pub fn coins(&self) -> Result<Uint128, MoneyError> {
        Ok(self.bonded.checked_add(sum(&self.unbonding)?)?)
    }
}

fn sum(entries: &[Unbonding]) -> Result<Uint128, MoneyError> {
    entries.iter().try_fold(Uint128::zero(), |sum, entry| Ok(sum.checked_add(entry.amount)?))
}

/// Moves as much of `wanted` as there is out of `pot`.
fn take_from(pot: &mut Uint128, wanted: &mut Uint128) -> Result<(), MoneyError> {
    let part = (*pot).min(*wanted);
    *pot = pot.checked_sub(part)?;
    *wanted = wanted.checked_sub(part)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn coins(amount: u128) -> Uint128 {
        Uint128::new(amount)
    }

    /// 100 bonded, 10 and 20 on their way out.
    fn staked() -> Stake {
        let stake = Stake::default().bond(coins(130)).unwrap();
        stake.begin_unbonding(coins(10), 1_000).unwrap().begin_unbonding(coins(20), 2_000).unwrap()
    }

    #[test]
    fn entries_mature_at_their_second() {
        assert_eq!(staked().mature(999), Ok((staked(), coins(0))));
        let (left, matured) = staked().mature(1_000).unwrap();
        assert_eq!((matured, left.unbonding.len(), left.bonded), (coins(10), 1, coins(100)));
        let (left, matured) = staked().mature(2_000).unwrap();
        assert_eq!((matured, left.unbonding.len()), (coins(30), 0));
    }

    #[test]
    fn unbonding_takes_1_to_all_that_is_bonded() {
        for amount in [0, 101] {
            let error = staked().begin_unbonding(coins(amount), 3_000).unwrap_err();
            assert_eq!(error, StakeError::Amount { amount: coins(amount), bonded: coins(100) });
        }
        assert_eq!(staked().begin_unbonding(coins(100), 3_000).unwrap().bonded, coins(0));
    }

    #[test]
    fn seven_entries_and_no_more_but_one_second_is_one_entry() {
        let mut stake = Stake::default().bond(coins(100)).unwrap();
        for release_at in 1..=7 {
            stake = stake.begin_unbonding(coins(1), release_at).unwrap();
        }
        let full = stake.clone().begin_unbonding(coins(1), 8).unwrap_err();
        assert_eq!(full, StakeError::TooMany { first_release: 1 });
        let same = stake.clone().begin_unbonding(coins(5), 7).unwrap();
        assert_eq!((same.unbonding.len(), same.unbonding[6].amount), (7, coins(6)));
        let (room, _) = stake.mature(1).unwrap();
        assert!(room.begin_unbonding(coins(1), 8).is_ok());
    }

    #[test]
    fn a_slash_takes_bonded_coins_first_then_the_oldest_entry() {
        let (left, taken) = staked().slash(coins(40), Uint128::MAX, 3).unwrap();
        assert_eq!((taken, left.bonded, left.unbonding.len()), (coins(40), coins(60), 2));
        let (left, taken) = staked().slash(coins(105), Uint128::MAX, 3).unwrap();
        assert_eq!((taken, left.bonded, left.unbonding[0].amount), (coins(105), coins(0), coins(5)));
        let (left, taken) = staked().slash(coins(110), Uint128::MAX, 3).unwrap();
        assert_eq!((taken, left.unbonding), (coins(110), vec![Unbonding { amount: coins(20), release_at: 2_000 }]));
        let (left, taken) = staked().slash(coins(131), Uint128::MAX, 3).unwrap();
        assert_eq!((taken, left.coins().unwrap(), left.slashed), (coins(130), coins(0), coins(130)));
        assert!(!left.is_over(3) && left.is_over(4));
    }

    #[test]
    fn the_cap_holds_in_each_window() {
        let (stake, first) = staked().slash(coins(30), coins(50), 3).unwrap();
        let (stake, second) = stake.slash(coins(30), coins(50), 3).unwrap();
        let (stake, third) = stake.slash(coins(30), coins(50), 3).unwrap();
        assert_eq!([first, second, third], [coins(30), coins(20), coins(0)]);
        // A lower cap than what is taken already takes nothing back.
        assert_eq!(stake.clone().slash(coins(30), coins(10), 3).unwrap(), (stake.clone(), coins(0)));
        let (stake, next) = stake.slash(coins(30), coins(50), 4).unwrap();
        assert_eq!((next, stake.window, stake.slashed), (coins(30), 4, coins(30)));
    }

    #[test]
    fn what_was_slashed_of_nothing_is_nothing() {
        assert_eq!(Stake::default().slash(coins(1), Uint128::MAX, 9).unwrap(), (Stake::default(), coins(0)));
        assert!(Stake::default().is_over(0) && !staked().is_over(0));
    }

    #[test]
    fn no_sum_wraps() {
        let full = Stake::default().bond(Uint128::MAX).unwrap();
        assert!(full.clone().bond(coins(1)).is_err());
        let unbonding = full.begin_unbonding(Uint128::MAX, 1).unwrap().bond(coins(1)).unwrap();
        assert!(unbonding.coins().is_err());
        assert!(unbonding.begin_unbonding(coins(1), 1).is_err());
    }

    #[test]
    fn stored_as_an_array() {
        let (stake, _) = staked().slash(coins(7), Uint128::MAX, 3).unwrap();
        let text = cosmwasm_std::to_json_string(&stake).unwrap();
        assert_eq!(text, r#"["93",[["10",1000],["20",2000]],3,"7"]"#);
        assert_eq!(cosmwasm_std::from_json::<Stake>(&text).unwrap(), stake);
    }
}
