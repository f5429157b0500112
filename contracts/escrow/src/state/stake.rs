//! Stakes, as messages work on them.

use berth_api::raw::STAKES;
use berth_domain::{CreditReason, Stake};
use cosmwasm_std::{Addr, Env, StdResult, Storage};

use crate::ContractError;
use crate::ledger::{Entry, Ledger};
use crate::state::Parameters;

/// A stake that is being worked on: without what has matured, saved at the end.
pub struct OpenedStake {
    owner: Addr,
    window: u64,
    stored: Option<Stake>,
    /// As it is now.
    pub stake: Stake,
}

impl OpenedStake {
    /// Loads a stake; what has matured is credited to its owner.
    pub fn load(
        storage: &dyn Storage,
        env: &Env,
        parameters: &Parameters,
        owner: &Addr,
        ledger: &mut Ledger,
    ) -> Result<Self, ContractError> {
        let stored = STAKES.may_load(storage, owner)?;
        let (stake, matured) = stored.clone().unwrap_or_default().mature(env.block.time.seconds())?;
        let entry = Entry { owner: owner.as_str(), denom: &parameters.staking_denom, amount: matured };
        ledger.credit(&entry, CreditReason::Unbonded, None)?;
        Ok(Self { owner: owner.clone(), window: parameters.window(env), stored, stake })
    }

    /// Writes the stake if it changed; one with nothing to remember is not kept.
    pub fn save(self, storage: &mut dyn Storage) -> StdResult<()> {
        if self.stake.is_over(self.window) {
            if self.stored.is_some() {
                STAKES.remove(storage, &self.owner);
            }
            return Ok(());
        }
        if self.stored.as_ref() == Some(&self.stake) {
            return Ok(());
        }
        STAKES.save(storage, &self.owner, &self.stake)
    }
}
