//! Settle: what market computed, carried out.

use berth_api::escrow::{AccountSettlement, Settlement};
use berth_api::event::AccountClosed;
use berth_domain::{CreditReason, Movement};
use cosmwasm_std::{Addr, DepsMut, Env, Event, Response};

use crate::ContractError;
use crate::ledger::{Entry, Ledger};
use crate::state::{FEE_COLLECTOR, OpenedAccount};

/// Applies every movement to its account, then writes each balance once. Coins go out last, and only to the caller.
pub fn settle(deps: DepsMut, env: &Env, settlement: Settlement) -> Result<Response, ContractError> {
    let caller = Addr::unchecked(settlement.caller);
    let fee_collector = FEE_COLLECTOR.load(deps.storage)?;
    let mut ledger = Ledger::default();
    let mut closed: Vec<Event> = vec![];
    for item in &settlement.accounts {
        let mut opened = OpenedAccount::load(deps.storage, env, item.deployment)?;
        for movement in &item.movements {
            opened = opened.change(|account| account.apply(movement))?;
            book(&mut ledger, item, movement, &caller, &fee_collector)?;
        }
        match &item.refund_to {
            None => opened.save(deps.storage)?,
            Some(owner) => {
                let amount = opened.close(deps.storage)?;
                let entry = Entry { owner, denom: &item.denom, amount };
                ledger.credit(&entry, CreditReason::Refund, Some(item.deployment))?;
                closed.push(AccountClosed { deployment: item.deployment, amount }.into());
            }
        }
    }
    let payout_to = settlement.payout.then_some(&caller);
    let (events, send) = ledger.write(deps.storage, payout_to)?;
    Ok(Response::new().add_events(events).add_events(closed).add_messages(send))
}

fn book(
    ledger: &mut Ledger,
    item: &AccountSettlement,
    movement: &Movement,
    caller: &Addr,
    fee_collector: &Addr,
) -> Result<(), ContractError> {
    if let Movement::Forfeit { provider, collateral, .. } = movement {
        let entry = Entry { owner: provider, denom: &item.denom, amount: *collateral };
        ledger.forfeit(&entry, item.deployment)?;
    }
    for credit in movement.credits(caller, fee_collector) {
        let entry = Entry { owner: credit.to, denom: &item.denom, amount: credit.amount };
        ledger.credit(&entry, credit.reason, Some(item.deployment))?;
    }
    Ok(())
}
