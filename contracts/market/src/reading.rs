//! What a message or query reads of market and its siblings: each record once.

use berth_api::raw::{
    ACCOUNTS, Authority, CURRENT_TERMS, DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE, LOCKS, RECORDS, STAKES, TERMS,
};
use berth_api::{Contracts, Role};
use berth_contract_kit::{authority_of, contracts};
use berth_domain::{Account, DeploymentInfrastructure, MoneyError, Now, OrderId, Terms, TermsNumber, TrackRecord};
use cosmwasm_std::{Addr, Deps, StdResult, Uint128};

use crate::ContractError;
use crate::few::Few;

/// Working copies: what was read, and what became of it since.
pub struct Reading {
    /// This block.
    pub now: Now,
    siblings: Option<Contracts>,
    paused: Option<bool>,
    accounts: Few<u64, Account>,
    deployments: Few<u64, DeploymentRecord>,
    terms: Few<TermsNumber, Terms>,
    periods: Few<TermsNumber, u64>,
    locks: Few<(Addr, String), Lock>,
    records: Few<Addr, TrackRecord>,
}

/// What of a balance is locked.
struct Lock {
    stored: Uint128,
    now: Uint128,
}

/// What a message has changed of market's own.
pub struct Changes {
    /// (owner, denom) -> what is locked now.
    pub locks: Vec<((Addr, String), Uint128)>,
    /// How providers have served.
    pub records: Few<Addr, TrackRecord>,
}

impl Reading {
    /// Nothing read yet.
    pub const fn new(now: Now) -> Self {
        Self {
            now,
            siblings: None,
            paused: None,
            accounts: Few::new(),
            deployments: Few::new(),
            terms: Few::new(),
            periods: Few::new(),
            locks: Few::new(),
            records: Few::new(),
        }
    }

    /// The address of a sibling; all four are read when the first is asked for.
    pub fn sibling(&mut self, deps: Deps, role: Role) -> StdResult<Addr> {
        let siblings = match self.siblings.take() {
            Some(siblings) => siblings,
            None => contracts(deps.storage)?,
        };
        let address = Addr::unchecked(siblings.get(role));
        self.siblings = Some(siblings);
        Ok(address)
    }

    /// Whether new business is stopped.
    pub fn paused(&mut self, deps: Deps) -> Result<bool, ContractError> {
        match self.paused {
            Some(paused) => Ok(paused),
            None => Ok(self.authority(deps)?.paused),
        }
    }

    /// Who holds authority, and whether new business is stopped.
    pub fn authority(&mut self, deps: Deps) -> StdResult<Authority> {
        let registry = self.sibling(deps, Role::ProviderRegistry)?;
        let authority = authority_of(deps, registry)?;
        self.paused = Some(authority.paused);
        Ok(authority)
    }

    /// The account of a deployment, settled to now, with everything this message has done to it.
    pub fn account(&mut self, deps: Deps, deployment: u64) -> Result<&mut Account, ContractError> {
        if self.accounts.get(&deployment).is_none() {
            let escrow = self.sibling(deps, Role::Escrow)?;
            let stored = ACCOUNTS.query(&deps.querier, escrow, deployment)?;
            let account = stored.ok_or(ContractError::NoAccount(deployment))?.settle(self.now.time)?;
            self.accounts.insert(deployment, account);
        }
        self.accounts.get_mut(&deployment).ok_or(ContractError::NoAccount(deployment))
    }

    /// A deployment; `None` if there never was one of that id.
    pub fn deployment(&mut self, deps: Deps, id: u64) -> Result<Option<DeploymentRecord>, ContractError> {
        if let Some(record) = self.deployments.get(&id) {
            return Ok(Some(record.clone()));
        }
        let tenants = self.sibling(deps, Role::Deployment)?;
        let record = DEPLOYMENTS.query(&deps.querier, tenants, id)?;
        if let Some(record) = &record {
            self.deployments.insert(id, record.clone());
        }
        Ok(record)
    }

    /// What an order asks for.
    pub fn infrastructure(&mut self, deps: Deps, order: OrderId) -> Result<DeploymentInfrastructure, ContractError> {
        let tenants = self.sibling(deps, Role::Deployment)?;
        let found = INFRASTRUCTURE.query(&deps.querier, tenants, (order.deployment, order.slot))?;
        found.ok_or(ContractError::NoOrder(order))
    }

    /// The rules of one number.
    pub fn terms(&mut self, deps: Deps, number: TermsNumber) -> Result<&Terms, ContractError> {
        let missing = || ContractError::NoTerms(number.to_string());
        if self.terms.get(&number).is_none() {
            let terms = TERMS.may_load(deps.storage, number)?.ok_or_else(missing)?;
            self.terms.insert(number, terms);
        }
        self.terms.get(&number).ok_or_else(missing)
    }

    /// The rules of a denom as they are now, if it may still be used.
    pub fn current_terms(&mut self, deps: Deps, denom: &str) -> Result<Option<(TermsNumber, Terms)>, ContractError> {
        match CURRENT_TERMS.may_load(deps.storage, denom)? {
            Some(number) => Ok(Some((number, self.terms(deps, number)?.clone()))),
            None => Ok(None),
        }
    }

    /// The reconfirmation-period that a denom has now; 0 if it may not be used any more. `terms` are any of its rules.
    pub fn current_period(&mut self, deps: Deps, terms: TermsNumber) -> Result<u64, ContractError> {
        if let Some(period) = self.periods.get(&terms) {
            return Ok(*period);
        }
        let denom = self.terms(deps, terms)?.denom.clone();
        let period = self.current_terms(deps, &denom)?.map_or(0, |(_, current)| current.reconfirmation_period);
        self.periods.insert(terms, period);
        Ok(period)
    }

    /// What is locked of a balance.
    pub fn locked(&mut self, deps: Deps, owner: &Addr, denom: &str) -> Result<Uint128, ContractError> {
        let key = (owner.clone(), denom.to_owned());
        if let Some(lock) = self.locks.get(&key) {
            return Ok(lock.now);
        }
        let stored = LOCKS.may_load(deps.storage, (owner, denom))?.unwrap_or_default();
        self.locks.insert(key, Lock { stored, now: stored });
        Ok(stored)
    }

    /// Changes what is locked of a balance.
    pub fn relock(
        &mut self,
        deps: Deps,
        owner: &Addr,
        denom: &str,
        change: impl FnOnce(Uint128) -> Result<Uint128, MoneyError>,
    ) -> Result<(), ContractError> {
        let locked = change(self.locked(deps, owner, denom)?)?;
        if let Some(lock) = self.locks.get_mut(&(owner.clone(), denom.to_owned())) {
            lock.now = locked;
        }
        Ok(())
    }

    /// How a provider has served.
    pub fn record(&mut self, deps: Deps, provider: &Addr) -> Result<TrackRecord, ContractError> {
        if let Some(record) = self.records.get(provider) {
            return Ok(*record);
        }
        Ok(RECORDS.may_load(deps.storage, provider)?.unwrap_or_default())
    }

    /// Changes how a provider has served.
    pub fn set_record(&mut self, provider: &Addr, record: TrackRecord) {
        self.records.insert(provider.clone(), record);
    }

    /// A provider's bonded stake.
    pub fn stake(&mut self, deps: Deps, provider: &Addr) -> Result<Uint128, ContractError> {
        let escrow = self.sibling(deps, Role::Escrow)?;
        Ok(STAKES.query(&deps.querier, escrow, provider)?.unwrap_or_default().bonded)
    }

    /// Everything of market's own that has changed.
    pub fn into_changes(self) -> Changes {
        let changed = self.locks.into_iter().filter(|(_, lock)| lock.now != lock.stored);
        Changes { locks: changed.map(|(key, lock)| (key, lock.now)).collect(), records: self.records }
    }
}
