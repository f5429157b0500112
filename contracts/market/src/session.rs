//! One message's work: everything is decided on working copies first, then written and sent once.

use berth_api::escrow::{self, AccountSettlement, Settlement};
use berth_api::raw::{ACCOUNTS, CURRENT_TERMS, DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE, LOCKS, TERMS};
use berth_api::{Contracts, Role};
use berth_contract_kit::contracts;
use berth_domain::{Account, DeploymentInfrastructure, Movement, Now, OrderId, Terms, TermsNumber};
use cosmwasm_std::{Addr, DepsMut, Env, Event, MessageInfo, Response, Uint128, WasmMsg, to_json_binary};

use crate::ContractError;
use crate::few::Few;

/// The working copies of one message: one per account, one per lock, each sibling's record read once.
pub struct Session<'a> {
    /// Storage and siblings.
    pub deps: DepsMut<'a>,
    /// This block.
    pub now: Now,
    /// Who gets the tips.
    pub caller: Addr,
    accounts: Few<u64, Working>,
    deployments: Few<u64, DeploymentRecord>,
    terms: Few<TermsNumber, Terms>,
    locks: Few<(Addr, String), Uint128>,
    siblings: Option<Contracts>,
    events: Vec<Event>,
}

struct Working {
    account: Account,
    settlement: Option<AccountSettlement>,
}

impl<'a> Session<'a> {
    /// Work for whoever sent the message.
    pub fn new(deps: DepsMut<'a>, env: &Env, info: MessageInfo) -> Self {
        Self {
            deps,
            now: Now::from(&env.block),
            caller: info.sender,
            accounts: Few::new(),
            deployments: Few::new(),
            terms: Few::new(),
            locks: Few::new(),
            siblings: None,
            events: vec![],
        }
    }

    /// The address of a sibling; all four are read when the first is asked for.
    pub fn sibling(&mut self, role: Role) -> Result<Addr, ContractError> {
        let siblings = match self.siblings.take() {
            Some(siblings) => siblings,
            None => contracts(self.deps.storage)?,
        };
        let address = Addr::unchecked(siblings.get(role));
        self.siblings = Some(siblings);
        Ok(address)
    }

    /// The account of a deployment, settled to now, with everything this message has done to it.
    pub fn account(&mut self, deployment: u64) -> Result<Account, ContractError> {
        if let Some(working) = self.accounts.get(&deployment) {
            return Ok(working.account.clone());
        }
        let escrow = self.sibling(Role::Escrow)?;
        let stored = ACCOUNTS.query(&self.deps.querier, escrow, deployment)?;
        let account = stored.ok_or(ContractError::NoAccount(deployment))?.settle(self.now.time)?;
        self.accounts.insert(deployment, Working { account: account.clone(), settlement: None });
        Ok(account)
    }

    /// One step of an account, here and in escrow.
    pub fn move_money(&mut self, deployment: u64, denom: &str, movement: Movement) -> Result<(), ContractError> {
        let account = self.account(deployment)?.apply(&movement)?;
        self.settlement(deployment, denom, account)?.movements.push(movement);
        Ok(())
    }

    /// Closes an account after its steps, and credits what is left to its owner.
    pub fn refund(&mut self, deployment: u64, denom: &str, owner: String) -> Result<(), ContractError> {
        let account = self.account(deployment)?;
        self.settlement(deployment, denom, account)?.refund_to = Some(owner);
        Ok(())
    }

    /// The steps of an account that was loaded, after `account` became of it.
    fn settlement(
        &mut self,
        deployment: u64,
        denom: &str,
        account: Account,
    ) -> Result<&mut AccountSettlement, ContractError> {
        let new = || AccountSettlement { deployment, denom: denom.to_owned(), movements: vec![], refund_to: None };
        let working = self.accounts.get_mut(&deployment).ok_or(ContractError::NoAccount(deployment))?;
        working.account = account;
        Ok(working.settlement.get_or_insert_with(new))
    }

    /// A deployment; `None` if there never was one of that id.
    pub fn deployment(&mut self, id: u64) -> Result<Option<DeploymentRecord>, ContractError> {
        if let Some(record) = self.deployments.get(&id) {
            return Ok(Some(record.clone()));
        }
        let tenants = self.sibling(Role::Deployment)?;
        let record = DEPLOYMENTS.query(&self.deps.querier, tenants, id)?;
        if let Some(record) = &record {
            self.deployments.insert(id, record.clone());
        }
        Ok(record)
    }

    /// What an order asks for.
    pub fn infrastructure(&mut self, order: OrderId) -> Result<DeploymentInfrastructure, ContractError> {
        let tenants = self.sibling(Role::Deployment)?;
        let found = INFRASTRUCTURE.query(&self.deps.querier, tenants, (order.deployment, order.slot))?;
        found.ok_or(ContractError::NoOrder(order))
    }

    /// The rules of one number.
    pub fn terms(&mut self, number: TermsNumber) -> Result<Terms, ContractError> {
        if let Some(terms) = self.terms.get(&number) {
            return Ok(terms.clone());
        }
        let terms = TERMS.may_load(self.deps.storage, number)?;
        let terms = terms.ok_or_else(|| ContractError::NoTerms(number.to_string()))?;
        self.terms.insert(number, terms.clone());
        Ok(terms)
    }

    /// The rules of a denom as they are now, if it may still be used.
    pub fn current_terms(&mut self, denom: &str) -> Result<Option<(TermsNumber, Terms)>, ContractError> {
        match CURRENT_TERMS.may_load(self.deps.storage, denom)? {
            Some(number) => Ok(Some((number, self.terms(number)?))),
            None => Ok(None),
        }
    }

    /// What is locked of a balance.
    pub fn locked(&mut self, owner: &Addr, denom: &str) -> Result<Uint128, ContractError> {
        let key = (owner.clone(), denom.to_owned());
        if let Some(locked) = self.locks.get(&key) {
            return Ok(*locked);
        }
        let locked = LOCKS.may_load(self.deps.storage, (owner, denom))?.unwrap_or_default();
        self.locks.insert(key, locked);
        Ok(locked)
    }

    /// Locks collateral of a balance that was found to hold it.
    pub fn lock(&mut self, owner: &Addr, denom: &str, amount: Uint128) -> Result<(), ContractError> {
        let locked = self.locked(owner, denom)?.checked_add(amount).map_err(berth_domain::MoneyError::from)?;
        self.locks.insert((owner.clone(), denom.to_owned()), locked);
        Ok(())
    }

    /// Frees collateral; what becomes of it is escrow's.
    pub fn unlock(&mut self, owner: &Addr, denom: &str, amount: Uint128) -> Result<(), ContractError> {
        let locked = self.locked(owner, denom)?.checked_sub(amount).map_err(berth_domain::MoneyError::from)?;
        self.locks.insert((owner.clone(), denom.to_owned()), locked);
        Ok(())
    }

    /// Says that something has happened.
    pub fn emit(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// Writes the locks, then makes the one call of escrow, if anything moved. With `payout` the caller's credits are sent.
    pub fn finish(mut self, payout: bool) -> Result<Response, ContractError> {
        for ((owner, denom), amount) in std::mem::take(&mut self.locks) {
            if amount.is_zero() {
                LOCKS.remove(self.deps.storage, (&owner, &denom));
            } else {
                LOCKS.save(self.deps.storage, (&owner, &denom), &amount)?;
            }
        }
        let accounts = std::mem::take(&mut self.accounts).into_iter();
        let accounts: Vec<_> = accounts.filter_map(|(_, working)| working.settlement).collect();
        let mut response = Response::new().add_events(std::mem::take(&mut self.events));
        if !accounts.is_empty() {
            let settle = Settlement { caller: self.caller.to_string(), payout, accounts, slashes: vec![] };
            response = response.add_message(WasmMsg::Execute {
                contract_addr: self.sibling(Role::Escrow)?.into_string(),
                msg: to_json_binary(&escrow::ExecuteMsg::Settle(settle))?,
                funds: vec![],
            });
        }
        Ok(response)
    }
}
