//! Faults by a plan: the same ones for the same seed.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::faults::{Faults, Lie, WebSocket};
use crate::node::Trouble;

/// Steps after which another endpoint is the one that is spared.
const AGE: u64 = 40;
/// A fault lasts so many steps at most.
const SPELL: u64 = 12;
/// The chain stands still for so many steps at most.
const HALT: u64 = 6;
/// Blocks that a lagging endpoint is behind at most.
const LAG: u64 = 8;
/// Milliseconds that a slow endpoint is late at most.
const DELAY: u64 = 300;

/// What goes wrong when. A step is a block, or the try to make one while the chain is halted; the first is 1.
///
/// In every step at least one endpoint answers truly and in time; only its websocket may fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultPlan {
    spells: Vec<Spell>,
    endpoints: usize,
    steps: u64,
}

/// Something that is wrong for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spell {
    from: u64,
    /// The first step without it.
    until: u64,
    ill: Ill,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Ill {
    Endpoint(usize, Faults),
    Socket(usize, WebSocket),
    Chain(Trouble),
    /// The pool is emptied, once.
    Pool,
}

struct Dice(ChaCha8Rng);

impl Dice {
    /// One of 0 to `sides` - 1.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0.next_u64().checked_rem(sides).unwrap_or_default()
    }

    /// One of 1 to `most`.
    fn some(&mut self, most: u64) -> u64 {
        self.roll(most).saturating_add(1)
    }
}

impl FaultPlan {
    /// What this seed makes for so many endpoints and steps. After the last step nothing is wrong any more.
    pub fn random(seed: u64, endpoints: usize, steps: u64) -> Self {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let mut plan = Self { spells: vec![], endpoints, steps };
        let mut start = 1_u64;
        while start <= steps {
            let end = start.saturating_add(AGE).min(steps.saturating_add(1));
            plan.age(&mut dice, start, end);
            start = end;
        }
        plan
    }

    /// The spells of an age: all end within it, and one endpoint has none.
    fn age(&mut self, dice: &mut Dice, start: u64, end: u64) {
        let count = u64::try_from(self.endpoints).unwrap_or(u64::MAX);
        let spared = dice.roll(count);
        for _ in 0..dice.some(2 * AGE / SPELL) {
            let endpoint = dice.roll(count);
            let faults = faults(dice);
            let (from, until) = spell(dice, start, end, SPELL);
            if endpoint != spared {
                self.add(from, until, Ill::Endpoint(usize::try_from(endpoint).unwrap_or_default(), faults));
            }
        }
        let endpoint = usize::try_from(dice.roll(count)).unwrap_or_default();
        let socket = if dice.roll(2) == 0 { WebSocket::Dropped } else { WebSocket::Silent };
        let (from, until) = spell(dice, start, end, SPELL);
        self.add(from, until, Ill::Socket(endpoint, socket));
        match dice.roll(5) {
            0 => {
                let (from, until) = spell(dice, start, end, HALT);
                self.add(from, until, Ill::Chain(Trouble { is_halted: true, ..Trouble::default() }));
            }
            1 => {
                let (from, until) = spell(dice, start, end, HALT);
                self.add(from, until, Ill::Chain(Trouble { are_blocks_empty: true, ..Trouble::default() }));
            }
            2 => {
                let (from, until) = spell(dice, start, end, HALT);
                let gas_percent = 100_u64.saturating_add(dice.some(100));
                self.add(from, until, Ill::Chain(Trouble { gas_percent, ..Trouble::default() }));
            }
            3 => {
                let (from, _) = spell(dice, start, end, HALT);
                self.add(from, from.saturating_add(1), Ill::Pool);
            }
            _ => {}
        }
    }

    fn add(&mut self, from: u64, until: u64, ill: Ill) {
        self.spells.push(Spell { from, until, ill });
    }

    fn at(&self, step: u64) -> impl Iterator<Item = &Ill> {
        let now = self.spells.iter().filter(move |spell| (spell.from..spell.until).contains(&step));
        now.map(|spell| &spell.ill)
    }

    /// What is wrong with an endpoint in a step. Of two spells at once the later begun holds.
    pub fn faults(&self, endpoint: usize, step: u64) -> Faults {
        let mut faults = Faults::default();
        for ill in self.at(step) {
            if let Ill::Endpoint(of, new) = ill
                && *of == endpoint
            {
                faults = new.clone();
            }
        }
        for ill in self.at(step) {
            if let Ill::Socket(of, socket) = ill
                && *of == endpoint
            {
                faults.websocket = *socket;
            }
        }
        faults
    }

    /// What ails the chain in a step.
    pub fn trouble(&self, step: u64) -> Trouble {
        let troubles = self.at(step).filter_map(|ill| match ill {
            Ill::Chain(trouble) => Some(*trouble),
            _ => None,
        });
        troubles.last().unwrap_or_default()
    }

    /// Whether the pool is emptied in a step.
    pub fn loses_pool(&self, step: u64) -> bool {
        self.at(step).any(|ill| *ill == Ill::Pool)
    }

    /// For how many endpoints it is made.
    pub const fn endpoints(&self) -> usize {
        self.endpoints
    }

    /// Its last step.
    pub const fn steps(&self) -> u64 {
        self.steps
    }
}

/// Some steps within an age.
fn spell(dice: &mut Dice, start: u64, end: u64, longest: u64) -> (u64, u64) {
    let from = start.saturating_add(dice.roll(end.saturating_sub(start)));
    (from, from.saturating_add(dice.some(longest)).min(end))
}

/// One thing that is wrong with an endpoint.
fn faults(dice: &mut Dice) -> Faults {
    let none = Faults::default();
    match dice.roll(10) {
        0 | 1 => Faults { is_dead: true, ..none },
        2 => Faults { is_stalled: true, ..none },
        3 | 4 => Faults { lag: dice.some(LAG), ..none },
        5 => Faults { loses_response: true, ..none },
        6 => Faults { is_full: true, ..none },
        7 => Faults { delay: Duration::from_millis(dice.some(DELAY)), ..none },
        _ => {
            let lie = match dice.roll(4) {
                0 => Lie::ChainId,
                1 => Lie::Backwards,
                2 => Lie::Garbage,
                _ => Lie::Types,
            };
            Faults { lie: Some(lie), ..none }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: u64 = 400;

    fn only_socket(faults: &Faults) -> bool {
        Faults { websocket: WebSocket::Fine, ..faults.clone() } == Faults::default()
    }

    #[test]
    fn a_seed_makes_one_plan_and_another_seed_another() {
        assert_eq!(FaultPlan::random(7, 3, STEPS), FaultPlan::random(7, 3, STEPS));
        assert_ne!(FaultPlan::random(7, 3, STEPS), FaultPlan::random(8, 3, STEPS));
    }

    #[test]
    fn one_endpoint_always_lives_and_all_do_afterwards() {
        for seed in 0..200 {
            let plan = FaultPlan::random(seed, 3, STEPS);
            for step in 1..=STEPS {
                let living = (0..3).filter(|endpoint| only_socket(&plan.faults(*endpoint, step))).count();
                assert!(living > 0, "seed {seed}, step {step}");
            }
            let after = STEPS + 1;
            assert!((0..3).all(|endpoint| plan.faults(endpoint, after) == Faults::default()));
            assert_eq!(plan.trouble(after), Trouble::default());
        }
    }

    #[test]
    fn everything_that_can_go_wrong_does() {
        let mut seen: Vec<String> = vec![];
        for seed in 0..50 {
            let plan = FaultPlan::random(seed, 3, STEPS);
            for step in 1..=STEPS {
                for faults in (0..3).map(|endpoint| plan.faults(endpoint, step)) {
                    let Faults { is_dead, is_stalled, lag, lie, websocket, loses_response, is_full, delay } = faults;
                    let flags = [is_dead, is_stalled, lag > 0, loses_response, is_full, !delay.is_zero()];
                    let flags = ["dead", "stalled", "lag", "lost", "full", "slow"].into_iter().zip(flags);
                    seen.extend(flags.filter(|(_, is)| *is).map(|(name, _)| name.to_owned()));
                    seen.extend(lie.map(|lie| format!("{lie:?}")));
                    seen.push(format!("{websocket:?}"));
                }
                let Trouble { is_halted, are_blocks_empty, gas_percent } = plan.trouble(step);
                let flags = [is_halted, are_blocks_empty, gas_percent != 100, plan.loses_pool(step)];
                let flags = ["halt", "empty", "gas", "pool"].into_iter().zip(flags);
                seen.extend(flags.filter(|(_, is)| *is).map(|(name, _)| name.to_owned()));
                seen.sort();
                seen.dedup();
            }
        }
        // 6 flags, 4 lies, 3 states of a websocket, 4 troubles.
        assert_eq!(seen.len(), 17, "{seen:?}");
    }

    #[test]
    fn one_endpoint_alone_is_never_ill() {
        let plan = FaultPlan::random(3, 1, STEPS);
        assert!((1..=STEPS).all(|step| only_socket(&plan.faults(0, step))));
    }
}
