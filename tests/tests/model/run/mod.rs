//! Random cases on the contracts and on the model, in lockstep.

mod cast;
mod closing;
mod compare;
mod dice;
mod lockstep;
mod scene;
mod stats;
mod time;
mod wishes;

use std::cell::RefCell;

use berth_tests::model::Plant;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use dice::{Dice, Step, Steps};
use lockstep::{Difference, Lockstep};
use scene::{Deed, Scene};
use stats::Stats;

/// Cases of a continuous integration: enough to reach everything, and to find every planted bug.
pub const CASES: u32 = 256;
/// Steps of one case.
const STEPS: usize = 100;
/// After so many steps everything is asked that costs much to ask.
const LOOK: usize = 20;
/// How often a case that fails is tried without some of its steps.
const SHORTER: u32 = 2_000;

/// What a run plays.
#[derive(Clone, Copy)]
pub struct Run {
    /// The same seed, the same cases.
    pub seed: u64,
    pub cases: u32,
    /// A bug in the model.
    pub plant: Option<Plant>,
}

impl Run {
    /// Plays, says what was reached, and answers with the figure; what was to be reached must have been, if the cases are
    /// enough for that.
    pub fn report(self) -> Result<String, String> {
        let stats = self.play()?;
        println!("{stats}");
        let rare = if self.cases >= CASES { stats.rare() } else { vec![] };
        if !rare.is_empty() {
            return Err(format!("reached too rarely: {rare:#?}"));
        }
        Ok(format!("model: {} cases, {} steps, 0 differences", stats.cases, stats.steps))
    }

    /// Plays until all cases are played or one fails; what was reached, or how it came to the difference.
    pub fn play(self) -> Result<Stats, String> {
        let mut market = cast::market();
        market.prepared();
        let (market, stats) = (RefCell::new(market), RefCell::new(Stats::default()));
        let max_shrink_iters = if self.plant.is_some() { 0 } else { SHORTER };
        let config = Config { cases: self.cases, failure_persistence: None, max_shrink_iters, ..Config::default() };
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_be_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let played = TestRunner::new_with_rng(config, rng).run(&Steps(STEPS), |steps| {
            let mut market = market.borrow_mut();
            market.begin_again(self.plant);
            let result = case(&mut market, &steps, &mut stats.borrow_mut());
            result.map_err(|Difference(text)| TestCaseError::fail(text))
        });
        match played {
            Ok(()) => Ok(stats.into_inner()),
            Err(TestError::Fail(reason, _)) => Err(reason.message().to_owned()),
            Err(TestError::Abort(reason)) => Err(reason.message().to_owned()),
        }
    }
}

/// Every step, then everybody leaves.
fn case(market: &mut Lockstep, steps: &[Step], stats: &mut Stats) -> Result<(), Difference> {
    stats.begin_case();
    for (number, step) in (1..).zip(steps) {
        stats.steps += 1;
        one_step(market, step, stats)?;
        if number % LOOK == 0 {
            market.compare_the_rest()?;
        }
    }
    closing::close(market)
}

fn one_step(market: &mut Lockstep, step: &Step, stats: &mut Stats) -> Result<(), Difference> {
    let mut dice = Dice::of(step);
    time::pass(market, &mut dice);
    let deed = wishes::deed(&Scene::of(market), &mut dice);
    let mut sender = market.address("admin");
    match deed {
        Deed::Send(sent) => {
            let outcome = market.send(&sent.sender, &sent.call, &sent.funds)?;
            stats.sent(&sent.call, &outcome);
            sender = sent.sender;
        }
        Deed::Sudo => market.sudo()?,
        Deed::Stray(coin) => market.stray(coin),
    }
    market.sandbox.check().map_err(|broken| market.differs("an invariant", &broken, &"holds"))?;
    market.compare(&sender)?;
    stats.look(market);
    Ok(())
}
