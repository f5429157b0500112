//! Replays a history on the code and on the model, in lockstep.

use std::collections::BTreeMap;

use berth_domain::{Now, Quotation};

use crate::compare::{Agreed, Disagreement, compare, narrow, same};
use crate::history::{Act, Caller, Gift, History, Wait};
use crate::ledger::{Order, Reason, TENANT, WHOLE, big};
use crate::model::Model;
use crate::subject::{Clock, Subject};

const START: Now = Now { height: 1_000, time: 1_750_000_000 };
const PROVIDERS: [&str; 3] = ["amber", "beryl", "coral"];
/// Orders and leases at a time.
const SLOTS: usize = 6;

/// How often what was reached.
pub type Stats = BTreeMap<&'static str, u64>;

pub struct World<'a, C> {
    pub history: &'a History,
    pub model: Model,
    pub subject: Subject<C>,
    pub now: Now,
    next_id: u32,
    stats: &'a mut Stats,
}

/// Plays it to its end, which always cancels the deployment.
pub fn replay<C: Clock>(history: &History, stats: &mut Stats) -> Agreed {
    let deposit = coins(&history.deposit, history);
    let mut world = World::<C> {
        model: Model::open_account(deposit, history.min_runway, START.time),
        subject: Subject::open_account(deposit, history.min_runway, START.time, &history.rules),
        now: START,
        next_id: 1,
        history,
        stats,
    };
    for (number, step) in history.steps.iter().enumerate() {
        world
            .step(&step.wait, &step.act)
            .map_err(|Disagreement(what)| Disagreement(format!("step {number}: {what}")))?;
    }
    world.cancel()?;
    world.count("histories");
    Ok(())
}

fn coins(gift: &Gift, history: &History) -> u128 {
    let rules = &history.rules[0];
    let unit = 10_u128.pow(history.exponent);
    u128::from(gift.units)
        + u128::from(gift.seconds) * unit
        + u128::from(gift.holds) * (rules.match_tip + rules.close_tip)
}

/// One of those there are.
fn pick<T>(of: &BTreeMap<u32, T>, number: usize) -> Option<u32> {
    of.keys().nth(number.checked_rem(of.len())?).copied()
}

impl<C: Clock> World<'_, C> {
    pub fn count(&mut self, what: &'static str) {
        *self.stats.entry(what).or_default() += 1;
    }

    pub fn count_if(&mut self, happened: bool, what: &'static str) {
        if happened {
            self.count(what);
        }
    }

    fn step(&mut self, wait: &Wait, act: &Act) -> Agreed {
        self.count("steps");
        self.wait(wait);
        compare(&self.model, &self.subject, self.now.height)?;
        self.act(act)?;
        compare(&self.model, &self.subject, self.now.height)
    }

    // Time.

    fn wait(&mut self, wait: &Wait) {
        let (blocks, seconds) = match *wait {
            Wait::SameBlock => (0, 0),
            Wait::Blocks { blocks, seconds } => (blocks, seconds),
            Wait::ToFundedUntil { offset, blocks } => (blocks, self.to_funded_until(offset)),
            Wait::ToDue { lease, offset, seconds } => (self.to_due(lease, offset), seconds),
            Wait::Halt { seconds } => (1, seconds),
        };
        self.now.height += blocks;
        self.now.time += seconds;
        self.count_if(blocks > 0 && seconds == 0, "time: block within the same second");
        self.count_if(seconds > 31_536_000 && !self.model.leases.is_empty(), "time: halt over a year under a lease");
        self.advance();
    }

    /// Far away it is left alone: the histories are to stay within some lifetimes.
    fn to_funded_until(&self, offset: i64) -> u64 {
        let seconds = self.model.funded_until().map_or(0, |until| until - self.now.time);
        if seconds > 5_000_000_000 { 0 } else { seconds.saturating_add_signed(offset) }
    }

    fn to_due(&self, lease: usize, offset: i64) -> u64 {
        let due = pick(&self.model.leases, lease).map_or(0, |id| self.model.leases[&id].due_height);
        due.saturating_add_signed(offset).saturating_sub(self.now.height)
    }

    /// The model walks; what it foretold before must then come true.
    fn advance(&mut self) {
        let foretold = self.model.funded_until();
        let dry_before = self.model.dry_at.is_some();
        self.model.advance(self.now.time);
        if dry_before {
            return;
        }
        let dry_at = foretold.filter(|until| self.now.time > *until);
        assert_eq!(self.model.dry_at, dry_at, "the model walked elsewhere than it foretold");
        self.count_if(dry_at.is_some(), "dry: found");
        let young = self.model.leases.values().any(|lease| dry_at == Some(lease.started_at));
        self.count_if(young, "dry: in the first second of a lease");
        self.count_if(foretold == Some(self.now.time), "time: at funded_until");
    }

    // What is done.

    fn act(&mut self, act: &Act) -> Agreed {
        match *act {
            Act::Look => Ok(()),
            Act::Settle => Ok(self.subject.settle(self.now.time)?),
            Act::Deposit(ref gift) => self.deposit(coins(gift, self.history)),
            Act::Open { price, collateral, rules } => self.open(price, collateral, rules).map(|_| ()),
            Act::Match { order, provider, percent, caller } => {
                self.match_order(order, PROVIDERS[provider % 3], percent, caller)
            }
            Act::CloseOrder { order } => self.close_order(order),
            Act::Confirm { lease, rules, collect } => self.confirm(lease, rules, collect),
            Act::Collect { lease } => self.collect(lease),
            Act::CloseLease { lease, reorder, rules } => self.close_lease(lease, reorder.then_some(rules)),
            Act::Invalidate { lease, persist, rules, caller } => {
                self.invalidate(lease, persist.then_some(rules), caller)
            }
            Act::CloseUnfunded { limit, caller } => self.close_unfunded(limit, caller),
            Act::Resume { price, collateral, rules } => self.resume(price, collateral, rules),
            Act::Cancel(ref gift) => self.start_again(coins(gift, self.history)),
        }
    }

    fn deposit(&mut self, amount: u128) -> Agreed {
        let until = self.model.funded_until();
        self.count_if(self.model.dry_at.is_some() && !self.model.leases.is_empty(), "deposit: while dry");
        self.count_if(until == Some(self.now.time), "deposit: at funded_until");
        self.count_if(until.is_some_and(|until| until > self.now.time), "deposit: before funded_until");
        self.model.deposit(amount);
        Ok(self.subject.deposit(amount, self.now.time)?)
    }

    pub fn order(&self, price: u128, collateral: u128, rules: usize) -> (Order, usize) {
        let number = rules % self.history.rules.len();
        (Order { price, collateral, rules: self.history.rules[number].clone() }, number)
    }

    /// What it binds at most; `None`, by both, if that is no rate.
    pub fn quote(&self, order: &Order, number: usize) -> Agreed<Option<Quotation>> {
        let collateral = order.collateral.into();
        let code = self.subject.terms(number as u32).rate(order.price.into(), collateral).ok();
        let model = Some(order.max_rate()).filter(|rate| *rate <= big(u128::MAX));
        same("max_rate", model, code.map(narrow))?;
        Ok(code.map(|max_rate| Quotation { max_rate, collateral }))
    }

    /// Whether one opened.
    fn open(&mut self, price: u64, collateral: u64, rules: usize) -> Agreed<bool> {
        let unit = 10_u128.pow(self.history.exponent);
        let (order, number) = self.order(u128::from(price) * unit, u128::from(collateral) * unit, rules);
        if self.model.orders.len() + self.model.leases.len() >= SLOTS {
            return Ok(false);
        }
        let Some(quote) = self.quote(&order, number)? else {
            self.count("open: no rate of 128 bits");
            return Ok(false);
        };
        self.required_deposit(&order, number, quote)?;
        let id = self.take_id();
        let dry = self.model.dry_at.is_some();
        let opened = self.model.open(id, order);
        self.count(if opened { "open: done" } else { "open: refused" });
        self.count_if(dry, "open: refused while dry");
        same("opening", opened, self.subject.open(id, quote, number as u32, self.now.time)?)?;
        Ok(opened)
    }

    /// What SubmitDeployment asks for: not a unit less would do.
    fn required_deposit(&self, order: &Order, number: usize, quote: Quotation) -> Agreed {
        let needed = order.rules.hold() * WHOLE + order.max_rate() * self.history.min_runway;
        let asked = narrow(self.subject.terms(number as u32).required_deposit(&[quote])?) * WHOLE;
        same("required deposit: enough, and a unit less is not", true, asked >= needed && asked < needed + WHOLE)
    }

    pub fn take_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    fn match_order(&mut self, order: usize, winner: &str, percent: u64, caller: Caller) -> Agreed {
        let Some(id) = pick(&self.model.orders, order) else { return Ok(()) };
        let price = (self.model.orders[&id].price / 100 * u128::from(percent)).max(1);
        let caller = who(caller, winner);
        let dry = self.model.dry_at.is_some();
        let leased = self.model.match_order(id, (winner, price), caller, self.now.height);
        self.count(match (leased, dry) {
            (true, _) => "match: leased",
            (false, true) => "match: NoFunds, dry",
            (false, false) => "match: NoFunds, short",
        });
        self.count_if(caller.is_none(), "match: nobody tipped");
        self.count_if(leased && self.model.leases[&id].rate() < big(WHOLE), "match: below one unit per second");
        same("matched", leased, self.subject.match_order(id, (winner, price), caller, self.now)?)
    }

    fn close_order(&mut self, order: usize) -> Agreed {
        let Some(id) = pick(&self.model.orders, order) else { return Ok(()) };
        self.count("order closed");
        self.model.close_order(id);
        Ok(self.subject.close_order(id, self.now.time)?)
    }

    fn confirm(&mut self, lease: usize, rules: usize, collect: bool) -> Agreed {
        let Some(id) = pick(&self.model.leases, lease) else { return Ok(()) };
        let current = self.history.rules[rules % self.history.rules.len()].period;
        let lease = &self.model.leases[&id];
        let (raised, at_due, dry) =
            (current > lease.period, self.now.height == lease.due_height, self.model.dry_at.is_some());
        let in_time = self.model.confirm(id, self.now.height, current);
        self.count(if in_time { "confirm: in time" } else { "confirm: late" });
        self.count_if(in_time && raised, "confirm: raises the period");
        self.count_if(at_due, "confirm: at due_height");
        self.count_if(in_time && dry, "confirm: while dry");
        same("confirmed", in_time, self.subject.confirm(id, current, self.now))?;
        if in_time && collect { self.collect_id(id) } else { Ok(()) }
    }

    fn collect(&mut self, lease: usize) -> Agreed {
        pick(&self.model.leases, lease).map_or(Ok(()), |id| self.collect_id(id))
    }

    fn collect_id(&mut self, id: u32) -> Agreed {
        self.count("collect");
        self.model.collect(id);
        Ok(self.subject.collect(id, self.now.time)?)
    }

    fn close_lease(&mut self, lease: usize, reorder: Option<usize>) -> Agreed {
        let Some(id) = pick(&self.model.leases, lease) else { return Ok(()) };
        let order = self.model.leases[&id].order.clone();
        if self.book(id, Some(TENANT))?.is_some() {
            self.count("book first: instead of closing a lease");
            return Ok(());
        }
        self.end(id, Reason::TenantClosed, Some(TENANT))?;
        self.reopen(&order, reorder)
    }

    fn invalidate(&mut self, lease: usize, persist: Option<usize>, caller: Caller) -> Agreed {
        let Some(id) = pick(&self.model.leases, lease) else { return Ok(()) };
        let lease = self.model.leases[&id].clone();
        let booked = self.book(id, who(caller, &lease.provider))?;
        self.count_if(booked.is_none(), "invalidate: not due");
        if booked == Some(Reason::Stale) { self.reopen(&lease.order, persist) } else { Ok(()) }
    }

    fn close_unfunded(&mut self, limit: usize, caller: Caller) -> Agreed {
        let ids: Vec<u32> = self.model.leases.keys().copied().take(limit).collect();
        if self.model.dry_at.is_none() {
            return Ok(());
        }
        for id in ids {
            let provider = self.model.leases[&id].provider.clone();
            self.book(id, who(caller, &provider))?;
        }
        Ok(())
    }

    /// Books every live lease, ends a dry spell, opens an order; all of it or nothing.
    fn resume(&mut self, price: u64, collateral: u64, rules: usize) -> Agreed {
        let before = (self.model.clone(), self.subject.clone());
        let was_dry = self.model.dry_at.is_some();
        for id in self.model.leases.keys().copied().collect::<Vec<_>>() {
            self.book(id, Some(TENANT))?;
        }
        self.subject.settle(self.now.time)?;
        self.model.end_dry_spell();
        self.subject.end_dry_spell();
        if self.open(price, collateral, rules)? {
            self.count_if(was_dry, "resume: ended a dry spell");
        } else {
            (self.model, self.subject) = before;
        }
        Ok(())
    }

    fn start_again(&mut self, deposit: u128) -> Agreed {
        self.cancel()?;
        self.model = Model::open_account(deposit, self.history.min_runway, self.now.time);
        self.subject = Subject::open_account(deposit, self.history.min_runway, self.now.time, &self.history.rules);
        Ok(())
    }
}

fn who(caller: Caller, own: &str) -> Option<&str> {
    match caller {
        Caller::Keeper => Some("keeper"),
        Caller::Tenant => Some(TENANT),
        Caller::Provider(number) => Some(PROVIDERS[number % 3]),
        Caller::Own => Some(own),
        Caller::Nobody => None,
    }
}
