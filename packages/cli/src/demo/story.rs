//! What is expected to happen, and whether it did: a lease is broken, changed, starved and left, and nothing is lost by it.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::{CloseReason, OrderId};
use cosmwasm_std::Addr;

use crate::demo::happened::Happened;
use crate::demo::wanted::Wanted;

/// Blocks that are enough for the whole story.
const ENOUGH: u64 = 150;
/// Blocks after which nobody waits any more for a first bid on an order.
const PATIENCE: u64 = 5;

/// What the story waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// The first winner's lease going stale.
    Break,
    /// Leases of what the tenant has changed.
    Change,
    /// The second that the account cannot pay.
    Drain,
    /// The end of all its leases.
    TopUp,
    /// Leases of what the tenant has resumed.
    Resume,
    /// The end of a notice, and a successor.
    Leave,
    /// Nothing more.
    End,
}

impl Scene {
    /// What it is about; nothing if it goes on with what the one before is about.
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::Break => Some("A lease is lived, and broken"),
            Self::Change => Some("The tenant changes what it wants"),
            Self::Drain => Some("The money runs out"),
            Self::Leave => Some("A provider leaves in good order"),
            Self::TopUp | Self::Resume | Self::End => None,
        }
    }

    const fn waits_for(self) -> &'static str {
        match self {
            Self::Break => "a lease to be broken and taken over",
            Self::Change => "what the tenant changed to be leased anew",
            Self::Drain => "the account to run dry",
            Self::TopUp => "the leases of the dry account to be closed",
            Self::Resume => "what the tenant resumed to be leased anew",
            Self::Leave => "a provider to serve its notice and be followed",
            Self::End => "nothing",
        }
    }
}

/// The story so far.
#[derive(Debug)]
pub struct Story {
    pub scene: Scene,
    persists: BTreeSet<u32>,
    /// After how many confirmations the first winner falls silent.
    silent_after: u32,
    leases: BTreeMap<OrderId, Track>,
    /// Open orders: blocks without a bid, `None` once there is one.
    open: BTreeMap<OrderId, Option<u64>>,
    breaker: Option<(Addr, OrderId)>,
    leaver: Option<Addr>,
}

#[derive(Debug)]
struct Track {
    provider: Addr,
    confirmed: u32,
    /// Why it ended.
    end: Option<String>,
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
        Self {
            scene: Scene::Break,
            persists,
            silent_after,
            leases: BTreeMap::new(),
            open: BTreeMap::new(),
            breaker: None,
            leaver: None,
        }
    }

    /// Takes down what happened in a block.
    pub fn watch(&mut self, happened: &[Happened]) {
        self.open.values_mut().flatten().for_each(|blocks| *blocks += 1);
        for one in happened {
            match one {
                Happened::OrderOpened(order) => {
                    self.open.insert(order.order, Some(0));
                }
                Happened::FulfillmentSubmitted(bid) => {
                    self.open.insert(bid.order, None);
                }
                Happened::OrderClosed(order) => {
                    self.open.remove(&order.order);
                }
                Happened::LeaseStarted(lease) => {
                    self.open.remove(&lease.lease);
                    let provider = lease.provider.clone();
                    self.leases.insert(lease.lease, Track { provider, confirmed: 0, end: None });
                }
                Happened::LeaseConfirmed(lease) => self.change(lease.lease, |track| track.confirmed += 1),
                Happened::LeaseEnded(lease) => self.change(lease.lease, |track| track.end = Some(lease.reason.clone())),
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

    fn live(&self) -> impl DoubleEndedIterator<Item = (&OrderId, &Track)> {
        self.leases.iter().filter(|(_, track)| track.end.is_none())
    }

    /// The slot of the first lease, the one that everything happens to.
    pub fn slot(&self) -> u32 {
        self.breaker.as_ref().map_or(1, |(_, lease)| lease.slot)
    }

    /// Whether every order that gets bids is leased, and every lease is confirmed.
    fn is_settled(&self) -> bool {
        let gets_none = |blocks: &Option<u64>| blocks.is_some_and(|blocks| blocks > PATIENCE);
        self.open.values().all(gets_none) && self.live().all(|(_, track)| track.confirmed > 0)
    }

    /// Whether what the scene waits for is there; `is_dry` tells about the account.
    pub fn is_over(&self, is_dry: bool) -> bool {
        match self.scene {
            Scene::Break => {
                let broken =
                    self.leases.values().any(|track| track.end.as_deref() == Some(CloseReason::Stale.as_str()));
                broken && self.is_settled()
            }
            Scene::Change | Scene::Resume => self.is_settled(),
            Scene::Drain => is_dry,
            Scene::TopUp => self.live().next().is_none(),
            Scene::Leave => self.has_left() && self.is_settled(),
            Scene::End => false,
        }
    }

    fn has_left(&self) -> bool {
        self.leaver.as_ref().is_some_and(|leaver| self.live().all(|(_, track)| track.provider != *leaver))
    }

    /// Whoever serves the slot decides to leave.
    pub fn somebody_leaves(&mut self) {
        let slot = self.slot();
        let serving = self.live().find(|(lease, _)| lease.slot == slot).or_else(|| self.live().next());
        self.leaver = serving.map(|(_, track)| track.provider.clone());
    }

    /// Whether this provider leaves, or has left.
    pub fn is_leaving(&self, provider: &Addr) -> bool {
        self.leaver.as_ref() == Some(provider)
    }

    /// The reckoning of the story; `name` tells people's names.
    pub fn verdict(&self, blocks: u64, name: impl Fn(&Addr) -> String) -> Verdict {
        let mut verdict = Verdict::default();
        for (lease, track) in &self.leases {
            self.judge(*lease, track, &name, &mut verdict);
        }
        match (&self.breaker, self.scene) {
            (None, _) => verdict.missing.push("no order became a lease".to_owned()),
            (_, Scene::End) => {}
            (_, scene) => verdict.missing.push(format!("the story waits for {} still", scene.waits_for())),
        }
        if !verdict.missing.is_empty() && blocks < ENOUGH {
            verdict.missing.push(format!("block {blocks} was too early for that: try --blocks {ENOUGH}"));
        }
        verdict
    }

    /// What became of a lease, and who followed.
    fn judge(&self, lease: OrderId, track: &Track, name: &impl Fn(&Addr) -> String, verdict: &mut Verdict) {
        let is = |reason: CloseReason| track.end.as_deref() == Some(reason.as_str());
        let provider = name(&track.provider);
        let (fact, needs_persist) = if is(CloseReason::Stale) {
            (format!("{provider} broke lease {lease} and lost its collateral to the tenant"), true)
        } else if is(CloseReason::Replaced) {
            (format!("the tenant changed what lease {lease} of {provider} was for"), false)
        } else if is(CloseReason::Unfunded) {
            (format!("lease {lease} of {provider} ended with the money, and the tenant resumed"), false)
        } else if is(CloseReason::NoticeServed) {
            (format!("{provider} left lease {lease} when its notice was served"), true)
        } else {
            return;
        };
        if needs_persist && !self.persists.contains(&lease.slot) {
            verdict.facts.push(format!("{fact}; its infrastructure does not persist, so nothing follows"));
            return;
        }
        let next = self.leases.iter().find(|(next, _)| next.slot == lease.slot && next.round > lease.round);
        let Some((next, successor)) = next else {
            verdict.missing.push(format!("{fact}, but nobody has taken over"));
            return;
        };
        let heir = name(&successor.provider);
        if successor.confirmed == 0 {
            verdict.missing.push(format!("{heir} has not confirmed lease {next}, which follows {lease}"));
        } else {
            verdict.facts.push(format!("{fact}; {heir} took over with lease {next}"));
        }
    }
}
