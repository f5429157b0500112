//! Paying often or seldom comes to the same, to the last micro-unit.

use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, stage, stage_with};
use cosmwasm_std::{Decimal, Uint128, Uint256, coin};

use crate::{FIRST, balance};

const YEAR: u64 = 31_536_000;

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 on.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    /// An index of a list of this length.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap())).unwrap()
    }
}

/// A lease at 0.000123456789012345 with the least collateral, 2,000,000, whose interest is 0.003170979198376458; a year's
/// money for it, 200,000.
fn tiny_lease() -> Stage {
    let mut stage = stage_with(|setup| setup.terms[0].reconfirmation_period = 1_000_000);
    let mut wanted = infrastructure("tiny", false);
    wanted.resources[0].collateral = Uint128::new(2_000_000);
    stage.submit(vec![wanted], 200_000);
    let price = Decimal::new(Uint128::new(123_456_789_012_345));
    assert_eq!(stage.offer(&stage.providers[0].clone(), FIRST, price), None);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage
}

fn result(stage: &Stage) -> (i128, u128, Uint256) {
    (stage.earned(0), balance(stage, &stage.admin()), stage.account(1).spendable)
}

#[test]
fn a_year_of_fractions_settled_at_random_moments_comes_to_what_one_settlement_pays() {
    let mut stage = tiny_lease();
    let begun = stage.sandbox.remember();
    let end = stage.sandbox.now().time + YEAR;
    stage.sandbox.blocks(900_000, YEAR);
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: false });
    let at_once = result(&stage);
    // floor(3,893.33..) + floor(99,999.99..), fee floor(38.93): 3,893 + 99,999 - 38. 200,000 - 20,000 - 103,892.
    let left = Uint256::from(76_108_u64) * Uint256::from(1_000_000_000_000_000_000_u128);
    assert_eq!(at_once, (103_854, 38, left));
    stage.exit();

    for seed in 1..=4 {
        stage.sandbox.go_back(&begun);
        let mut dice = Dice(seed);
        loop {
            // From a second to about a month, short steps more often.
            let bound = 1 << dice.below(22);
            let step = 1 + dice.below(bound);
            let now = stage.sandbox.now().time;
            stage.sandbox.blocks(1, step.min(end - now));
            if stage.sandbox.now().time == end {
                break;
            }
            match dice.below(5) {
                0 => assert_eq!(stage.confirm(0, FIRST, false), None),
                1 => assert_eq!(stage.confirm(0, FIRST, true), None),
                2 => drop(stage.by(0, Market::CollectEarnings { leases: vec![FIRST], payout: false })),
                3 => drop(stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1)),
                _ => {
                    let amount = Some(Uint128::one());
                    stage.by_tenant(Escrow::WithdrawDeposit { deployment: 1, amount, payout: false });
                    stage.by_tenant_paying(Escrow::Deposit { deployment: Some(1) }, 1);
                }
            }
        }
        stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: false });
        let (earned, fee, spendable) = result(&stage);
        assert_eq!((earned, fee), (at_once.0, at_once.1), "{seed}");
        // The tenant gave 1 now and then; no fraction is lost of it.
        let given = spendable - at_once.2;
        assert_eq!(given % Uint256::from(1_000_000_000_000_000_000_u128), Uint256::zero(), "{seed}");
        stage.exit();
    }
}

/// A lease at 0.33 for 60 blocks, collected every so many, paid out or not; what the provider and the collector have then.
fn collected_every(blocks: u64, payout: bool) -> (u128, u128) {
    let mut stage = stage();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    stage.let_to(0, FIRST, 33);
    for block in 1..=60 {
        stage.pass(1);
        let collect = block % blocks == 0;
        if collect || block % 10 == 0 {
            let confirm = Market::SubmitLeaseConfirmation { leases: vec![FIRST], collect, payout: collect && payout };
            assert_eq!(crate::refusals(&stage.by(0, confirm)), [None]);
        }
    }
    stage.by(0, Market::CollectEarnings { leases: vec![FIRST], payout });
    let one = stage.providers[0].clone();
    let all = stage.sandbox.bank_balance(&one, DENOM).unwrap().u128() + balance(&stage, &one);
    let fees = balance(&stage, &stage.admin());
    stage.exit();
    (all, fees)
}

#[test]
fn collecting_every_block_or_once_pays_the_same() {
    // 360 s: floor(118.8) + floor(18), fee floor(1.18).
    let expected = (1_000_000_000 + 118 + 18 - 1, 1);
    for (blocks, payout) in [(1, false), (1, true), (7, true), (61, false), (61, true)] {
        assert_eq!(collected_every(blocks, payout), expected, "every {blocks}");
    }
}

#[test]
fn a_payout_sends_what_this_message_credits_and_nothing_else() {
    let mut stage = stage();
    let one = stage.providers[0].clone();
    stage.submit(vec![infrastructure("web", false)], 100_000);
    stage.let_to(0, FIRST, 100);
    stage.sandbox.blocks(2, 1_000);
    let purse = stage.sandbox.bank_balance(&one, DENOM).unwrap();
    // Collecting before the first confirmation pays nothing: the lease began confirmed, at its own second.
    stage.by(0, Market::CollectEarnings { leases: vec![FIRST], payout: true });
    assert_eq!(stage.sandbox.bank_balance(&one, DENOM).unwrap(), purse);
    assert_eq!(stage.confirm(0, FIRST, false), None);
    stage.by(0, Market::CollectEarnings { leases: vec![FIRST], payout: true });
    // 1,000 + 50 - 10.
    assert_eq!(stage.sandbox.bank_balance(&one, DENOM).unwrap(), purse + Uint128::new(1_040));
    assert_eq!(stage.earned(0), 0);
    let no_collect = Market::SubmitLeaseConfirmation { leases: vec![FIRST], collect: false, payout: true };
    stage.refuse(&one, no_collect, &[], "market/invalid_field");
    stage.refuse(&one, Escrow::Unstake { amount: Uint128::one() }, &[], "escrow/insufficient_stake");
    stage.send(&one, Escrow::Deposit { deployment: None }, &[coin(1, DENOM)]);
    stage.exit();
}
