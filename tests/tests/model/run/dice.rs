//! Random steps that shrink: each is a handful of numbers, and what they mean depends on the market that meets them.

use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// Numbers of one step.
const NUMBERS: usize = 16;

/// One step: whatever its numbers choose.
#[derive(Clone, Debug)]
pub struct Step([u32; NUMBERS]);

/// So many steps, of which a failing case keeps only those that it needs.
#[derive(Debug)]
pub struct Steps(pub usize);

/// A case that is made shorter: pieces are left out, halves first, single steps last, and put back if it fails no more.
pub struct Shorter {
    steps: Vec<Step>,
    /// What is left out just now, and where it was.
    left_out: Option<(usize, Vec<Step>)>,
    at: usize,
    length: usize,
}

impl Strategy for Steps {
    type Tree = Shorter;
    type Value = Vec<Step>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let mut step = || Step(std::array::from_fn(|_| runner.rng().next_u32()));
        let steps: Vec<Step> = (0..self.0).map(|_| step()).collect();
        let length = steps.len();
        Ok(Shorter { steps, left_out: None, at: 0, length })
    }
}

impl ValueTree for Shorter {
    type Value = Vec<Step>;

    fn current(&self) -> Vec<Step> {
        self.steps.clone()
    }

    /// It still fails: whatever is left out stays out.
    fn simplify(&mut self) -> bool {
        while self.length > 0 {
            if self.at < self.steps.len() {
                let end = self.steps.len().min(self.at + self.length);
                self.left_out = Some((self.at, self.steps.drain(self.at..end).collect()));
                return true;
            }
            (self.at, self.length) = (0, self.length / 2);
        }
        self.left_out = None;
        false
    }

    fn complicate(&mut self) -> bool {
        let Some((at, piece)) = self.left_out.take() else { return false };
        self.at = at + piece.len();
        self.steps.splice(at..at, piece);
        self.simplify()
    }
}

/// Hands out a step's numbers, one after the other; should they run out, the first ones turned round.
pub struct Dice {
    step: Step,
    thrown: usize,
}

impl Dice {
    pub fn of(step: &Step) -> Self {
        Self { step: step.clone(), thrown: 0 }
    }

    fn throw(&mut self) -> u32 {
        let (turn, place) = (self.thrown / NUMBERS, self.thrown % NUMBERS);
        self.thrown += 1;
        self.step.0[place].rotate_left(u32::try_from(turn % 4 * 7).unwrap())
    }

    /// 0 to `bound` - 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        u64::from(self.throw()) % bound
    }

    /// `low` to `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == times - 1
    }

    pub fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    /// One of them.
    pub fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        let index = self.below(list.len().try_into().unwrap());
        list[usize::try_from(index).unwrap()].clone()
    }

    /// One of them, if there are any.
    pub fn any_of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        if list.is_empty() { None } else { Some(self.one_of(list)) }
    }
}
