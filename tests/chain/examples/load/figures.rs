//! What was measured.

use std::collections::BTreeMap;

use berth_devnet::Asked;

use crate::program::Usage;
use crate::tally::{Load, Tally};

/// What a program had taken at one time.
pub struct Taken {
    /// Of the machine.
    pub usage: Usage,
    /// Of the node, if it tells.
    pub asked: Option<BTreeMap<String, Asked>>,
}

/// All of it.
pub struct Figures {
    /// What happened.
    pub tally: Tally,
    /// The last block.
    pub height: u64,
    /// What driver with node, keeper and providers had taken before the first measured block ..
    pub before: [Taken; 3],
    /// .. and after the last.
    pub after: [Taken; 3],
    /// Measured blocks.
    pub blocks: u64,
    /// Seconds that they took.
    pub seconds: f64,
}

/// Which of the three.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Who sends orders and reads blocks, and the embedded node.
    Driver,
    /// The keeper.
    Keeper,
    /// All providers.
    Providers,
}

impl Figures {
    /// Whether no confirmation was late, no lease lost, and each order matched.
    pub fn are_good(&self) -> bool {
        self.late() == 0 && self.tally.lost == 0 && self.tally.open() == 0
    }

    /// Confirmations that came too late, and those that did not come.
    pub fn late(&self) -> u64 {
        let refused = self.tally.refused.get("market/late").copied().unwrap_or_default();
        refused + u64::try_from(self.tally.overdue(self.height)).unwrap_or(u64::MAX)
    }

    /// How many orders were matched so many blocks after they were ready.
    pub fn delays(&self) -> BTreeMap<u64, u64> {
        let mut delays = BTreeMap::new();
        for order in self.tally.orders.values() {
            if let (Some(ready), Some(matched)) = (order.ready, order.matched) {
                *delays.entry(matched.saturating_sub(ready)).or_default() += 1;
            }
        }
        delays
    }

    /// The transactions of each measured block together.
    pub fn whole_blocks(&self) -> Vec<Load> {
        self.tally.blocks.iter().map(|kinds| kinds.values().copied().fold(Load::default(), Load::and)).collect()
    }

    /// The transactions of all measured blocks by kind.
    pub fn by_kind(&self) -> BTreeMap<&'static str, Load> {
        let mut kinds: BTreeMap<&'static str, Load> = BTreeMap::new();
        for (kind, load) in self.tally.blocks.iter().flatten() {
            let sum = kinds.entry(kind).or_default();
            *sum = sum.and(*load);
        }
        kinds
    }

    /// Seconds of CPU time in the measured blocks.
    pub fn cpu(&self, part: Part) -> f64 {
        self.after(part).usage.cpu - self.before(part).usage.cpu
    }

    /// KiB of memory at the peak.
    pub fn memory(&self, part: Part) -> u64 {
        self.after(part).usage.memory
    }

    /// What was asked in the measured blocks.
    pub fn asked(&self, part: Part) -> Option<BTreeMap<String, Asked>> {
        let (before, after) = (self.before(part).asked.as_ref()?, self.after(part).asked.as_ref()?);
        let since = |(question, asked): (&String, &Asked)| {
            let known = before.get(question).copied().unwrap_or_default();
            let asked = Asked { times: asked.times - known.times, bytes: asked.bytes - known.bytes };
            (question.clone(), asked)
        };
        Some(after.iter().map(since).filter(|(_, asked)| asked.times > 0).collect())
    }

    const fn before(&self, part: Part) -> &Taken {
        part.of(&self.before)
    }

    const fn after(&self, part: Part) -> &Taken {
        part.of(&self.after)
    }
}

impl Part {
    const fn of(self, all: &[Taken; 3]) -> &Taken {
        let [driver, keeper, providers] = all;
        match self {
            Self::Driver => driver,
            Self::Keeper => keeper,
            Self::Providers => providers,
        }
    }
}

impl Load {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            txs: self.txs + other.txs,
            failed: self.failed + other.failed,
            used: self.used + other.used,
            wanted: self.wanted + other.wanted,
            ids: self.ids + other.ids,
        }
    }
}
