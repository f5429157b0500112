//! What a tenant asks for (spec 3, "SubmitDeployment" to "ResumeDeployment").

use std::collections::{BTreeMap, BTreeSet};

use berth_api::domain::{CloseReason, DeploymentInfrastructure, WaitDuration};
use cosmwasm_std::{Coin, HexBinary, to_json_vec};

use super::accounts::Account;
use super::fields::is_infrastructure;
use super::leases::Successor;
use super::money::amount_of;
use super::orders::Order;
use super::{Answer, Code, Model, Plant, WHOLE, Who};

const INVALID: Code = "deployment/invalid_field";

/// A deployment; one without infrastructures is cancelled.
#[derive(Clone, Debug)]
pub(super) struct Deployment {
    pub owner: Who,
    pub denom: String,
    pub wait: WaitDuration,
    /// Empty once it is cancelled.
    pub version: HexBinary,
    /// By slot.
    pub infrastructure: BTreeMap<u32, DeploymentInfrastructure>,
    /// None is given twice.
    pub last_slot: u32,
}

/// What an update wants of one infrastructure.
struct Slot {
    /// Its persist flag before the message.
    persisted: bool,
    /// Why its order or lease ends, if it does.
    end: Option<CloseReason>,
    /// Whether an order opens, should it be idle then.
    open: bool,
}

/// No more than 32 KiB of JSON in one message (contracts/README.md, "Deployments").
fn is_too_long(list: &[DeploymentInfrastructure]) -> bool {
    to_json_vec(list).expect("a list of plain values").len() > 32_768
}

impl Model {
    /// Of a deployment that is, or was.
    pub(super) fn denom_of(&self, deployment: u64) -> &str {
        &self.deployments[&deployment].denom
    }

    /// Notice by the parameter of now; addresses as this chain writes them, none of the four contracts.
    fn is_admitted(&self, wanted: &DeploymentInfrastructure) -> bool {
        let required = &wanted.requirements;
        let named = [&required.signed_by.all_of, &required.signed_by.any_of, &required.exclude];
        let known = |address: &&String| self.addresses.contains(*address) && !self.is_ours(address);
        wanted.notice <= self.parameters.max_notice && named.into_iter().flatten().all(|address| known(&address))
    }

    /// SubmitDeployment: one order per infrastructure, paid for (max rate incl. interest) x min_runway + hold.
    pub(super) fn submit_deployment(
        &mut self,
        version: &HexBinary,
        denom: &str,
        wait: WaitDuration,
        list: &[DeploymentInfrastructure],
        coin: &Coin,
    ) -> Result<Answer, Code> {
        let waits = match wait {
            WaitDuration::Blocks(blocks) => (1..=self.parameters.max_wait_blocks).contains(&blocks),
            WaitDuration::Seconds(seconds) => (1..=self.parameters.max_wait_seconds).contains(&seconds),
        };
        let names: BTreeSet<&String> = list.iter().map(|one| &one.name).collect();
        let fits = version.len() == 32
            && waits
            && (1..=16).contains(&list.len())
            && names.len() == list.len()
            && list.iter().all(|one| is_infrastructure(one) && self.is_admitted(one))
            && !is_too_long(list);
        if !fits {
            return Err(INVALID);
        }
        if coin.denom != denom {
            return Err("deployment/wrong_denom");
        }
        let (number, rules) = self.current_rules(denom).ok_or("deployment/denom_not_allowed")?;
        let mut quotes = vec![];
        for one in list {
            quotes.push(rules.quote(&one.resources).ok_or(INVALID)?);
        }
        let (count, rate) = (u128::try_from(quotes.len()).unwrap(), quotes.iter().map(|quote| quote.max_rate));
        let runway = rate.sum::<u128>() * u128::from(rules.min_runway);
        if amount_of(coin) < runway.div_ceil(WHOLE) + count * rules.hold() {
            return Err("deployment/insufficient_deposit");
        }
        let id = u64::try_from(self.deployments.len()).unwrap() + 1;
        let infrastructure: BTreeMap<_, _> = (1..).zip(list.iter().cloned()).collect();
        let last_slot = u32::try_from(list.len()).unwrap();
        let (owner, version) = (self.sender(), version.clone());
        let new = Deployment { owner, denom: denom.to_owned(), wait, version, infrastructure, last_slot };
        self.deployments.insert(id, new);
        let (spendable, min_runway) = (amount_of(coin) * WHOLE, rules.min_runway);
        self.accounts.insert(id, Account { denom: denom.to_owned(), spendable, holds: 0, dry_at: None, min_runway });
        for ((slot, one), quote) in (1..).zip(list).zip(quotes) {
            let order = self.next_round(id, slot);
            self.open(order, (quote, number, &rules), one.notice, None);
        }
        Ok(Answer::Deployment(id))
    }

    fn owned(&self, id: u64) -> Result<Deployment, Code> {
        let deployment = self.deployments.get(&id).ok_or("deployment/not_found")?;
        if deployment.owner != self.sending.by {
            return Err("deployment/not_owner");
        }
        if deployment.infrastructure.is_empty() {
            return Err("deployment/closed");
        }
        Ok(deployment.clone())
    }

    /// UpdateDeployment: what is not named stays as it is.
    pub(super) fn update_deployment(
        &mut self,
        id: u64,
        version: Option<&HexBinary>,
        set: &[DeploymentInfrastructure],
        remove: &[String],
    ) -> Result<Answer, Code> {
        let mut deployment = self.owned(id)?;
        if version.is_none() && set.is_empty() && remove.is_empty() {
            return Err("deployment/nothing_to_do");
        }
        if let Some(version) = version {
            if version.len() != 32 {
                return Err(INVALID);
            }
            deployment.version = version.clone();
        }
        let slots = plan(&mut deployment, set, remove)?;
        let opened: Vec<_> =
            slots.iter().filter(|(_, slot)| slot.open).map(|(number, _)| &deployment.infrastructure[number]).collect();
        if !opened.is_empty() && self.registry.paused {
            return Err("deployment/paused");
        }
        if !opened.into_iter().all(|wanted| self.is_admitted(wanted)) {
            return Err(INVALID);
        }
        self.deployments.insert(id, deployment);
        self.carry_through(id, &slots, false)?;
        Ok(Answer::Nothing)
    }

    /// ResumeDeployment: books every live lease, ends a dry spell, opens round + 1 for every idle infrastructure.
    pub(super) fn resume_deployment(&mut self, id: u64) -> Result<Answer, Code> {
        let deployment = self.owned(id)?;
        let slots = deployment.infrastructure.iter();
        let slots = slots.map(|(slot, one)| (*slot, Slot { persisted: one.persist, end: None, open: true })).collect();
        self.carry_through(id, &slots, true)?;
        Ok(Answer::Nothing)
    }

    /// CancelDeployment: closes everything and credits the rest to the owner.
    pub(super) fn cancel_deployment(&mut self, id: u64, payout: bool) -> Result<Answer, Code> {
        let deployment = self.owned(id)?;
        for slot in deployment.infrastructure.keys() {
            self.end_slot(id, *slot, &Slot { persisted: false, end: Some(CloseReason::Cancelled), open: false });
        }
        let account = self.accounts.remove(&id).expect("a deployment that lives has an account");
        // Spec 4, "invariant": with no lease live B is whole, and nothing is held.
        assert_eq!((account.spendable % WHOLE, account.holds), (0, 0), "what is left of {id}");
        self.credit(&deployment.owner, &deployment.denom, account.spendable / WHOLE);
        let closed = Deployment { version: HexBinary::default(), infrastructure: BTreeMap::new(), ..deployment };
        self.deployments.insert(id, closed);
        self.sending.payout = payout;
        Ok(Answer::Nothing)
    }

    /// Books and ends slot by slot, then opens, all of it or nothing.
    fn carry_through(&mut self, id: u64, slots: &BTreeMap<u32, Slot>, resumes: bool) -> Result<(), Code> {
        for (number, slot) in slots {
            self.end_slot(id, *number, slot);
        }
        if resumes {
            self.account(id).dry_at = None;
        }
        let idle = |model: &Self, number: u32| {
            let latest = model.latest(id, number);
            latest.is_none_or(|latest| matches!(model.orders[&latest], Order::Closed { .. }))
        };
        let mut opened = false;
        for (number, slot) in slots {
            if slot.open && idle(self, *number) {
                self.open_or_fail(id, *number)?;
                opened = true;
            }
        }
        if opened && !self.covers_openings(id) {
            return Err("market/insufficient_funds");
        }
        Ok(())
    }

    /// Books what is overdue with the flag that held before the message; for what goes away a booking opens nothing.
    fn end_slot(&mut self, id: u64, number: u32, slot: &Slot) {
        let Some(order) = self.latest(id, number) else { return };
        match (&self.orders[&order], slot.end) {
            (Order::Open(_), Some(reason)) => self.close_open(order, reason),
            (Order::Leased(_), end) => {
                let mut successor = Successor::If(slot.persisted && end.is_none());
                if self.has(Plant::NewPersistFlag) && end.is_none() {
                    successor = Successor::AsItSays;
                }
                self.book_or_end(order, end, successor);
            }
            _ => {}
        }
    }
}

/// What an update makes of a deployment, and of each infrastructure that it names.
fn plan(
    deployment: &mut Deployment,
    set: &[DeploymentInfrastructure],
    remove: &[String],
) -> Result<BTreeMap<u32, Slot>, Code> {
    let names: BTreeSet<&String> = set.iter().map(|one| &one.name).chain(remove).collect();
    let short = set.len() <= 16 && remove.len() <= 16;
    if !short || names.len() != set.len() + remove.len() || !set.iter().all(is_infrastructure) {
        return Err(INVALID);
    }
    let mut slots = BTreeMap::new();
    for name in remove {
        let named = deployment.infrastructure.iter().find(|(_, one)| one.name == *name);
        let number = *named.ok_or("deployment/unknown_infrastructure")?.0;
        let old = deployment.infrastructure.remove(&number).expect("it was just found");
        slots.insert(number, Slot { persisted: old.persist, end: Some(CloseReason::Removed), open: false });
    }
    for wanted in set {
        let named = deployment.infrastructure.iter().find(|(_, one)| one.name == wanted.name);
        let (number, slot) = match named {
            None => {
                deployment.last_slot += 1;
                (deployment.last_slot, Slot { persisted: false, end: None, open: true })
            }
            Some((number, old)) => {
                // Equal in all but persist keeps its order or lease, and stays idle if it is.
                let same = DeploymentInfrastructure { persist: wanted.persist, ..old.clone() } == *wanted;
                let end = if same { None } else { Some(CloseReason::Replaced) };
                (*number, Slot { persisted: old.persist, end, open: !same })
            }
        };
        deployment.infrastructure.insert(number, wanted.clone());
        slots.insert(number, slot);
    }
    if !(1..=16).contains(&deployment.infrastructure.len()) || is_too_long(set) {
        return Err(INVALID);
    }
    Ok(slots)
}
