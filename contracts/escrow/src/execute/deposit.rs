//! Deposit.

use berth_api::event::AccountDeposited;
use berth_api::{Role, raw};
use berth_contract_kit::{Paid, address_of};
use berth_domain::CreditReason;
use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::ContractError;
use crate::execute::withdraw_deposit::record;
use crate::ledger::{Entry, Ledger};
use crate::state::{OpenedAccount, grow_total};

/// A gift to a deployment: refunds go to its owner.
pub fn deposit_to_account(
    deps: DepsMut,
    env: &Env,
    sender: Addr,
    deployment: u64,
    paid: Paid,
) -> Result<Response, ContractError> {
    let opened = OpenedAccount::load(deps.storage, env, deployment)?;
    let expected = record(deps.as_ref(), deployment)?.denom;
    if paid.denom != expected {
        return Err(ContractError::WrongDenom { deployment, sent: paid.denom, expected });
    }
    let events = opened.change(|account| account.deposit(paid.amount))?.save(deps.storage)?;
    grow_total(deps.storage, &paid.denom, paid.amount)?;
    let deposited = AccountDeposited { deployment, sender, denom: paid.denom, amount: paid.amount };
    Ok(Response::new().add_event(deposited).add_events(events))
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
    grow_total(deps.storage, &paid.denom, paid.amount)?;
    ledger.write(deps.storage)
}
