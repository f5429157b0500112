//! What is expected to happen, and whether it did: one provider falls silent, and nothing is lost by it.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::{CloseReason, OrderId};
use cosmwasm_std::Addr;

use crate::demo::happened::Happened;
use crate::demo::wanted::Wanted;

/// Blocks that are enough for the whole story.
const ENOUGH: u64 = 60;

/// The story so far.
#[derive(Debug)]
pub struct Story {
    persists: BTreeSet<u32>,
    /// After how many confirmations the first winner falls silent.
    silent_after: u32,
    leases: BTreeMap<OrderId, Track>,
    breaker: Option<(Addr, OrderId)>,
}

#[derive(Debug)]
struct Track {
    provider: Addr,
    confirmed: u32,
    stale: bool,
}

/// How it came out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What happened, in sentences.
    pub facts: Vec<String>,
    /// What should have happened and did not.
    pub missing: Vec<String>,
}

impl Story {
    pub fn new(wanted: &Wanted, silent_after: u32) -> Self {
        let slots = wanted.infrastructure.iter().zip(1..);
        let persists = slots.filter(|(infrastructure, _)| infrastructure.persist).map(|(_, slot)| slot).collect();
        Self { persists, silent_after, leases: BTreeMap::new(), breaker: None }
    }

    /// Takes down what happened in a block.
    pub fn watch(&mut self, happened: &[Happened]) {
        for one in happened {
            match one {
                Happened::LeaseStarted(lease) => {
                    let provider = lease.provider.clone();
                    self.leases.insert(lease.lease, Track { provider, confirmed: 0, stale: false });
                }
                Happened::LeaseConfirmed(lease) => self.change(lease.lease, |track| track.confirmed += 1),
                Happened::LeaseEnded(lease) if lease.reason == CloseReason::Stale.as_str() => {
                    self.change(lease.lease, |track| track.stale = true);
                }
                _ => {}
            }
        }
        if self.breaker.is_none() {
            self.breaker = self.first_winner();
        }
    }

    fn change(&mut self, lease: OrderId, change: impl FnOnce(&mut Track)) {
        if let Some(track) = self.leases.get_mut(&lease) {
            change(track);
        }
    }

    /// The winner of the first lease; of those that begin together, of one that finds a successor when it is broken.
    fn first_winner(&self) -> Option<(Addr, OrderId)> {
        let persisting = self.leases.iter().find(|(lease, _)| self.persists.contains(&lease.slot));
        let (lease, track) = persisting.or_else(|| self.leases.iter().next())?;
        Some((track.provider.clone(), *lease))
    }

    /// Whether this provider has fallen silent.
    pub fn is_silent(&self, provider: &Addr) -> bool {
        let Some((breaker, lease)) = &self.breaker else { return false };
        let enough = self.leases.get(lease).is_some_and(|track| track.confirmed >= self.silent_after);
        breaker == provider && enough
    }

    /// The reckoning of the story; `name` tells people's names.
    pub fn verdict(&self, blocks: u64, name: impl Fn(&Addr) -> String) -> Verdict {
        let mut verdict = Verdict::default();
        let broken: Vec<_> = self.leases.iter().filter(|(_, track)| track.stale).collect();
        match &self.breaker {
            None => verdict.missing.push("no order became a lease".to_owned()),
            Some((breaker, lease)) if broken.is_empty() => {
                let breaker = name(breaker);
                verdict.missing.push(format!("lease {lease} of {breaker}, who falls silent, has not gone stale"));
            }
            Some(_) => {}
        }
        for (lease, track) in broken {
            self.judge(*lease, &name(&track.provider), &name, &mut verdict);
        }
        if !verdict.missing.is_empty() && blocks < ENOUGH {
            verdict.missing.push(format!("block {blocks} was too early for that: try --blocks {ENOUGH}"));
        }
        verdict
    }

    fn judge(&self, lease: OrderId, breaker: &str, name: &impl Fn(&Addr) -> String, verdict: &mut Verdict) {
        let broke = format!("{breaker} broke lease {lease} and lost its collateral to the tenant");
        if !self.persists.contains(&lease.slot) {
            verdict.facts.push(format!("{broke}; its infrastructure does not persist, so nothing follows"));
            return;
        }
        let later = self.leases.iter().filter(|(next, _)| next.slot == lease.slot && next.round > lease.round);
        let Some((next, track)) = later.last() else {
            verdict.missing.push(format!("{broke}, but nobody has taken over"));
            return;
        };
        let successor = name(&track.provider);
        if track.confirmed == 0 {
            verdict.missing.push(format!("{successor} has not confirmed lease {next}, which follows {lease}"));
        } else {
            verdict.facts.push(format!("{broke}; {successor} took over with lease {next}"));
        }
    }
}
