//! Settle: what market computed, carried out.

use berth_api::escrow::{AccountSettlement, Settlement, Slash};
use berth_api::event::{AccountClosed, Slashed};
use berth_domain::{CreditReason, Movement};
use cosmwasm_std::{Addr, DepsMut, Env, Event, Response, Storage};

use crate::ContractError;
use crate::ledger::{Entry, Ledger};
use crate::state::{OpenedAccount, OpenedStake, PARAMETERS, Parameters};

/// Applies every movement to its account, then writes each balance once. Coins go out last, and only to the caller.
pub fn settle(deps: DepsMut, env: &Env, settlement: Settlement) -> Result<Response, ContractError> {
    let caller = Addr::unchecked(settlement.caller);
    let parameters = PARAMETERS.load(deps.storage)?;
    let mut ledger = Ledger::default();
    let mut events: Vec<Event> = vec![];
    for item in &settlement.accounts {
        let mut opened = OpenedAccount::load(deps.storage, env, item.deployment)?;
        for movement in &item.movements {
            opened = opened.change(|account| account.apply(movement))?;
            book(&mut ledger, item, movement, &caller, &parameters.fee_collector)?;
        }
        match &item.refund_to {
            None => events.extend(opened.save(deps.storage)?),
            Some(owner) => {
                let amount = opened.close(deps.storage)?;
                let entry = Entry { owner, denom: &item.denom, amount };
                ledger.credit(&entry, CreditReason::Refund, Some(item.deployment))?;
                events.push(AccountClosed { deployment: item.deployment, amount }.into());
            }
        }
    }
    for asked in &settlement.slashes {
        events.extend(slash(deps.storage, env, &parameters, &mut ledger, asked)?.map(Event::from));
    }
    if settlement.payout {
        ledger.withdraw_credits(&caller);
    }
    Ok(ledger.write(deps.storage)?.add_events(events))
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

/// Takes what stake and cap allow, for the fee collector; never an error for want of stake, or no lease could be booked.
fn slash(
    storage: &mut dyn Storage,
    env: &Env,
    parameters: &Parameters,
    ledger: &mut Ledger,
    asked: &Slash,
) -> Result<Option<Slashed>, ContractError> {
    let owner = Addr::unchecked(&asked.provider);
    let mut opened = OpenedStake::load(storage, env, parameters, &owner, ledger)?;
    let before = opened.stake.bonded;
    let (stake, amount) = opened.stake.slash(asked.amount, parameters.slash_cap, parameters.window(env))?;
    let bonded = before.saturating_sub(stake.bonded);
    opened.stake = stake;
    opened.save(storage)?;
    if amount.is_zero() {
        return Ok(None);
    }
    let entry = Entry { owner: parameters.fee_collector.as_str(), denom: &parameters.staking_denom, amount };
    ledger.credit(&entry, CreditReason::Slash, None)?;
    Ok(Some(Slashed { owner, amount, bonded }))
}
