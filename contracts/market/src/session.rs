//! One message's work: everything is decided on working copies first, then written and sent once.

use berth_api::escrow::{self, AccountSettlement, Settlement, Slash};
use berth_api::raw::{DeploymentRecord, LOCKS, RECORDS};
use berth_api::{Role, event};
use berth_domain::{Account, DeploymentInfrastructure, MoneyError, Movement, Now, OrderId, Terms, TermsNumber};
use cosmwasm_std::{Addr, DepsMut, Env, Event, MessageInfo, Response, Uint128, WasmMsg, to_json_binary};

use crate::ContractError;
use crate::few::Few;
use crate::reading::{Changes, Reading};

/// A message that is being carried out.
pub struct Session<'a> {
    /// Storage and siblings.
    pub deps: DepsMut<'a>,
    /// This block.
    pub now: Now,
    /// Who sent the message, or on whose behalf it was sent.
    pub caller: Addr,
    /// What was read, and what became of it.
    pub reading: Reading,
    /// The contract itself: work that the chain's scheduler makes it do pays no tips.
    own_address: Addr,
    settlements: Few<u64, AccountSettlement>,
    slashes: Few<Addr, Uint128>,
    events: Vec<Event>,
}

impl<'a> Session<'a> {
    /// Work for whoever sent the message, after what was read to let it in.
    pub fn new(deps: DepsMut<'a>, env: &Env, info: MessageInfo, reading: Reading) -> Self {
        Self {
            deps,
            now: reading.now,
            caller: info.sender,
            reading,
            own_address: env.contract.address.clone(),
            settlements: Few::new(),
            slashes: Few::new(),
            events: vec![],
        }
    }

    /// Who gets the tips, if anybody does.
    pub fn tipped(&self) -> Option<Addr> {
        (self.caller != self.own_address).then(|| self.caller.clone())
    }

    /// The address of a sibling.
    pub fn sibling(&mut self, role: Role) -> Result<Addr, ContractError> {
        Ok(self.reading.sibling(self.deps.as_ref(), role)?)
    }

    /// Whether new business is stopped.
    pub fn paused(&mut self) -> Result<bool, ContractError> {
        self.reading.paused(self.deps.as_ref())
    }

    /// The account of a deployment, settled to now, with everything this message has done to it.
    pub fn account(&mut self, deployment: u64) -> Result<Account, ContractError> {
        Ok(self.reading.account(self.deps.as_ref(), deployment)?.clone())
    }

    /// One step of an account, here and in escrow.
    pub fn move_money(&mut self, deployment: u64, denom: &str, movement: Movement) -> Result<(), ContractError> {
        let account = self.reading.account(self.deps.as_ref(), deployment)?;
        *account = account.clone().apply(&movement)?;
        self.settle(deployment, denom, |settlement| settlement.movements.push(movement));
        Ok(())
    }

    /// Closes an account after its steps, and credits what is left to its owner.
    pub fn refund(&mut self, deployment: u64, denom: &str, owner: String) {
        self.settle(deployment, denom, |settlement| settlement.refund_to = Some(owner));
    }

    fn settle(&mut self, deployment: u64, denom: &str, change: impl FnOnce(&mut AccountSettlement)) {
        let new = || AccountSettlement { deployment, denom: denom.to_owned(), movements: vec![], refund_to: None };
        self.settlements.update(deployment, new, change);
    }

    /// A deployment; `None` if there never was one of that id.
    pub fn deployment(&mut self, id: u64) -> Result<Option<DeploymentRecord>, ContractError> {
        self.reading.deployment(self.deps.as_ref(), id)
    }

    /// What an order asks for.
    pub fn infrastructure(&mut self, order: OrderId) -> Result<DeploymentInfrastructure, ContractError> {
        self.reading.infrastructure(self.deps.as_ref(), order)
    }

    /// The rules of one number.
    pub fn terms(&mut self, number: TermsNumber) -> Result<Terms, ContractError> {
        self.reading.terms(self.deps.as_ref(), number).cloned()
    }

    /// The rules of a denom as they are now, if it may still be used.
    pub fn current_terms(&mut self, denom: &str) -> Result<Option<(TermsNumber, Terms)>, ContractError> {
        self.reading.current_terms(self.deps.as_ref(), denom)
    }

    /// The reconfirmation-period that a denom has now; `terms` are any of its rules.
    pub fn current_period(&mut self, terms: TermsNumber) -> Result<u64, ContractError> {
        self.reading.current_period(self.deps.as_ref(), terms)
    }

    /// Locks collateral of a balance that was found to hold it.
    pub fn lock(&mut self, owner: &Addr, denom: &str, amount: Uint128) -> Result<(), ContractError> {
        let add = |locked: Uint128| locked.checked_add(amount).map_err(MoneyError::from);
        self.reading.relock(self.deps.as_ref(), owner, denom, add)
    }

    /// Frees collateral; what becomes of it is escrow's.
    pub fn unlock(&mut self, owner: &Addr, denom: &str, amount: Uint128) -> Result<(), ContractError> {
        let take = |locked: Uint128| locked.checked_sub(amount).map_err(MoneyError::from);
        self.reading.relock(self.deps.as_ref(), owner, denom, take)
    }

    /// Remembers of a provider that a lease of so many paid seconds has ended.
    pub fn remember(&mut self, provider: &Addr, seconds: u64, broken: bool) -> Result<(), ContractError> {
        let record = self.reading.record(self.deps.as_ref(), provider)?;
        let after = record.after(seconds, broken);
        if after != record {
            self.reading.set_record(provider, after);
        }
        Ok(())
    }

    /// A broken lease costs its provider stake: as much as there is, up to the flat amount.
    pub fn slash(&mut self, provider: &Addr, amount: Uint128) {
        if !amount.is_zero() {
            self.slashes.update(provider.clone(), Uint128::zero, |sum| *sum = sum.saturating_add(amount));
        }
    }

    /// Says that something has happened.
    pub fn emit(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// Writes locks and records, then makes the one call of escrow, if anything moved. With `payout` the caller's
    /// credits are sent.
    pub fn finish(mut self, payout: bool) -> Result<Response, ContractError> {
        let escrow = match self.settlements.is_empty() {
            true => None,
            false => Some(self.sibling(Role::Escrow)?),
        };
        let Changes { locks, records } = self.reading.into_changes();
        for ((owner, denom), amount) in locks {
            if amount.is_zero() {
                LOCKS.remove(self.deps.storage, (&owner, &denom));
            } else {
                LOCKS.save(self.deps.storage, (&owner, &denom), &amount)?;
            }
        }
        for (provider, record) in records {
            RECORDS.save(self.deps.storage, &provider, &record)?;
            let event = event::RecordChanged { provider, served_seconds: record.served_seconds, broken: record.broken };
            self.events.push(event.into());
        }
        let mut response = Response::new().add_events(self.events);
        if let Some(escrow) = escrow {
            let slashes = self.slashes.into_iter();
            let settle = Settlement {
                caller: self.caller.into_string(),
                payout,
                accounts: self.settlements.into_iter().map(|(_, settlement)| settlement).collect(),
                slashes: slashes.map(|(provider, amount)| Slash { provider: provider.into_string(), amount }).collect(),
            };
            response = response.add_message(WasmMsg::Execute {
                contract_addr: escrow.into_string(),
                msg: to_json_binary(&escrow::ExecuteMsg::Settle(settle))?,
                funds: vec![],
            });
        }
        Ok(response)
    }
}
