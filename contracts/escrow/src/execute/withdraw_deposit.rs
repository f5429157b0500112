//! WithdrawDeposit.

use berth_api::Role;
use berth_api::raw::{self, DeploymentRecord};
use berth_contract_kit::address_of;
use berth_domain::CreditReason;
use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response, Uint128};

use crate::ContractError;
use crate::ledger::{Entry, Ledger};
use crate::state::OpenedAccount;

/// Takes coins back out of an account, as far as its leases and open orders leave any.
pub fn withdraw_deposit(
    deps: DepsMut,
    env: &Env,
    owner: &Addr,
    deployment: u64,
    amount: Option<Uint128>,
    payout: bool,
) -> Result<Response, ContractError> {
    let record = record(deps.as_ref(), deployment)?;
    if record.owner != owner {
        return Err(ContractError::NotOwner {
            deployment,
            sender: owner.to_string(),
            owner: record.owner.into_string(),
        });
    }
    let opened = OpenedAccount::load(deps.storage, env, deployment)?;
    let bound = opened.account().withdrawable()?;
    let wanted = amount.unwrap_or(bound);
    if wanted.is_zero() || wanted > bound {
        return Err(ContractError::InsufficientDeposit { deployment, wanted, bound, denom: record.denom });
    }
    let events = opened.change(|account| account.withdraw(wanted))?.save(deps.storage)?;
    let mut ledger = Ledger::default();
    let entry = Entry { owner: owner.as_str(), denom: &record.denom, amount: wanted };
    ledger.credit(&entry, CreditReason::DepositWithdrawn, Some(deployment))?;
    if payout {
        ledger.withdraw_credits(owner);
    }
    let response = ledger.write(deps.storage)?;
    Ok(response.add_events(events))
}

/// A deployment; an error if there never was one of that id.
pub fn record(deps: Deps, deployment: u64) -> Result<DeploymentRecord, ContractError> {
    let tenants = address_of(deps.storage, Role::Deployment)?;
    raw::DEPLOYMENTS.query(&deps.querier, tenants, deployment)?.ok_or(ContractError::NoAccount(deployment))
}
