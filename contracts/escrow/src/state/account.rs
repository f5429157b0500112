//! Accounts, as messages work on them, and the queue of those that run dry.

use berth_api::event::{AccountHeld, AccountRanDry, AccountResumed};
use berth_api::raw::ACCOUNTS;
use berth_contract_kit::DueQueue;
use berth_domain::{Account, MoneyError};
use cosmwasm_std::{Env, Event, StdResult, Storage, Uint128};

use crate::ContractError;

/// (queue entry, deployment): accounts in the order in which they run dry; every account with a live lease is in it once.
pub const FUNDED: DueQueue<u64> = DueQueue::new("funded");

/// An account that is being worked on: settled to now, saved at the end.
pub struct OpenedAccount {
    deployment: u64,
    before: Before,
    account: Account,
}

/// What of an account the events and the queue are about, as stored.
#[derive(Default)]
struct Before {
    queued_at: Option<u64>,
    holds: Uint128,
    dry_at: Option<u64>,
}

impl OpenedAccount {
    /// Loads an account and settles it to now.
    pub fn load(storage: &dyn Storage, env: &Env, deployment: u64) -> Result<Self, ContractError> {
        let stored = ACCOUNTS.may_load(storage, deployment)?.ok_or(ContractError::NoAccount(deployment))?;
        let before = Before { queued_at: stored.queue_entry(), holds: stored.holds, dry_at: stored.dry_at };
        let account = stored.settle(env.block.time.seconds())?;
        Ok(Self { deployment, before, account })
    }

    /// An account that is new.
    pub fn new(storage: &dyn Storage, deployment: u64, account: Account) -> Result<Self, ContractError> {
        if ACCOUNTS.has(storage, deployment) {
            return Err(ContractError::AccountExists(deployment));
        }
        Ok(Self { deployment, before: Before::default(), account })
    }

    /// The account as it is now.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// One step.
    pub fn change(self, step: impl FnOnce(Account) -> Result<Account, MoneyError>) -> Result<Self, MoneyError> {
        Ok(Self { account: step(self.account)?, ..self })
    }

    /// Writes the account, and its place in the queue if that moved; what else than its coins has changed.
    pub fn save(self, storage: &mut dyn Storage) -> StdResult<Vec<Event>> {
        FUNDED.reschedule(storage, self.before.queued_at, self.account.queue_entry(), self.deployment)?;
        ACCOUNTS.save(storage, self.deployment, &self.account)?;
        Ok(self.events())
    }

    fn events(&self) -> Vec<Event> {
        let (deployment, holds, dry_at) = (self.deployment, self.account.holds, self.account.dry_at);
        let mut events = vec![];
        if holds != self.before.holds {
            events.push(AccountHeld { deployment, holds }.into());
        }
        match (self.before.dry_at, dry_at) {
            (None, Some(dry_at)) => events.push(AccountRanDry { deployment, dry_at }.into()),
            (Some(_), None) => events.push(AccountResumed { deployment }.into()),
            _ => {}
        }
        events
    }

    /// Deletes the account; what was left in it.
    pub fn close(self, storage: &mut dyn Storage) -> Result<Uint128, ContractError> {
        FUNDED.reschedule(storage, self.before.queued_at, None, self.deployment)?;
        ACCOUNTS.remove(storage, self.deployment);
        Ok(self.account.close()?)
    }
}
