//! What must hold after every seed, whatever failed and however the programs were timed.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;

use crate::chronicle::{Chronicle, Lease, Paid};
use crate::play::{Played, RECOVERY};
use crate::program::KEEP;
use crate::script::Script;
use crate::stage::{DENOM, KEEPERS, PERIOD, PROVIDERS, Stage, address};

/// The last height of a transaction is at most so many blocks after it was sent: that long after a death one of the
/// dead program's may come into a block, and find that its successor did the same.
const LIFE: u64 = 22;
/// So close to its end a lease is confirmed in every block, since nobody has the time to learn that a transaction was lost.
const LAST_STRETCH: u64 = 10;
/// Two keepers find out who acts by paying for the same work a few times.
const RIVALS: usize = 8;
/// What is missing at most of a balance that has just been filled up.
const NEARLY: u128 = 10_000_000;
/// Fees of one key in one block at most: a few transactions, urgent, at the highest price of the ladder.
const PER_BLOCK: u128 = 60_000;
/// Fees of one key in a seed at most. What there is to do costs a quarter of that.
const PER_SEED: u128 = 300_000;

/// What came of a seed, in figures.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Leases that began.
    pub leases: usize,
    /// Confirmations.
    pub confirmations: usize,
    /// Leases that were lost while no endpoint answered.
    pub lost: usize,
    /// Transactions that did something.
    pub useful: usize,
    /// Transactions that were paid for and did nothing.
    pub vain: usize,
    /// Fees, in the fee's coin.
    pub fees: u128,
    /// Blocks without faults until all was done.
    pub recovery: u64,
}

impl Figures {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        let Self { leases, confirmations, lost, useful, vain, fees, recovery } = other;
        self.leases = self.leases.saturating_add(*leases);
        self.confirmations = self.confirmations.saturating_add(*confirmations);
        self.lost = self.lost.saturating_add(*lost);
        self.useful = self.useful.saturating_add(*useful);
        self.vain = self.vain.saturating_add(*vain);
        self.fees = self.fees.saturating_add(*fees);
        self.recovery = self.recovery.max(*recovery);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { leases, confirmations, lost, useful, vain, fees, recovery } = self;
        write!(f, "{leases} leases, {confirmations} confirmations, {lost} leases lost without an endpoint, ")?;
        write!(f, "{useful} useful transactions, {vain} in vain, {fees} paid, recovered within {recovery} blocks")
    }
}

/// A seed before its judge.
struct Case<'a> {
    script: &'a Script,
    played: &'a Played,
    found: Vec<String>,
}

/// What was found against the laws, in sentences, and the figures.
pub async fn judge(stage: &Stage, script: &Script, played: &Played) -> Result<(Vec<String>, Figures)> {
    let mut case = Case { script, played, found: played.found.clone() };
    case.progress();
    case.once();
    case.leases();
    case.deposits(stage).await?;
    let mut figures = case.figures();
    for name in PROVIDERS.into_iter().chain(KEEPERS) {
        case.fees(name, &mut figures)?;
    }
    case.rivalry(&figures);
    Ok((case.found, figures))
}

impl Case<'_> {
    fn chronicle(&self) -> &Chronicle {
        &self.played.chronicle
    }

    /// Whether a program died at most so long before a height.
    fn died(&self, name: &str, from: u64, to: u64) -> bool {
        self.played.deaths.iter().any(|(who, height)| *who == name && (from..=to).contains(height))
    }

    fn progress(&mut self) {
        if self.played.recovered.is_none() {
            self.found.push(format!("{RECOVERY} blocks after the last fault something is left to do"));
        }
        if self.chronicle().leases.is_empty() {
            self.found.push("nothing was leased".to_owned());
        }
    }

    /// Nothing was done twice.
    fn once(&mut self) {
        let again = self.chronicle().leased_again.iter().map(|order| format!("{order} was leased twice"));
        let bids = self.chronicle().bids.iter().filter(|(_, taken)| **taken > 1);
        let bids = bids.map(|((order, provider), taken)| format!("{provider} bid {taken} times on {order}"));
        let found: Vec<_> = again.chain(bids).collect();
        self.found.extend(found);
    }

    fn leases(&mut self) {
        let mut found = vec![];
        for (id, lease) in &self.chronicle().leases {
            found.extend(self.confirmed_again(lease).map(|what| format!("lease {id} {what}")));
            match lease.ended.as_deref() {
                None | Some("unfunded") => {}
                Some("stale") if self.script.blackout.is_some() => {
                    let next = berth_domain::OrderId { round: id.round.saturating_add(1), ..*id };
                    let other = self.chronicle().leases.get(&next).filter(|next| next.provider != lease.provider);
                    if other.is_none() && !self.chronicle().dry.contains(&id.deployment) {
                        found.push(format!("lease {id} was lost, and nobody else has it"));
                    }
                }
                Some(reason) => found.push(format!("lease {id} of {} ended: {reason}", lease.provider)),
            }
        }
        self.found.extend(found);
    }

    /// A confirmation that comes before the next one is due: there was one on its way.
    fn confirmed_again(&self, lease: &Lease) -> Option<String> {
        let name = PROVIDERS.into_iter().find(|name| address(name).is_ok_and(|address| address == lease.provider))?;
        let mut due = u64::MAX;
        for pair in lease.confirmed.windows(2) {
            let [earlier, later] = *pair else { continue };
            let in_time = earlier.saturating_add(LAST_STRETCH) < due;
            let unknown = self.died(name, earlier.saturating_sub(LIFE), later);
            if later.saturating_sub(earlier) < PERIOD / 2 && in_time && !unknown {
                return Some(format!("was confirmed in blocks {earlier} and {later}"));
            }
            due = earlier.saturating_add(PERIOD);
        }
        None
    }

    /// What is missing is deposited once: who finds the balance nearly full when it arrives was sent for the same reason as the one
    /// before. (It may be fuller than it was to be, where bids that were sent before never came into a block.)
    async fn deposits(&mut self, stage: &Stage) -> Result<()> {
        let mut found = vec![];
        for name in PROVIDERS {
            let owner = address(name)?;
            let own: Vec<_> = self.chronicle().deposits.iter().filter(|deposit| deposit.owner == owner).collect();
            for pair in own.windows(2) {
                let [earlier, later] = *pair else { continue };
                let free = stage.exchange.escrow().at(later.height).balance(&owner, DENOM).await?.withdrawable.u128();
                let before = free.saturating_sub(later.amount);
                let is_soon = later.height.saturating_sub(earlier.height) <= LIFE;
                if is_soon && before.saturating_add(NEARLY) >= KEEP {
                    found.push(format!("{name} had {before} free when it deposited again in block {}", later.height));
                }
            }
        }
        self.found.extend(found);
        Ok(())
    }

    /// Whether something that was paid for in vain could not be avoided: gas cost more than had been said; nobody was left who
    /// knew of it; or somebody else was faster.
    fn is_excused(&self, name: &str, paid: &Paid) -> bool {
        let was_dear = paid.code == 11 && self.played.dear.contains(&paid.height);
        was_dear
            || self.died(name, paid.height.saturating_sub(LIFE), paid.height)
            || (paid.code == 0 && self.was_beaten(name, paid))
    }

    /// Others bid first, closed the lease of an account that ran dry, or freed the dead bids.
    fn was_beaten(&self, name: &str, paid: &Paid) -> bool {
        let lately = paid.height.saturating_sub(LIFE)..=paid.height;
        if KEEPERS.contains(&name) {
            let mut freed = self.chronicle().freed.iter();
            let frees = paid.told.contains("release_fulfillments");
            return frees && freed.any(|freed| freed.by != paid.sender && lately.contains(&freed.height));
        }
        let by_others = ["market/bidding_ended", "market/order_not_open", "market/not_your_lease"];
        !paid.refused.is_empty() && paid.refused.iter().all(|code| by_others.contains(&code.as_str()))
    }

    fn fees(&mut self, name: &str, figures: &mut Figures) -> Result<()> {
        let address = address(name)?;
        let rivals = self.script.rivals && KEEPERS.contains(&name);
        let (mut found, mut sum, mut blocks) = (vec![], 0_u128, BTreeMap::<u64, u128>::new());
        for paid in self.chronicle().of(&address) {
            sum = sum.saturating_add(paid.fee);
            let block = blocks.entry(paid.height).or_default();
            *block = block.saturating_add(paid.fee);
            figures.fees = figures.fees.saturating_add(paid.fee);
            let twice = paid.refused.iter().any(|code| code == "market/not_lower");
            if twice && !self.died(name, paid.height.saturating_sub(LIFE), paid.height) {
                found.push(format!("{name} bid twice in {}", paid.told));
            }
            // What fails before its messages are looked at, too late or out of turn, costs nothing.
            if paid.fee == 0 {
                continue;
            }
            if paid.did {
                figures.useful = figures.useful.saturating_add(1);
                continue;
            }
            figures.vain = figures.vain.saturating_add(1);
            if !rivals && !self.is_excused(name, paid) {
                found.push(format!("{name} paid for nothing in {}", paid.told));
            }
        }
        let dearest = blocks.values().max().copied().unwrap_or_default();
        if dearest > PER_BLOCK || sum > PER_SEED {
            found.push(format!("{name} paid {sum}, {dearest} of it in one block"));
        }
        self.found.extend(found);
        Ok(())
    }

    fn rivalry(&mut self, figures: &Figures) {
        let excused = self.played.dear.len().saturating_add(self.played.deaths.len());
        if self.script.rivals && figures.vain > RIVALS.saturating_add(excused.saturating_mul(4)) {
            self.found.push(format!("{} transactions were in vain", figures.vain));
        }
    }

    fn figures(&self) -> Figures {
        let leases = &self.chronicle().leases;
        let lost = leases.values().filter(|lease| lease.ended.as_deref() == Some("stale")).count();
        let confirmations = leases.values().map(|lease| lease.confirmed.len().saturating_sub(1)).sum();
        let recovery = self.played.recovered.unwrap_or(RECOVERY);
        Figures { leases: leases.len(), confirmations, lost, recovery, ..Figures::default() }
    }
}
