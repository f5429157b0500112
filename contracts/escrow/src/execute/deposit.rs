//! Deposit.

use berth_api::event::AccountDeposited;
use berth_api::{Role, raw};
use berth_contract_kit::{Paid, address_of};
use berth_domain::CreditReason;
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::ContractError;
use crate::ledger::{Entry, Ledger};
use crate::state::OpenedAccount;

/// A gift to a deployment: refunds go to its owner.
pub fn deposit_to_account(
    deps: DepsMut,
    env: &Env,
    sender: Addr,
    deployment: u64,
    paid: Paid,
) -> Result<Response, ContractError> {
    let opened = OpenedAccount::load(deps.storage, env, deployment)?;
    let tenants = address_of(deps.storage, Role::Deployment)?;
    let record = raw::DEPLOYMENTS.query(&deps.querier, tenants, deployment)?;
    let expected = record.ok_or(ContractError::NoAccount(deployment))?.denom;
    if paid.denom != expected {
        return Err(ContractError::WrongDenom { deployment, sent: paid.denom, expected });
    }
    opened.change(|account| account.deposit(paid.amount))?.save(deps.storage)?;
    let event = AccountDeposited { deployment, sender, denom: paid.denom, amount: paid.amount };
    Ok(Response::new().add_event(event))
}

/// Adds to the sender's own balance; only coins that can be used here.
pub fn deposit_to_self(deps: DepsMut, sender: Addr, paid: Paid) -> Result<Response, ContractError> {
    let market = address_of(deps.storage, Role::Market)?;
    if raw::CURRENT_TERMS.query(&deps.querier, market, &paid.denom)?.is_none() {
        return Err(ContractError::DenomNotAllowed(paid.denom));
    }
    let mut ledger = Ledger::default();
    let entry = Entry { owner: sender.as_str(), denom: &paid.denom, amount: paid.amount };
    ledger.credit(&entry, CreditReason::Deposit, None)?;
    let (events, _) = ledger.write(deps.storage, None)?;
    Ok(Response::new().add_events(events))
}
