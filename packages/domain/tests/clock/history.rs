//! Random histories: what happens on one account, and when.
//!
//! A step names its object by a number that is taken modulo what there is, so that every history is valid and stays
//! valid while it is shrunk.

use proptest::prelude::*;

use crate::ledger::Rules;

/// Sizes of prices and amounts: a mantissa times 10^exponent of the case.
const LARGEST_MANTISSA: u64 = 3_400_000_000_000_000_000;
const CENTURY: u64 = 3_153_600_000;

#[derive(Clone, Debug)]
pub struct History {
    /// 0: a denom of 6 decimals and prices around one unit per second; 20: the largest numbers that fit.
    pub exponent: u32,
    pub min_runway: u64,
    pub rules: Vec<Rules>,
    pub deposit: Gift,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub wait: Wait,
    pub act: Act,
}

/// From one step to the next.
#[derive(Clone, Debug)]
pub enum Wait {
    SameBlock,
    /// Most blocks; several may share a second.
    Blocks {
        blocks: u64,
        seconds: u64,
    },
    /// Close to the second up to which the account is funded.
    ToFundedUntil {
        offset: i64,
        blocks: u64,
    },
    /// Close to the height up to which a lease is confirmed.
    ToDue {
        lease: usize,
        offset: i64,
        seconds: u64,
    },
    /// The chain stands still, up to a hundred years.
    Halt {
        seconds: u64,
    },
}

#[derive(Clone, Debug)]
pub enum Act {
    Look,
    Settle,
    Deposit(Gift),
    Open {
        price: u64,
        collateral: u64,
        rules: usize,
    },
    /// The winner asks for so many hundredths of the maximum.
    Match {
        order: usize,
        provider: usize,
        percent: u64,
        caller: Caller,
    },
    CloseOrder {
        order: usize,
    },
    Confirm {
        lease: usize,
        rules: usize,
        collect: bool,
    },
    Collect {
        lease: usize,
    },
    CloseLease {
        lease: usize,
        reorder: bool,
        rules: usize,
    },
    Invalidate {
        lease: usize,
        persist: bool,
        rules: usize,
        caller: Caller,
    },
    CloseUnfunded {
        limit: usize,
        caller: Caller,
    },
    Resume {
        price: u64,
        collateral: u64,
        rules: usize,
    },
    /// The next step finds a new deployment with so much in its account.
    Cancel(Gift),
}

/// Coins: units, plus so many seconds at 10^exponent units each, plus so many holds.
#[derive(Clone, Debug)]
pub struct Gift {
    pub units: u64,
    pub seconds: u64,
    pub holds: u64,
}

#[derive(Clone, Copy, Debug)]
pub enum Caller {
    Keeper,
    Tenant,
    Provider(usize),
    /// The lease's own provider.
    Own,
    /// Work done by `sudo`.
    Nobody,
}

pub fn histories() -> impl Strategy<Value = History> {
    let rules = prop::collection::vec(rules(), 1..=3);
    let steps = prop::collection::vec(step(), 1..=60);
    (prop_oneof![3 => Just(0_u32), 2 => 0..=20_u32, 1 => Just(20_u32)], runway(), rules, gift(), steps).prop_map(
        |(exponent, min_runway, rules, deposit, steps)| History { exponent, min_runway, rules, deposit, steps },
    )
}

fn runway() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0), 4 => 1..=90_u64, 1 => 1..=3_600_u64]
}

fn rules() -> impl Strategy<Value = Rules> {
    (share(1_000_000_000_000_000_000), share(200_000_000_000_000_000), tip(), tip(), tip(), period()).prop_map(
        |(interest_rate, take_rate, match_tip, close_tip, stale_tip, period)| Rules {
            interest_rate,
            take_rate,
            match_tip,
            close_tip,
            stale_tip,
            period,
        },
    )
}

fn period() -> impl Strategy<Value = u64> {
    prop_oneof![10..=30_u64, 10..=200_u64]
}

/// In 10^-18.
fn share(most: u128) -> impl Strategy<Value = u128> {
    prop_oneof![1 => Just(0), 1 => Just(most), 1 => Just(most / 20), 3 => 0..=most]
}

fn tip() -> impl Strategy<Value = u128> {
    prop_oneof![1 => Just(0), 4 => 1..=40_u128]
}

fn gift() -> impl Strategy<Value = Gift> {
    let seconds = prop_oneof![4 => Just(0_u64), 8 => 0..=1_200_u64, 6 => 0..=20_000_u64, 1 => spread(2 * CENTURY)];
    (1..=50_u64, seconds, 0..=8_u64).prop_map(|(units, seconds, holds)| Gift { units, seconds, holds })
}

/// All orders of magnitude alike.
fn spread(most: u64) -> impl Strategy<Value = u64> {
    (1..=most, 0..most.ilog2()).prop_map(|(value, shift)| (value >> shift).max(1))
}

/// Round prices meet the end of the money exactly, others leave fractions.
fn price() -> impl Strategy<Value = u64> {
    prop_oneof![
        2 => (1..=20_u64).prop_map(|tenths| tenths * 100_000_000_000_000_000),
        4 => 1..=1_000_000_000_000_000_000_u64,
        1 => 1..=LARGEST_MANTISSA,
        1 => spread(LARGEST_MANTISSA),
    ]
}

fn collateral() -> impl Strategy<Value = u64> {
    prop_oneof![1 => 0..=60_u64, 2 => 60..=5_000_u64, 2 => spread(1_000_000_000_000)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![20 => (wait(), act()), 1 => deposit_at_the_last_second(), 2 => touch_at_due_height()]
        .prop_map(|(wait, act)| Step { wait, act })
}

fn deposit_at_the_last_second() -> impl Strategy<Value = (Wait, Act)> {
    (-1..=1_i64, 0..=2_u64, gift())
        .prop_map(|(offset, blocks, gift)| (Wait::ToFundedUntil { offset, blocks }, Act::Deposit(gift)))
}

fn touch_at_due_height() -> impl Strategy<Value = (Wait, Act)> {
    let touch = (any::<usize>(), any::<usize>(), any::<bool>(), caller());
    (-1..=1_i64, 0..=30_u64, any::<bool>(), touch).prop_map(
        |(offset, seconds, confirm, (lease, rules, yes, caller))| {
            let act = match confirm {
                true => Act::Confirm { lease, rules, collect: yes },
                false => Act::Invalidate { lease, persist: yes, rules, caller },
            };
            (Wait::ToDue { lease, offset, seconds }, act)
        },
    )
}

fn wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        16 => Just(Wait::SameBlock),
        24 => (1..=3_u64, 0..=8_u64).prop_map(|(blocks, seconds)| Wait::Blocks { blocks, seconds }),
        6 => (1..=25_u64, 0..=250_u64).prop_map(|(blocks, seconds)| Wait::Blocks { blocks, seconds }),
        4 => (-2..=2_i64, 1..=4_u64).prop_map(|(offset, blocks)| Wait::ToFundedUntil { offset, blocks }),
        6 => (any::<usize>(), -1..=1_i64, 0..=120_u64)
            .prop_map(|(lease, offset, seconds)| Wait::ToDue { lease, offset, seconds }),
        1 => spread(CENTURY).prop_map(|seconds| Wait::Halt { seconds }),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let any = proptest::arbitrary::any::<usize>;
    let yes = proptest::bool::ANY;
    prop_oneof![
        2 => Just(Act::Look),
        3 => Just(Act::Settle),
        4 => gift().prop_map(Act::Deposit),
        8 => (price(), collateral(), any())
            .prop_map(|(price, collateral, rules)| Act::Open { price, collateral, rules }),
        16 => (any(), any(), 1..=100_u64, caller())
            .prop_map(|(order, provider, percent, caller)| Act::Match { order, provider, percent, caller }),
        1 => any().prop_map(|order| Act::CloseOrder { order }),
        10 => (any(), any(), yes)
            .prop_map(|(lease, rules, collect)| Act::Confirm { lease, rules, collect }),
        3 => any().prop_map(|lease| Act::Collect { lease }),
        2 => (any(), yes, any())
            .prop_map(|(lease, reorder, rules)| Act::CloseLease { lease, reorder, rules }),
        6 => (any(), yes, any(), caller())
            .prop_map(|(lease, persist, rules, caller)| Act::Invalidate { lease, persist, rules, caller }),
        3 => (1..=3_usize, caller()).prop_map(|(limit, caller)| Act::CloseUnfunded { limit, caller }),
        6 => (price(), collateral(), any())
            .prop_map(|(price, collateral, rules)| Act::Resume { price, collateral, rules }),
        1 => gift().prop_map(Act::Cancel),
    ]
}

fn caller() -> impl Strategy<Value = Caller> {
    prop_oneof![
        4 => Just(Caller::Keeper),
        1 => Just(Caller::Tenant),
        1 => (0..3_usize).prop_map(Caller::Provider),
        2 => Just(Caller::Own),
        3 => Just(Caller::Nobody),
    ]
}
