//! The figures as people read them; the last line says it all.

use std::fmt;

use crate::figures::{Figures, Part};
use crate::ground::BLOCK_GAS;
use crate::plan::Plan;
use crate::tally::Load;

/// Who decides from what stands in a block can be in the next one at the earliest.
const FIRST: u64 = 1;

/// All that is told of a run.
pub struct Report<'a> {
    /// What was to be.
    pub plan: &'a Plan,
    /// What was.
    pub figures: &'a Figures,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = self.figures;
        let (blocks, seconds) = (figures.blocks, figures.seconds);
        let rate = float(blocks) / seconds.max(0.001);
        writeln!(f, "\n{blocks} blocks in {seconds:.0} s: {rate:.2} a second on this machine")?;
        self.right(f)?;
        self.gas(f)?;
        for (name, part, count) in [
            ("driver and node", Part::Driver, 1),
            ("keeper", Part::Keeper, 1),
            ("each provider", Part::Providers, self.providers()),
        ] {
            self.taken(f, name, part, count)?;
        }
        self.last(f)
    }
}

impl Report<'_> {
    fn providers(&self) -> u64 {
        u64::try_from(self.plan.providers()).unwrap_or(u64::MAX)
    }

    fn right(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (figures, tally) = (self.figures, &self.figures.tally);
        writeln!(f, "\norders matched, by blocks after the one in which they were ready")?;
        for (delay, orders) in figures.delays() {
            writeln!(f, "  {delay:>3} {orders:>8}")?;
        }
        writeln!(f, "  never {:>6}", tally.open())?;
        let left = tally.least_left.unwrap_or_default();
        writeln!(f, "\n{} confirmations, {} late; at least {left} blocks were left", tally.confirmed, figures.late())?;
        writeln!(f, "{} leases live, {} lost", tally.leases(), tally.lost)?;
        for (code, times) in &tally.refused {
            writeln!(f, "refused as {code}: {times}")?;
        }
        Ok(())
    }

    fn gas(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocks = float(self.figures.blocks);
        let head = ["in each block", "txs", "failed", "ids", "gas used", "gas asked", "gas per id"];
        let [what, txs, failed, ids, used, wanted, each] = head;
        writeln!(f, "\n{what:<15}{txs:>8}{failed:>8}{ids:>8}{used:>13}{wanted:>13}{each:>12}")?;
        let mut row = |name: &str, load: Load| {
            let mean = |number: u64| float(number) / blocks;
            write!(f, "{name:<15}{:>8.1}{:>8.2}{:>8.1}", mean(load.txs), mean(load.failed), mean(load.ids))?;
            write!(f, "{:>13.0}{:>13.0}", mean(load.used), mean(load.wanted))?;
            writeln!(f, "{:>12.0}", float(load.used) / float(load.ids.max(1)))
        };
        for (kind, load) in self.figures.by_kind() {
            row(kind, load)?;
        }
        let whole = self.figures.whole_blocks();
        row("together", whole.iter().copied().fold(Load::default(), Load::and))?;
        let most = |of: fn(&Load) -> u64| whole.iter().map(of).max().unwrap_or_default();
        let (txs, used, wanted) = (most(|load| load.txs), most(|load| load.used), most(|load| load.wanted));
        writeln!(f, "{:<15}{txs:>8}{:>8}{:>8}{used:>13}{wanted:>13}", "the most", "", "")
    }

    fn taken(&self, f: &mut fmt::Formatter<'_>, name: &str, part: Part, count: u64) -> fmt::Result {
        let (figures, each) = (self.figures, float(self.figures.blocks) * float(count));
        let cpu = figures.cpu(part) * 1_000.0 / each;
        let memory = float(figures.memory(part)) / 1_024.0 / float(count);
        writeln!(f, "\n{name}: {cpu:.2} ms of CPU in each block, {memory:.1} MiB at the peak")?;
        for (question, asked) in figures.asked(part).unwrap_or_default() {
            let (times, bytes) = (float(asked.times) / each, float(asked.bytes) / float(asked.times) / 1_024.0);
            writeln!(f, "  {question:<20}{times:>8.2} in each block, {bytes:>8.1} KiB each")?;
        }
        Ok(())
    }

    fn last(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (figures, tally) = (self.figures, &self.figures.tally);
        let whole = figures.whole_blocks();
        let blocks = float(figures.blocks);
        let sum = whole.iter().copied().fold(Load::default(), Load::and);
        let most = |of: fn(&Load) -> u64| whole.iter().map(of).max().unwrap_or_default();
        let first = figures.delays().range(..=FIRST).map(|(_, orders)| orders).sum::<u64>();
        let share = |part: u64, of: u64| float(part) * 100.0 / float(of.max(1));
        let orders = u64::try_from(tally.orders.len()).unwrap_or(u64::MAX);
        write!(
            f,
            "\n{} leases, {} providers: {:.2} % of {orders} orders matched in the first possible block, {} never; {} of {} \
             confirmations late, {} leases lost; ",
            self.plan.leases(),
            self.plan.providers(),
            share(first, orders),
            tally.open(),
            figures.late(),
            tally.confirmed,
            tally.lost,
        )?;
        write!(
            f,
            "a block {:.0} transactions (most {}) and {:.1}M gas (most {:.1}M), {:.0} % of its limit asked for (most {:.0} %); ",
            float(sum.txs) / blocks,
            most(|load| load.txs),
            float(sum.used) / blocks / 1e6,
            float(most(|load| load.used)) / 1e6,
            share(sum.wanted, BLOCK_GAS) / blocks,
            share(most(|load| load.wanted), BLOCK_GAS),
        )?;
        let one = |part, count: u64| {
            let cpu = figures.cpu(part) * 1_000.0 / blocks / float(count);
            let memory = float(figures.memory(part)) / 1_024.0 / float(count);
            let asked = figures.asked(part).map(|asked| asked.values().map(|asked| asked.times).sum::<u64>());
            let asked = asked.map_or("?".to_owned(), |times| format!("{:.1}", float(times) / blocks / float(count)));
            format!("{cpu:.1} ms of CPU and {asked} questions a block, {memory:.1} MiB")
        };
        let (keeper, provider) = (one(Part::Keeper, 1), one(Part::Providers, self.providers()));
        writeln!(f, "keeper: {keeper}; each provider: {provider}; {:.2} blocks a second", blocks / figures.seconds)
    }
}

/// Counts here are far below 2^52.
fn float(number: u64) -> f64 {
    let (high, low) = (number >> 32, number & u64::from(u32::MAX));
    let part = |part: u64| f64::from(u32::try_from(part).unwrap_or(u32::MAX));
    part(high) * 4_294_967_296.0 + part(low)
}
