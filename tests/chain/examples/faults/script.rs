//! What happens in a seed, and when.

use std::fmt;
use std::ops::Range;

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_devnet::{FaultPlan, Trouble};
use berth_domain::{ComputeUnit, DeploymentInfrastructure, Requirements, ResourceGroup, WaitDuration};
use cosmwasm_std::{Decimal, HexBinary, Uint128};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::stage::{DENOM, FAULTY, PERIOD, REGION};

/// Steps with faults. A step is a block, or the try to make one while the chain is halted.
pub const STEPS: u64 = 90;
/// What each bid locks.
const COLLATERAL: u128 = 5_000_000;
/// Blocks that orders collect bids for.
const WAIT: u64 = 3;
/// What a tenant pays in, and one who soon runs dry.
const ENOUGH: u128 = 1_000_000_000;
const LITTLE: u128 = 40_160;

/// A program dies.
#[derive(Clone, Debug)]
pub struct Death {
    /// In which step.
    pub step: u64,
    /// Which program.
    pub program: usize,
    /// Milliseconds after the step's block.
    pub after_ms: u64,
    /// Steps until it is started again.
    pub for_steps: u64,
}

/// A tenant wants something.
#[derive(Clone, Debug)]
pub struct Wish {
    /// In which step.
    pub step: u64,
    /// The submission.
    pub message: Deployment,
    /// What is paid in.
    pub amount: u128,
}

/// All of a seed.
#[derive(Clone, Debug)]
pub struct Script {
    /// What fails.
    pub faults: FaultPlan,
    /// When blocks are empty, so that what was sent waits for longer than it may.
    pub jams: Vec<Range<u64>>,
    /// When no endpoint answers at all.
    pub blackout: Option<Range<u64>>,
    /// Who dies.
    pub deaths: Vec<Death>,
    /// Who wants what.
    pub wishes: Vec<Wish>,
    /// Whether there are two keepers.
    pub rivals: bool,
}

struct Dice(ChaCha8Rng);

impl Dice {
    /// One of 0 to `sides` - 1.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0.next_u64().checked_rem(sides).unwrap_or_default()
    }

    /// One of `from` to `to` - 1.
    fn between(&mut self, from: u64, to: u64) -> u64 {
        from.saturating_add(self.roll(to.saturating_sub(from)))
    }

    /// Once in so many.
    fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

impl Script {
    /// That of a seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let faults = FaultPlan::random(seed, FAULTY, STEPS);
        // From a few blocks up to more than leases survive.
        let blackout = dice.once_in(4).then(|| {
            let from = dice.between(30, 40);
            from..from.saturating_add(dice.between(5, PERIOD))
        });
        // So far from one another that a lease outlives them, with what else ails the chain between them.
        let jams = [1, STEPS / 2].map(|from| {
            let from = dice.between(from, from.saturating_add(20));
            from..from.saturating_add(dice.between(2, 9))
        });
        let rivals = dice.once_in(4);
        let programs = if rivals { 4 } else { 3 };
        let deaths = (0..dice.roll(4)).map(|_| Death {
            step: dice.between(5, STEPS),
            program: usize::try_from(dice.roll(programs)).unwrap_or_default(),
            after_ms: dice.roll(40),
            for_steps: dice.roll(7),
        });
        let deaths = deaths.collect();
        let mut wishes = vec![dice.wish(1)];
        for _ in 0..dice.between(2, 5) {
            let step = dice.between(2, STEPS);
            wishes.push(dice.wish(step));
        }
        Self { faults, jams: jams.to_vec(), blackout, deaths, wishes, rivals }
    }

    /// What ails the chain in a step.
    pub fn trouble(&self, step: u64) -> Trouble {
        let trouble = self.faults.trouble(step);
        let jammed = self.jams.iter().any(|jam| jam.contains(&step));
        Trouble { are_blocks_empty: trouble.are_blocks_empty || jammed, ..trouble }
    }

    /// Whether no endpoint answers in a step.
    pub fn is_black(&self, step: u64) -> bool {
        self.blackout.as_ref().is_some_and(|blackout| blackout.contains(&step))
    }
}

/// For people: the rest follows from the seed.
impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wishes: Vec<_> = self.wishes.iter().map(|wish| wish.step).collect();
        let Self { jams, blackout, deaths, rivals, .. } = self;
        write!(f, "rivals {rivals}, jams {jams:?}, no endpoint in {blackout:?}, {deaths:?}, wishes in {wishes:?}")
    }
}

impl Dice {
    fn wish(&mut self, step: u64) -> Wish {
        let orders = self.between(1, 5);
        let is_poor = self.once_in(5);
        let infrastructure = (0..if is_poor { 1 } else { orders }).map(|number| self.infrastructure(number)).collect();
        let message = Deployment::SubmitDeployment {
            version: HexBinary::from([7; 32]),
            denom: DENOM.to_owned(),
            wait_duration: WaitDuration::Blocks(WAIT),
            infrastructure,
        };
        Wish { step, message, amount: if is_poor { LITTLE } else { ENOUGH } }
    }

    fn infrastructure(&mut self, number: u64) -> DeploymentInfrastructure {
        // One provider asks less for processors, the other for memory.
        let (cpu, memory) = if self.once_in(2) { (4_000, 1_024) } else { (1_000, 4_096) };
        let compute = ComputeUnit { cpu, memory, disk: 1_024, bandwidth: 0, gpu: None };
        let (price, collateral) = (Decimal::from_ratio(10_u8, 1_u8), Uint128::new(COLLATERAL));
        DeploymentInfrastructure {
            name: format!("web{number}"),
            region: REGION.to_owned(),
            persist: true,
            notice: 0,
            resources: vec![ResourceGroup { compute, price, collateral, count: 1 }],
            requirements: Requirements::default(),
        }
    }
}
