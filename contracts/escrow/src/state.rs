//! What escrow keeps. Balances and accounts are in [`berth_api::raw`], since market reads them.

use berth_api::raw::{ACCOUNTS, BALANCES};
use berth_contract_kit::DueQueue;
use berth_domain::{Account, MoneyError};
use cosmwasm_std::{Addr, Env, StdResult, Storage, Uint128};
use cw_storage_plus::Item;

use crate::ContractError;

/// Whose balance the protocol's fee is credited to; written when the contract is made.
pub const FEE_COLLECTOR: Item<Addr> = Item::new("fee_collector");

/// (queue entry, deployment): accounts in the order in which they run dry; every account with a live lease is in it once.
pub const FUNDED: DueQueue<u64> = DueQueue::new("funded");

/// An account that is being worked on: settled to now, saved at the end.
pub struct OpenedAccount {
    deployment: u64,
    queued_at: Option<u64>,
    account: Account,
}

impl OpenedAccount {
    /// Loads an account and settles it to now.
    pub fn load(storage: &dyn Storage, env: &Env, deployment: u64) -> Result<Self, ContractError> {
        let stored = ACCOUNTS.may_load(storage, deployment)?.ok_or(ContractError::NoAccount(deployment))?;
        let queued_at = stored.queue_entry();
        let account = stored.settle(env.block.time.seconds())?;
        Ok(Self { deployment, queued_at, account })
    }

    /// An account that is new.
    pub fn new(storage: &dyn Storage, deployment: u64, account: Account) -> Result<Self, ContractError> {
        if ACCOUNTS.has(storage, deployment) {
            return Err(ContractError::AccountExists(deployment));
        }
        Ok(Self { deployment, queued_at: None, account })
    }

    /// One step.
    pub fn change(self, step: impl FnOnce(Account) -> Result<Account, MoneyError>) -> Result<Self, MoneyError> {
        Ok(Self { account: step(self.account)?, ..self })
    }

    /// Writes the account, and its place in the queue if that moved.
    pub fn save(self, storage: &mut dyn Storage) -> StdResult<()> {
        FUNDED.reschedule(storage, self.queued_at, self.account.queue_entry(), self.deployment)?;
        ACCOUNTS.save(storage, self.deployment, &self.account)
    }

    /// Deletes the account; what was left in it.
    pub fn close(self, storage: &mut dyn Storage) -> Result<Uint128, ContractError> {
        FUNDED.reschedule(storage, self.queued_at, None, self.deployment)?;
        ACCOUNTS.remove(storage, self.deployment);
        Ok(self.account.close()?)
    }
}

/// A balance; nothing if there is none.
pub fn balance(storage: &dyn Storage, owner: &Addr, denom: &str) -> StdResult<Uint128> {
    Ok(BALANCES.may_load(storage, (owner, denom))?.unwrap_or_default())
}

/// Writes a balance; nothing is not kept.
pub fn set_balance(storage: &mut dyn Storage, owner: &Addr, denom: &str, amount: Uint128) -> StdResult<()> {
    if amount.is_zero() {
        BALANCES.remove(storage, (owner, denom));
        return Ok(());
    }
    BALANCES.save(storage, (owner, denom), &amount)
}
