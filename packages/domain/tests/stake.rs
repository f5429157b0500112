//! A stake over random histories: no coin is lost or made, whatever the order. What each step does in detail is compared with a
//! model where escrow is tested.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use berth_domain::{MAX_UNBONDING, Stake};
use cosmwasm_std::Uint128;
use proptest::prelude::*;

const PERIOD: u64 = 100;

#[derive(Clone, Debug)]
enum Step {
    Bond(u128),
    Unbond(u128),
    Slash { amount: u128, cap: u128 },
    Pass(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1..1_000_u128).prop_map(Step::Bond),
        (0..300_u128).prop_map(Step::Unbond),
        (0..400_u128, 0..500_u128).prop_map(|(amount, cap)| Step::Slash { amount, cap }),
        (0..150_u64).prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn no_coin_is_lost_or_made(steps in steps()) {
        let (mut stake, mut now) = (Stake::default(), 0_u64);
        let (mut came, mut went) = (Uint128::zero(), Uint128::zero());
        for step in steps {
            let (left, matured) = stake.mature(now).unwrap();
            stake = left;
            went += matured;
            match step {
                Step::Bond(amount) => {
                    came += Uint128::new(amount);
                    stake = stake.bond(Uint128::new(amount)).unwrap();
                }
                Step::Unbond(amount) => {
                    stake = stake.clone().begin_unbonding(Uint128::new(amount), now + PERIOD).unwrap_or(stake);
                }
                Step::Slash { amount, cap } => {
                    let (window, coins) = (now / PERIOD, stake.coins().unwrap());
                    let allowed = Uint128::new(cap).saturating_sub(stake.slashed_in(window));
                    let (left, taken) = stake.slash(Uint128::new(amount), Uint128::new(cap), window).unwrap();
                    prop_assert_eq!(taken, coins.min(Uint128::new(amount)).min(allowed));
                    let untouched = left.unbonding.iter().map(|entry| entry.amount).sum::<Uint128>() + left.bonded;
                    prop_assert_eq!(untouched + taken, coins);
                    went += taken;
                    stake = left;
                }
                Step::Pass(seconds) => now += seconds,
            }
            prop_assert_eq!(stake.coins().unwrap() + went, came);
            prop_assert!(stake.unbonding.len() <= MAX_UNBONDING);
            prop_assert!(stake.unbonding.windows(2).all(|pair| pair.first().unwrap().release_at < pair.last().unwrap().release_at));
            prop_assert!(stake.unbonding.iter().all(|entry| !entry.amount.is_zero()));
        }
    }
}
