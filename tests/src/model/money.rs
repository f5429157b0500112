//! Whose coins are where: purses, balances in escrow, and what a message moves between them (spec 1, "Coins come in").

use std::collections::BTreeMap;

use berth_api::Role;
use cosmwasm_std::{Coin, Uint128};

use super::{Answer, Code, Model, NO_COINS, Plant, Who};

/// (owner, denom) -> amount; nothing is not kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Purses(BTreeMap<(Who, String), u128>);

impl Purses {
    pub(super) fn get(&self, owner: &str, denom: &str) -> u128 {
        self.0.get(&(owner.to_owned(), denom.to_owned())).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, owner: &str, denom: &str, amount: u128) {
        if amount > 0 {
            *self.0.entry((owner.to_owned(), denom.to_owned())).or_default() += amount;
        }
    }

    /// Takes what must be there.
    pub(super) fn take(&mut self, owner: &str, denom: &str, amount: u128) {
        let left =
            self.get(owner, denom).checked_sub(amount).unwrap_or_else(|| panic!("{owner} has too little {denom}"));
        self.0.remove(&(owner.to_owned(), denom.to_owned()));
        self.add(owner, denom, left);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str, u128)> {
        self.0.iter().map(|((owner, denom), amount)| (owner.as_str(), denom.as_str(), *amount))
    }
}

/// The message that is being carried out.
#[derive(Clone, Debug, Default)]
pub(super) struct Sending {
    /// Who sent it.
    pub by: Who,
    /// Whether he gets the tips: work that the chain makes market do pays none (spec 4, "Hold").
    pub tipped: bool,
    /// (owner, denom) -> what it has credited so far.
    credited: Purses,
    /// provider -> what its broken leases cost of its stake.
    pub slashes: BTreeMap<Who, u128>,
    /// Whether the sender's credits are sent to him at the end.
    pub payout: bool,
}

impl Sending {
    pub(super) fn by(sender: &str, tipped: bool) -> Self {
        Self { by: sender.to_owned(), tipped, ..Self::default() }
    }

    /// Who gets the tips, if anybody does.
    pub(super) fn tips(&self) -> Option<&str> {
        self.tipped.then_some(self.by.as_str())
    }
}

pub(super) fn amount_of(coin: &Coin) -> u128 {
    Uint128::try_from(coin.amount).expect("no purse holds more").u128()
}

impl Model {
    /// The coins that come with a message leave the sender's purse; nobody's, should the message be refused.
    pub(super) fn bring(&mut self, sender: &str, to: Role, funds: &[Coin]) -> Result<(), Code> {
        let contract = self.contracts.get(to).to_owned();
        for coin in funds {
            let amount = amount_of(coin);
            if self.purses.get(sender, &coin.denom) < amount {
                return Err(NO_COINS);
            }
            self.purses.take(sender, &coin.denom, amount);
            // Deployment passes them on whole: where they are in between nobody sees.
            self.purses.add(
                if to == Role::Deployment { &self.contracts.escrow } else { &contract },
                &coin.denom,
                amount,
            );
        }
        Ok(())
    }

    /// A balance grows.
    pub(super) fn credit(&mut self, owner: &str, denom: &str, amount: u128) {
        self.balances.add(owner, denom, amount);
        self.sending.credited.add(owner, denom, amount);
    }

    /// A flat tip (spec 4, "Hold"): to whoever sent the message, or back to the deployment if nobody gets it.
    pub(super) fn tip(&mut self, deployment: u64, tip: u128) {
        let denom = self.accounts[&deployment].denom.clone();
        match self.sending.tips().map(str::to_owned) {
            Some(caller) => {
                let twice = self.has(Plant::TipsPaidTwice);
                self.credit(&caller, &denom, if twice { 2 * tip } else { tip });
            }
            None => self.account(deployment).put(tip),
        }
    }

    /// Coins go out, to the sender only (spec 4, "payout").
    pub(super) fn pay_out(&mut self) {
        if !self.sending.payout {
            return;
        }
        let sender = self.sender();
        let from = if self.has(Plant::PayoutOfEverything) { &self.balances } else { &self.sending.credited };
        let leaving: Vec<(String, u128)> =
            from.iter().filter(|row| row.0 == sender).map(|row| (row.1.to_owned(), row.2)).collect();
        for (denom, amount) in leaving {
            self.send_out(&sender, &denom, amount);
        }
    }

    fn send_out(&mut self, owner: &str, denom: &str, amount: u128) {
        self.balances.take(owner, denom, amount);
        self.purses.take(&self.contracts.escrow.clone(), denom, amount);
        self.purses.add(owner, denom, amount);
    }

    /// What of a balance is collateral: of every live lease and of every bid that is not freed (spec 1, "Withdrawable").
    pub(super) fn locked(&self, owner: &str, denom: &str) -> u128 {
        let leases =
            self.leases().filter(|(id, lease)| lease.provider == owner && self.denom_of(id.deployment) == denom);
        let bids = self.bids.iter().filter(|bid| bid.provider == owner && self.denom_of(bid.order.deployment) == denom);
        leases.map(|(_, lease)| lease.collateral).sum::<u128>() + bids.map(|bid| bid.collateral).sum::<u128>()
    }

    pub(super) fn free(&self, owner: &str, denom: &str) -> u128 {
        self.balances.get(owner, denom).saturating_sub(self.locked(owner, denom))
    }

    /// Deposit to one's own balance: denoms with terms only (contracts/README.md, "Money").
    pub(super) fn deposit_to_oneself(&mut self, coin: &Coin) -> Result<Answer, Code> {
        if !self.current.contains_key(&coin.denom) {
            return Err("escrow/denom_not_allowed");
        }
        self.credit(&self.sender(), &coin.denom, amount_of(coin));
        Ok(Answer::Nothing)
    }

    /// Withdraw.
    pub(super) fn withdraw(&mut self, denom: &str, amount: Option<u128>) -> Result<Answer, Code> {
        let sender = self.sender();
        if denom == self.parameters.staking_denom {
            self.mature(&sender);
        }
        let free = self.free(&sender, denom);
        match amount.unwrap_or(free) {
            0 => Err("escrow/nothing_to_withdraw"),
            wanted if wanted > free => Err("escrow/insufficient_balance"),
            wanted => {
                self.send_out(&sender, denom, wanted);
                Ok(Answer::Nothing)
            }
        }
    }
}
