//! The money of a deployment and its clock (spec 4).

use cosmwasm_std::Coin;

use super::money::amount_of;
use super::{Answer, Code, Model, Plant, WHOLE};

/// An account as of now. What its leases and orders bind is counted when it is asked for.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub denom: String,
    /// B, in 10^-18.
    pub spendable: u128,
    /// Set aside for tips, whole.
    pub holds: u128,
    /// The first second that could not be paid.
    pub dry_at: Option<u64>,
    pub min_runway: u64,
}

impl Account {
    /// Whole coins come in.
    pub(super) const fn put(&mut self, amount: u128) {
        self.spendable += amount * WHOLE;
    }

    /// Whole coins are set aside for tips.
    pub(super) const fn hold(&mut self, amount: u128) {
        self.spendable -= amount * WHOLE;
        self.holds += amount;
    }

    pub(super) const fn is_dry(&self) -> bool {
        self.dry_at.is_some()
    }
}

impl Model {
    /// The account of a deployment that lives.
    pub(super) fn account(&mut self, deployment: u64) -> &mut Account {
        self.accounts.get_mut(&deployment).expect("a deployment that lives has an account")
    }

    /// R: sum of the rates of live leases.
    pub(super) fn lease_rate(&self, deployment: u64) -> u128 {
        self.leases_of(deployment).map(|(_, lease)| lease.rate()).sum()
    }

    /// Q: sum of the maximum rates of open orders.
    pub(super) fn open_rate(&self, deployment: u64) -> u128 {
        self.open_orders_of(deployment).map(|(_, order)| order.max_rate).sum()
    }

    /// So many seconds pass for every account.
    pub(super) fn walk(&mut self, seconds: u64) {
        let accounts: Vec<u64> = self.accounts.keys().copied().collect();
        for deployment in accounts {
            self.walk_one(deployment, seconds);
        }
    }

    /// Second by second: each is paid for to every lease, or, should the money not suffice for all, the account is dry
    /// from it on and no second is paid for any more (spec 4, "settle", "Dry"). A stretch is taken in one step only when the
    /// money for all of it is there at its beginning.
    fn walk_one(&mut self, deployment: u64, seconds: u64) {
        let rate = self.lease_rate(deployment);
        let mut passed = 0;
        while passed < seconds && rate > 0 && !self.accounts[&deployment].is_dry() {
            let mut stretch = seconds - passed;
            while stretch > 1 && self.accounts[&deployment].spendable < rate * u128::from(stretch) {
                stretch /= 2;
            }
            if self.accounts[&deployment].spendable < rate * u128::from(stretch) {
                let second = self.time + passed;
                self.account(deployment).dry_at = Some(second);
                return;
            }
            self.account(deployment).spendable -= rate * u128::from(stretch);
            self.leases_of_mut(deployment).for_each(|lease| lease.seconds += stretch);
            passed += stretch;
        }
        let no_second_more = rate > 0 && self.accounts[&deployment].spendable < rate;
        if self.has(Plant::DryASecondEarly) && no_second_more && seconds > 0 && !self.accounts[&deployment].is_dry() {
            let second = self.time + passed;
            self.account(deployment).dry_at = Some(second);
        }
    }

    /// What `rate` costs for the account's min_runway.
    fn runway(&self, deployment: u64, rate: u128) -> u128 {
        rate * u128::from(self.accounts[&deployment].min_runway)
    }

    /// Spec 3, "Funds for opening", of Submit, Update and Resume: after the holds B covers all that runs and is open.
    pub(super) fn covers_openings(&self, deployment: u64) -> bool {
        let rate = self.lease_rate(deployment) + self.open_rate(deployment);
        self.accounts[&deployment].spendable >= self.runway(deployment, rate)
    }

    /// The same, of a match: the account is not dry and covers all that runs and the new lease.
    pub(super) fn covers_match(&self, deployment: u64, rate: u128, hold: u128) -> bool {
        let account = &self.accounts[&deployment];
        let back = if self.has(Plant::MatchCountsTheHold) { hold * WHOLE } else { 0 };
        !account.is_dry() && account.spendable + back >= self.runway(deployment, self.lease_rate(deployment) + rate)
    }

    /// The same, of persist and reorder: not dry, and the hold is there.
    pub(super) fn covers_hold(&self, deployment: u64, hold: u128) -> bool {
        let account = &self.accounts[&deployment];
        !account.is_dry() && account.spendable >= hold * WHOLE
    }

    /// Spec 4, "withdraw": whole coins that leases and open orders leave; all while dry.
    pub(super) fn withdrawable(&self, deployment: u64) -> u128 {
        let account = &self.accounts[&deployment];
        let open = if self.has(Plant::OpenOrdersForgotten) { 0 } else { self.open_rate(deployment) };
        let rate = if account.is_dry() { 0 } else { self.lease_rate(deployment) + open };
        account.spendable.saturating_sub(self.runway(deployment, rate)) / WHOLE
    }

    /// Deposit to a deployment: anybody's gift; it revives nothing (spec 4, "Dry").
    pub(super) fn deposit_to_account(&mut self, deployment: u64, coin: &Coin) -> Result<Answer, Code> {
        let revives = self.has(Plant::DepositRevives);
        let account = self.accounts.get_mut(&deployment).ok_or("escrow/no_account")?;
        if account.denom != coin.denom {
            return Err("escrow/wrong_denom");
        }
        account.put(amount_of(coin));
        if revives {
            account.dry_at = None;
        }
        Ok(Answer::Nothing)
    }

    /// WithdrawDeposit: the owner's only, credited to him.
    pub(super) fn withdraw_deposit(
        &mut self,
        deployment: u64,
        amount: Option<u128>,
        payout: bool,
    ) -> Result<Answer, Code> {
        let record = self.deployments.get(&deployment).ok_or("escrow/no_account")?;
        if record.owner != self.sending.by {
            return Err("escrow/not_owner");
        }
        if !self.accounts.contains_key(&deployment) {
            return Err("escrow/no_account");
        }
        let most = self.withdrawable(deployment);
        let wanted = amount.unwrap_or(most);
        if wanted == 0 || wanted > most {
            return Err("escrow/insufficient_deposit");
        }
        let denom = self.denom_of(deployment).to_owned();
        self.account(deployment).spendable -= wanted * WHOLE;
        self.credit(&self.sender(), &denom, wanted);
        self.sending.payout = payout;
        Ok(Answer::Nothing)
    }
}
