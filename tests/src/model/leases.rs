//! Leases: confirmed, paid, ended (spec 3 and 4).

use berth_api::domain::{CloseReason, OrderId};

use super::bids::Bid;
use super::fields::increases;
use super::orders::{Open, Order};
use super::rules::Rules;
use super::{Answer, Code, Model, Plant, WHOLE, Who};

#[derive(Clone, Debug)]
pub(super) struct Lease {
    pub provider: Who,
    /// p, 10^-18 per second.
    pub price: u128,
    /// r - p.
    pub interest: u128,
    pub collateral: u128,
    pub started_at: u64,
    pub terms: u32,
    pub notice: u64,
    pub leave_at: Option<u64>,
    /// Blocks between confirmations.
    pub period: u64,
    /// The last height at which it is not late.
    pub due_height: u64,
    pub confirmed_at: u64,
    /// Seconds that its account has paid for: u' - s of now.
    pub seconds: u64,
    /// The same at its last confirmation.
    pub confirmed_seconds: u64,
    /// In total since it began, whole; the fee is a part of it.
    pub paid: u128,
    pub fee: u128,
}

/// Whether a booking opens the next round (spec 3, "persist").
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Successor {
    /// As the infrastructure says now.
    AsItSays,
    /// As it said before the message.
    If(bool),
}

impl Lease {
    /// A lease starts confirmed.
    pub(super) fn begin(open: &Open, winner: Bid, interest: u128, period: u64, (height, time): (u64, u64)) -> Self {
        Self {
            provider: winner.provider,
            price: winner.price,
            interest,
            collateral: open.collateral,
            started_at: time,
            terms: open.terms,
            notice: open.notice,
            leave_at: None,
            period,
            due_height: height + period,
            confirmed_at: time,
            seconds: 0,
            confirmed_seconds: 0,
            paid: 0,
            fee: 0,
        }
    }

    /// r.
    pub(super) const fn rate(&self) -> u128 {
        self.price + self.interest
    }

    /// P: price and interest floored apart, in total since it began.
    fn payable(&self, seconds: u64, one_floor: bool) -> u128 {
        let seconds = u128::from(seconds);
        if one_floor {
            return self.rate() * seconds / WHOLE;
        }
        self.price * seconds / WHOLE + self.interest * seconds / WHOLE
    }

    /// f: of the price part, floored in total.
    fn fee(&self, seconds: u64, rules: &Rules) -> u128 {
        self.price * u128::from(seconds) / WHOLE * rules.take_rate / WHOLE
    }
}

const fn is_broken(reason: CloseReason) -> bool {
    matches!(reason, CloseReason::Stale | CloseReason::ProviderLeft)
}

impl Model {
    fn is_late(&self, lease: &Lease) -> bool {
        if self.has(Plant::StaleAtDueHeight) {
            return self.height >= lease.due_height;
        }
        self.height > lease.due_height
    }

    /// What a lease is to be booked as, if it has ended already (spec 3, "Book first, then act").
    pub(super) fn overdue(&self, id: OrderId, lease: &Lease) -> Option<CloseReason> {
        let dry_at = self.accounts[&id.deployment].dry_at;
        let confirmed_since = match dry_at {
            Some(dry_at) => lease.confirmed_at >= dry_at || self.has(Plant::UnfundedBeforeStale),
            None => false,
        };
        match (self.is_late(lease) && !confirmed_since, dry_at) {
            (true, _) => Some(CloseReason::Stale),
            (false, Some(_)) => Some(CloseReason::Unfunded),
            (false, None) => None,
        }
    }

    fn own_lease(&mut self, id: OrderId) -> Result<&mut Lease, Code> {
        match self.orders.get_mut(&id) {
            Some(Order::Leased(lease)) if lease.provider == self.sending.by => Ok(lease),
            _ => Err("market/not_your_lease"),
        }
    }

    /// Pays a lease for so many seconds in all (spec 4, "pay to u"): what it has not been paid yet.
    fn pay(&mut self, id: OrderId, seconds: u64) {
        let lease = self.lease(id).expect("a live lease").clone();
        let rules = self.rules(lease.terms);
        let paid = lease.payable(seconds, self.has(Plant::OneFloor));
        let mut fee = lease.fee(seconds, &rules);
        if self.has(Plant::FeeOfEachPayment) {
            fee = lease.fee + (paid - lease.paid) * rules.take_rate / WHOLE;
        }
        let (more, more_fee) = (paid - lease.paid, fee - lease.fee);
        let collector = self.parameters.fee_collector.clone();
        let denom = self.denom_of(id.deployment).to_owned();
        self.credit(&lease.provider, &denom, more - more_fee);
        self.credit(&collector, &denom, more_fee);
        if let Some(Order::Leased(lease)) = self.orders.get_mut(&id) {
            (lease.paid, lease.fee) = (paid, fee);
        }
    }

    fn check_batch(leases: &[OrderId], most: usize) -> Result<(), Code> {
        let fits = (1..=most).contains(&leases.len()) && increases(leases);
        if fits { Ok(()) } else { Err("market/invalid_field") }
    }

    /// SubmitLeaseConfirmation.
    pub(super) fn confirm_leases(&mut self, leases: &[OrderId], collect: bool, payout: bool) -> Result<Answer, Code> {
        if payout && !collect {
            return Err("market/invalid_field");
        }
        Self::check_batch(leases, if collect { 40 } else { 100 })?;
        let confirmed = |id: &OrderId| (id.to_string(), self.confirm(*id, collect).err());
        let outcomes = leases.iter().map(confirmed).collect();
        self.sending.payout = payout;
        Ok(Answer::Items(outcomes))
    }

    /// In time it earns the time since the last one; late it changes nothing. It first raises the period to its denom's
    /// current one, if that is longer (spec 4, "terms").
    fn confirm(&mut self, id: OrderId, collect: bool) -> Result<(), Code> {
        let (height, time) = (self.height, self.time);
        let lease = self.own_lease(id)?.clone();
        if self.is_late(&lease) {
            return Err("market/late");
        }
        let denom = self.denom_of(id.deployment);
        let current = self.current_rules(denom).map(|(_, rules)| rules.period);
        let shortens = self.has(Plant::PeriodShortens);
        let lease = self.own_lease(id)?;
        lease.period = if shortens { current.unwrap_or(lease.period) } else { lease.period.max(current.unwrap_or(0)) };
        lease.due_height = height + lease.period;
        lease.confirmed_at = time;
        lease.confirmed_seconds = lease.seconds;
        let confirmed = lease.confirmed_seconds;
        if collect {
            self.pay(id, confirmed);
        }
        Ok(())
    }

    /// CollectEarnings: up to the last confirmation.
    pub(super) fn collect_earnings(&mut self, leases: &[OrderId], payout: bool) -> Result<Answer, Code> {
        Self::check_batch(leases, 40)?;
        let mut outcomes = vec![];
        for id in leases {
            let confirmed = self.own_lease(*id).map(|lease| lease.confirmed_seconds);
            if let Ok(seconds) = confirmed {
                self.pay(*id, seconds);
            }
            outcomes.push((id.to_string(), confirmed.err()));
        }
        self.sending.payout = payout;
        Ok(Answer::Items(outcomes))
    }

    /// GiveNotice: once, and nothing else changes.
    pub(super) fn give_notice(&mut self, id: OrderId) -> Result<Answer, Code> {
        let time = self.time;
        let lease = self.own_lease(id)?;
        if lease.leave_at.is_some() {
            return Err("market/notice_given");
        }
        lease.leave_at = Some(time + lease.notice);
        Ok(Answer::Nothing)
    }

    /// LeaveLease: from leave_at on NoticeServed, before it or without notice ProviderLeft; nothing on a closed lease.
    pub(super) fn leave_lease(&mut self, id: OrderId) -> Result<Answer, Code> {
        if let Some(Order::Closed { .. }) = self.orders.get(&id) {
            return Ok(Answer::Nothing);
        }
        let (time, late) = (self.time, u64::from(self.has(Plant::NoticeASecondLong)));
        let served = self.own_lease(id)?.leave_at.is_some_and(|leave_at| time >= leave_at + late);
        let wanted = if served { CloseReason::NoticeServed } else { CloseReason::ProviderLeft };
        self.book_or_end(id, Some(wanted), Successor::AsItSays);
        Ok(Answer::Nothing)
    }

    /// CloseLease, by the tenant: paid to now; with reorder a new order, barred to that provider. While paused idle.
    pub(super) fn close_lease(&mut self, id: OrderId, reorder: bool) -> Result<Answer, Code> {
        let order = self.orders.get(&id).ok_or("market/no_order")?;
        if self.deployments[&id.deployment].owner != self.sending.by {
            return Err("market/not_owner");
        }
        let provider = match order {
            Order::Open(_) => return Err("market/not_leased"),
            Order::Closed { .. } => return Ok(Answer::Nothing),
            Order::Leased(lease) => lease.provider.clone(),
        };
        let booked = self.book_or_end(id, Some(CloseReason::TenantClosed), Successor::AsItSays);
        let paused = self.registry.paused && !self.has(Plant::ReorderWhilePaused);
        if reorder && booked == Some(CloseReason::TenantClosed) && !paused {
            self.reopen(id, &provider);
        }
        Ok(Answer::Nothing)
    }

    /// Books how a lease has ended; if it has not, ends it for `wanted`, if anybody wants that. How it ended, if it did.
    pub(super) fn book_or_end(
        &mut self,
        id: OrderId,
        wanted: Option<CloseReason>,
        successor: Successor,
    ) -> Option<CloseReason> {
        let overdue = self.overdue(id, self.lease(id).expect("a live lease"));
        let acts_first = self.has(Plant::ActBeforeBooking) && wanted == Some(CloseReason::TenantClosed);
        let reason = if acts_first { wanted } else { overdue.or(wanted) }?;
        self.end(id, reason, successor);
        Some(reason)
    }

    /// Spec 4, "end", and what spec 3 says of each way to end.
    fn end(&mut self, id: OrderId, reason: CloseReason, successor: Successor) {
        let deployment = id.deployment;
        let mut seconds = self.lease(id).expect("a live lease").seconds;
        if is_broken(reason) && !self.has(Plant::BrokenPaidToNow) {
            seconds = self.lease(id).expect("a live lease").confirmed_seconds;
        }
        self.pay(id, seconds);
        let lease = self.close_leased(id, reason);
        let rules = self.rules(lease.terms);
        // What its seconds have cost and it was not paid comes back.
        let unearned = lease.rate() * u128::from(lease.seconds) - lease.paid * WHOLE;
        self.account(deployment).spendable += unearned;
        // Booking Unfunded pays close_tip; otherwise it goes back.
        self.account(deployment).holds -= rules.close_tip;
        if reason == CloseReason::Unfunded {
            self.tip(deployment, rules.close_tip);
        } else {
            self.account(deployment).put(rules.close_tip);
        }
        self.remember(&lease, reason, seconds, rules.slash);
        let opens = matches!(reason, CloseReason::Stale | CloseReason::ProviderLeft | CloseReason::NoticeServed)
            && match successor {
                Successor::AsItSays => self.deployments[&deployment].infrastructure[&id.slot].persist,
                Successor::If(persists) => persists,
            };
        if opens && self.has(Plant::ForfeitComesTooLate) {
            self.reopen(id, &lease.provider);
            self.forfeit(deployment, &lease, reason, &rules);
            return;
        }
        self.forfeit(deployment, &lease, reason, &rules);
        if opens {
            self.reopen(id, &lease.provider);
        }
    }

    /// The track record and the stake of who had the lease.
    fn remember(&mut self, lease: &Lease, reason: CloseReason, seconds: u64, slash: u128) {
        let record = self.records.entry(lease.provider.clone()).or_default();
        record.0 += seconds;
        if is_broken(reason) {
            record.1 += 1;
        }
        if is_broken(reason) && slash > 0 {
            *self.sending.slashes.entry(lease.provider.clone()).or_default() += slash;
        }
    }

    /// A broken lease's collateral goes to the account, less the stale tip to whoever noticed, unless he is its provider.
    /// Who leaves after his notice pays for the match of his successor.
    fn forfeit(&mut self, deployment: u64, lease: &Lease, reason: CloseReason, rules: &Rules) {
        let lost = match reason {
            CloseReason::Stale | CloseReason::ProviderLeft => lease.collateral,
            CloseReason::NoticeServed if !self.has(Plant::LeavingIsFree) => rules.match_tip.min(lease.collateral),
            _ => 0,
        };
        let noticed = self.sending.tips().is_some_and(|caller| {
            reason == CloseReason::Stale && (caller != lease.provider || self.has(Plant::StaleTipToItsOwnProvider))
        });
        let tip = if noticed { rules.stale_tip.min(lost) } else { 0 };
        let denom = self.denom_of(deployment).to_owned();
        self.balances.take(&lease.provider, &denom, lost);
        self.account(deployment).put(lost - tip);
        if tip > 0 {
            self.tip(deployment, tip);
        }
    }
}
