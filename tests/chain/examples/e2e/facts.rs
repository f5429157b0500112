//! What was asserted, and how it was.

use std::fmt;

/// One fact.
struct Fact {
    scenario: String,
    what: String,
    found: String,
    holds: bool,
}

/// All facts, in their order. A fact that is not as it must be ends nothing: the others are wanted, too.
#[derive(Default)]
pub struct Facts {
    scenario: String,
    all: Vec<Fact>,
}

impl Facts {
    /// What comes belongs to this scenario.
    pub fn begin(&mut self, scenario: &str) {
        println!("{scenario}:");
        self.scenario = scenario.to_owned();
    }

    /// `found` must be `expected`.
    pub fn same<T: PartialEq + fmt::Display>(&mut self, what: impl Into<String>, found: T, expected: T) {
        let holds = found == expected;
        let told = if holds { found.to_string() } else { format!("{found}, expected {expected}") };
        self.holds(what, told, holds);
    }

    /// `found` must be at least `least`.
    pub fn at_least<T: PartialOrd + fmt::Display>(&mut self, what: impl Into<String>, found: T, least: T) {
        let holds = found >= least;
        self.holds(what, format!("{found}, at least {least}"), holds);
    }

    /// `found` must be at most `most`.
    pub fn at_most<T: PartialOrd + fmt::Display>(&mut self, what: impl Into<String>, found: T, most: T) {
        let holds = found <= most;
        self.holds(what, format!("{found}, at most {most}"), holds);
    }

    /// `holds` must be.
    pub fn holds(&mut self, what: impl Into<String>, found: impl fmt::Display, holds: bool) {
        let fact = Fact { scenario: self.scenario.clone(), what: what.into(), found: found.to_string(), holds };
        println!("  {fact}");
        self.all.push(fact);
    }

    /// Whether there are facts, and all are as they must be.
    pub fn all_hold(&self) -> bool {
        !self.all.is_empty() && self.all.iter().all(|fact| fact.holds)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<4} {}: {}", if self.holds { "ok" } else { "BAD" }, self.what, self.found)
    }
}

/// A table.
impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<5}{:<11}{:<64} found", "", "scenario", "fact")?;
        for Fact { scenario, what, found, holds } in &self.all {
            writeln!(f, "{:<5}{scenario:<11}{what:<64} {found}", if *holds { "ok" } else { "BAD" })?;
        }
        let bad = self.all.iter().filter(|fact| !fact.holds).count();
        writeln!(f, "{} facts, {bad} not as they must be", self.all.len())
    }
}
