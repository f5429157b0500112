//! OpenAccount.

use berth_api::event::AccountOpened;
use berth_contract_kit::Paid;
use berth_domain::{Account, Movement};
use cosmwasm_std::{DepsMut, Env, Response};

use crate::ContractError;
use crate::state::{OpenedAccount, grow_total};

/// Opens a deployment's account with its first coin, and sets aside the holds of its orders.
pub fn open_account(
    deps: DepsMut,
    env: &Env,
    deployment: u64,
    min_runway: u64,
    movements: &[Movement],
    paid: Paid,
) -> Result<Response, ContractError> {
    let account = Account::open(paid.amount, min_runway, env.block.time.seconds());
    let opened = OpenedAccount::new(deps.storage, deployment, account)?;
    let opened = opened.change(|account| movements.iter().try_fold(account, Account::apply))?;
    let events = opened.save(deps.storage)?;
    grow_total(deps.storage, &paid.denom, paid.amount)?;
    let opened = AccountOpened { deployment, denom: paid.denom, amount: paid.amount };
    Ok(Response::new().add_event(opened).add_events(events))
}
