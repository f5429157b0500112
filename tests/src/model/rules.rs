//! The rules of a denom, and what an order binds under them (spec 2 and 4).

use berth_api::domain::{ResourceGroup, Terms};

use super::fields::is_denom;
use super::{Code, Model, WHOLE};

const YEAR: u128 = 31_536_000;

/// The rules of one denom, in plain numbers.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub denom: String,
    /// Yearly, 10^-18.
    pub interest_rate: u128,
    pub match_tip: u128,
    pub close_tip: u128,
    pub stale_tip: u128,
    pub min_runway: u64,
    pub min_collateral: u128,
    pub slash: u128,
    /// 10^-18.
    pub take_rate: u128,
    pub period: u64,
}

/// What an order for some resources binds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub max_rate: u128,
    pub collateral: u128,
}

impl Rules {
    pub(super) fn of(terms: &Terms) -> Self {
        Self {
            denom: terms.denom.clone(),
            interest_rate: terms.interest_rate.atomics().u128(),
            match_tip: terms.match_tip.u128(),
            close_tip: terms.close_tip.u128(),
            stale_tip: terms.stale_tip.u128(),
            min_runway: terms.min_runway,
            min_collateral: terms.min_collateral.u128(),
            slash: terms.slash.u128(),
            take_rate: terms.take_rate.atomics().u128(),
            period: terms.reconfirmation_period,
        }
    }

    /// Each within the hard range of contracts/README.md.
    pub(super) fn are_in_range(&self) -> bool {
        let tips = self.match_tip.checked_add(self.close_tip).and_then(|hold| hold.checked_add(self.stale_tip));
        is_denom(&self.denom)
            && self.interest_rate <= WHOLE
            && self.take_rate <= WHOLE / 5
            && (1..=31_536_000).contains(&self.min_runway)
            && (10..=1_000_000).contains(&self.period)
            && tips.is_some_and(|tips| self.min_collateral >= tips)
    }

    /// Spec 4, "Hold".
    pub(super) const fn hold(&self) -> u128 {
        self.match_tip + self.close_tip
    }

    /// Spec 2, "Lease rate": 10^-18 per second.
    pub(super) const fn interest(&self, collateral: u128) -> Option<u128> {
        match collateral.checked_mul(self.interest_rate) {
            Some(yearly) => Some(yearly / YEAR),
            None => None,
        }
    }

    /// Spec 2: an order whose maximum rate exceeds u128, or whose collateral is below the minimum, does not open.
    pub(super) fn quote(&self, resources: &[ResourceGroup]) -> Option<Quote> {
        let (mut collateral, mut max_rate) = (0_u128, 0_u128);
        for group in resources {
            collateral = collateral.checked_add(group.collateral.u128())?;
            max_rate = max_rate.checked_add(total_of(group)?)?;
        }
        max_rate = max_rate.checked_add(self.interest(collateral)?)?;
        (collateral >= self.min_collateral).then_some(Quote { max_rate, collateral })
    }
}

/// Price x count.
fn total_of(group: &ResourceGroup) -> Option<u128> {
    group.price.atomics().u128().checked_mul(group.count.into())
}

/// Spec 2, "Total price". `None` if it is no number of 128 bits.
pub(super) fn total_price(resources: &[ResourceGroup]) -> Option<u128> {
    resources.iter().try_fold(0_u128, |sum, group| sum.checked_add(total_of(group)?))
}

impl Model {
    /// The rules of a number.
    pub(super) fn rules(&self, number: u32) -> Rules {
        let rules = self.rules[usize::try_from(number).unwrap() - 1].clone();
        if self.has(super::Plant::RulesAreLive) {
            return self.current_rules(&rules.denom).map_or(rules, |(_, current)| current);
        }
        rules
    }

    /// The rules that a denom has now.
    pub(super) fn current_rules(&self, denom: &str) -> Option<(u32, Rules)> {
        let number = *self.current.get(denom)?;
        Some((number, self.rules[usize::try_from(number).unwrap() - 1].clone()))
    }

    pub(super) fn write_terms(&mut self, rules: Rules) {
        let denom = rules.denom.clone();
        self.rules.push(rules);
        self.current.insert(denom, u32::try_from(self.rules.len()).unwrap());
    }

    pub(super) fn set_terms(&mut self, terms: &Terms) -> Result<super::Answer, Code> {
        let rules = Rules::of(terms);
        if !rules.are_in_range() {
            return Err("market/invalid_field");
        }
        self.write_terms(rules);
        Ok(super::Answer::Nothing)
    }

    pub(super) fn remove_terms(&mut self, denom: &str) -> Result<super::Answer, Code> {
        match self.current.remove(denom) {
            Some(_) => Ok(super::Answer::Nothing),
            None => Err("market/denom_not_allowed"),
        }
    }
}
