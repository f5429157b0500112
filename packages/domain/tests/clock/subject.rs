//! The code under test behind a seam: every function of it that a history calls, so that a bug can be planted in each.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use berth_domain::{
    Account, CloseReason, CreditReason, Ending, Lease, LeasePayment, LeaseProgress, MoneyError, Movement, Now,
    OpenOrder, Quotation, Terms, TermsNumber,
};
use cosmwasm_std::{Addr, Decimal, Uint128, from_json, to_json_vec};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ledger::{COLLECTOR, Purse, Rules, TENANT, big};

pub type Money<T> = Result<T, MoneyError>;

/// The real code, unless a method is overridden.
pub trait Clock {
    fn settle(account: Account, now: u64) -> Money<Account> {
        account.settle(now)
    }

    fn queue_entry(account: &Account) -> Option<u64> {
        account.queue_entry()
    }

    fn deposit(account: Account, amount: Uint128) -> Money<Account> {
        account.deposit(amount)
    }

    fn covers_match(account: &Account, rate: Uint128) -> Money<bool> {
        account.covers_match(rate)
    }

    fn lease(
        order: &OpenOrder,
        winner: Addr,
        rate: Uint128,
        terms: &Terms,
        tipped: bool,
        now: Now,
    ) -> (Lease, Movement) {
        order.lease(winner, rate, terms, tipped, now)
    }

    fn confirm(progress: LeaseProgress, now: Now, current: u64) -> Option<LeaseProgress> {
        progress.confirm(now, current)
    }

    fn overdue(lease: &Lease, height: u64, account: &Account) -> Option<CloseReason> {
        lease.overdue(height, account)
    }

    fn pay(lease: &Lease, until: u64, account: &Account, terms: &Terms) -> Money<LeasePayment> {
        lease.pay(until, account, terms)
    }

    fn end(
        lease: &Lease,
        reason: CloseReason,
        now: Now,
        account: &Account,
        terms: &Terms,
        caller: Option<&Addr>,
    ) -> Money<Ending> {
        lease.end(reason, now, account, terms, caller)
    }

    /// To whom, how much, what for.
    fn credits(movement: &Movement, caller: &Addr, collector: &Addr) -> Vec<(String, Uint128, CreditReason)> {
        movement.credits(caller, collector).into_iter().map(|c| (c.to.to_owned(), c.amount, c.reason)).collect()
    }
}

/// The code as it is.
pub struct Real;

impl Clock for Real {}

/// One account with its orders and leases, kept as market and escrow keep them.
pub struct Subject<C> {
    /// As stored: settled only when something touched it.
    pub account: Account,
    pub orders: BTreeMap<u32, OpenOrder>,
    pub leases: BTreeMap<u32, Lease>,
    pub credited: Purse,
    /// Deposits and collateral that came in.
    pub received: u128,
    terms: Vec<Terms>,
    code: PhantomData<C>,
}

impl<C> Clone for Subject<C> {
    fn clone(&self) -> Self {
        Self {
            account: self.account.clone(),
            orders: self.orders.clone(),
            leases: self.leases.clone(),
            credited: self.credited.clone(),
            received: self.received,
            terms: self.terms.clone(),
            code: PhantomData,
        }
    }
}

impl<C: Clock> Subject<C> {
    pub fn open_account(deposit: u128, min_runway: u64, now: u64, rules: &[Rules]) -> Self {
        Self {
            account: Account::open(deposit.into(), min_runway, now),
            orders: BTreeMap::new(),
            leases: BTreeMap::new(),
            credited: Purse::new(),
            received: deposit,
            terms: rules.iter().map(|rules| terms(rules, min_runway)).collect(),
            code: PhantomData,
        }
    }

    pub fn terms(&self, number: TermsNumber) -> &Terms {
        &self.terms[number as usize]
    }

    /// What a query works on.
    pub fn settled(&self, now: u64) -> Money<Account> {
        C::settle(self.account.clone(), now)
    }

    pub fn settle(&mut self, now: u64) -> Money<()> {
        self.account = stored(self.settled(now)?);
        Ok(())
    }

    pub fn deposit(&mut self, amount: u128, now: u64) -> Money<()> {
        self.settle(now)?;
        self.account = stored(C::deposit(self.account.clone(), amount.into())?);
        self.received += amount;
        Ok(())
    }

    /// By Submit, Update or Resume; whether the funds allow it.
    pub fn open(&mut self, id: u32, quote: Quotation, number: TermsNumber, now: u64) -> Money<bool> {
        self.settle(now)?;
        let order = OpenOrder::open(quote, None, number, 0);
        let opened = self.account.clone().apply(&order.opening(self.terms(number))?);
        let opened = match opened {
            Err(MoneyError::Short { .. }) => return Ok(false),
            opened => opened?,
        };
        let allowed = opened.covers_openings()?;
        if allowed {
            self.account = stored(opened);
            self.orders.insert(id, order);
        }
        Ok(allowed)
    }

    /// By persist or reorder; whether the funds allow it.
    pub fn reopen(&mut self, id: u32, quote: Quotation, number: TermsNumber) -> Money<bool> {
        let order = OpenOrder::open(quote, None, number, 0);
        let allowed = self.account.covers_hold(self.terms(number).hold()?);
        if allowed {
            self.apply(&order.opening(self.terms(number))?, None)?;
            self.orders.insert(id, order);
        }
        Ok(allowed)
    }

    /// Leased, or `false`: closed for NoFunds.
    pub fn match_order(&mut self, id: u32, winner: (&str, u128), caller: Option<&str>, now: Now) -> Money<bool> {
        self.settle(now.time)?;
        let order = self.orders.remove(&id).unwrap();
        let terms = self.terms(order.terms).clone();
        let rate = terms.rate(winner.1.into(), order.collateral)?;
        let covered = C::covers_match(&self.account, rate)?;
        let movement = if covered {
            let winner = Addr::unchecked(winner.0);
            let (lease, movement) = C::lease(&order, winner, rate, &terms, caller.is_some(), now);
            self.leases.insert(id, lease);
            movement
        } else {
            order.closing(&terms, caller.is_some())?
        };
        self.apply(&movement, caller)?;
        Ok(covered)
    }

    pub fn close_order(&mut self, id: u32, now: u64) -> Money<()> {
        self.settle(now)?;
        let order = self.orders.remove(&id).unwrap();
        let movement = order.closing(self.terms(order.terms), false)?;
        self.apply(&movement, None)
    }

    /// Whether it was in time. Reads no account.
    pub fn confirm(&mut self, id: u32, current_period: u64, now: Now) -> bool {
        let lease = self.leases.get_mut(&id).unwrap();
        let confirmed = C::confirm(lease.progress.clone(), now, current_period);
        let in_time = confirmed.is_some();
        if let Some(progress) = confirmed {
            lease.progress = stored(progress);
        }
        in_time
    }

    pub fn collect(&mut self, id: u32, now: u64) -> Money<()> {
        self.settle(now)?;
        let lease = &self.leases[&id];
        let paid = C::pay(lease, lease.progress.confirmed_at, &self.account, self.terms(lease.progress.terms))?;
        let lease = self.leases.get_mut(&id).unwrap();
        lease.progress = stored(lease.progress.clone().after(&paid));
        self.apply(&Movement::Pay(paid.payment), None)
    }

    pub fn end(&mut self, id: u32, reason: CloseReason, caller: Option<&str>, now: Now) -> Money<Ending> {
        self.settle(now.time)?;
        let lease = self.leases.remove(&id).unwrap();
        let caller_addr = caller.map(Addr::unchecked);
        let ending =
            C::end(&lease, reason, now, &self.account, self.terms(lease.progress.terms), caller_addr.as_ref())?;
        for movement in &ending.movements {
            self.apply(movement, caller)?;
        }
        Ok(ending)
    }

    pub fn end_dry_spell(&mut self) {
        self.account.dry_at = None;
    }

    /// The account is gone; its rest goes to the owner.
    pub fn close(&mut self, now: u64) -> Money<u128> {
        let rest = self.settled(now)?.close()?;
        self.credit(TENANT, CreditReason::Refund, rest);
        Ok(rest.u128())
    }

    fn apply(&mut self, movement: &Movement, caller: Option<&str>) -> Money<()> {
        self.account = stored(self.account.clone().apply(movement)?);
        if let Movement::Forfeit { collateral, .. } = movement {
            self.received += collateral.u128();
        }
        // With no caller nothing may be credited to one: the model never credits "nobody".
        let caller = Addr::unchecked(caller.unwrap_or("nobody"));
        for (to, amount, reason) in C::credits(movement, &caller, &Addr::unchecked(COLLECTOR)) {
            self.credit(&to, reason, amount);
        }
        Ok(())
    }

    fn credit(&mut self, to: &str, reason: CreditReason, amount: Uint128) {
        let reason = match reason {
            CreditReason::Earning => "earning",
            CreditReason::Fee => "fee",
            CreditReason::Tip => "tip",
            CreditReason::Refund => "refund",
            _ => "other",
        };
        if !amount.is_zero() {
            *self.credited.entry((to.to_owned(), reason)).or_default() += big(amount.u128());
        }
    }
}

/// Through the form that it has on disk.
fn stored<T: Serialize + DeserializeOwned>(value: T) -> T {
    from_json(to_json_vec(&value).unwrap()).unwrap()
}

fn terms(rules: &Rules, min_runway: u64) -> Terms {
    Terms {
        denom: "untrn".to_owned(),
        interest_rate: Decimal::new(rules.interest_rate.into()),
        match_tip: rules.match_tip.into(),
        close_tip: rules.close_tip.into(),
        stale_tip: rules.stale_tip.into(),
        min_runway,
        min_collateral: Uint128::zero(),
        slash: Uint128::zero(),
        take_rate: Decimal::new(rules.take_rate.into()),
        reconfirmation_period: rules.period,
    }
}
