//! SubmitDeployment.

use berth_api::event::{DeploymentSubmitted, InfrastructureSet};
use berth_api::market::NewOrder;
use berth_api::raw::{CURRENT_TERMS, DEPLOYMENTS, DeploymentRecord, INFRASTRUCTURE, TERMS};
use berth_api::{Contracts, escrow, market};
use berth_contract_kit::{Paid, contracts};
use berth_domain::{
    DeploymentInfrastructure, Movement, OpenOrder, Quotation, Terms, TermsNumber, WaitDuration,
    check_infrastructure_list,
};
use cosmwasm_std::{Addr, Coin, Deps, DepsMut, Event, HexBinary, Response, Storage, WasmMsg, to_json_binary};

use crate::ContractError;
use crate::entry::{Entry, check_size, check_version};
use crate::state::{OWNED, PARAMETERS, next_id};

/// What a tenant wants.
pub struct Submission {
    /// SHA-256 of the manifest.
    pub version: HexBinary,
    /// What it is paid in.
    pub denom: String,
    /// How long each order collects bids.
    pub wait_duration: WaitDuration,
    /// What to run where.
    pub infrastructure: Vec<DeploymentInfrastructure>,
}

/// Opens an account with the coins, and one order per infrastructure.
pub fn submit_deployment(
    deps: DepsMut,
    owner: Addr,
    submission: Submission,
    paid: Option<Paid>,
) -> Result<Response, ContractError> {
    let contracts = contracts(deps.storage)?;
    check(deps.as_ref(), &contracts, &submission)?;
    let paid = paid.ok_or(ContractError::NoCoin)?;
    if paid.denom != submission.denom {
        return Err(ContractError::WrongDenom { sent: paid.denom, expected: submission.denom });
    }
    let (number, terms) = current_terms(deps.as_ref(), &contracts, &submission.denom)?;
    let quotes = terms.quote_all(&submission.infrastructure)?;
    let openings = openings(&quotes, number, &terms)?;
    let required = terms.required_deposit(&quotes)?;
    if paid.amount < required {
        let (sent, denom) = (paid.amount, paid.denom);
        return Err(ContractError::InsufficientDeposit { sent, denom, required, min_runway: terms.min_runway });
    }

    let id = next_id(deps.storage)?;
    let slots = slots(submission.infrastructure.len());
    save(deps.storage, id, &owner, &submission, &slots)?;
    let open_account =
        escrow::ExecuteMsg::OpenAccount { deployment: id, min_runway: terms.min_runway, movements: openings };
    let open_account = WasmMsg::Execute {
        contract_addr: contracts.escrow,
        msg: to_json_binary(&open_account)?,
        funds: vec![Coin::new(paid.amount, &paid.denom)],
    };
    let orders = slots.iter().zip(quotes).zip(&submission.infrastructure).map(|((slot, quote), infrastructure)| {
        let Quotation { max_rate, collateral } = quote;
        NewOrder { slot: *slot, max_rate, collateral, notice: infrastructure.notice }
    });
    let open_orders = market::ExecuteMsg::OpenOrders { deployment: id, terms: number, orders: orders.collect() };
    let open_orders =
        WasmMsg::Execute { contract_addr: contracts.market, msg: to_json_binary(&open_orders)?, funds: vec![] };
    let infrastructure = submission.infrastructure.into_iter().zip(slots).map(|(infrastructure, slot)| {
        let DeploymentInfrastructure { name, persist, .. } = infrastructure;
        InfrastructureSet { deployment: id, slot, name, persist }
    });
    let event = DeploymentSubmitted {
        deployment: id,
        owner,
        denom: paid.denom,
        version: submission.version,
        deposit: paid.amount,
    };
    Ok(Response::new()
        .add_event(event)
        .add_events(infrastructure.map(Event::from))
        .add_message(open_account)
        .add_message(open_orders)
        .set_data(to_json_binary(&id)?))
}

/// Every field within its bounds, those of the parameters and of the chain included.
fn check(deps: Deps, contracts: &Contracts, submission: &Submission) -> Result<(), ContractError> {
    check_version(&submission.version)?;
    let parameters = PARAMETERS.load(deps.storage)?;
    submission.wait_duration.check(parameters.max_wait_blocks, parameters.max_wait_seconds)?;
    check_infrastructure_list(&submission.infrastructure)?;
    check_size("infrastructure", &submission.infrastructure)?;
    let entry = Entry::new(deps, contracts, &parameters);
    for (index, infrastructure) in submission.infrastructure.iter().enumerate() {
        entry.check(infrastructure).map_err(|e| e.at("infrastructure", index))?;
    }
    Ok(())
}

/// The rules of a denom as they are now.
fn current_terms(deps: Deps, contracts: &Contracts, denom: &str) -> Result<(TermsNumber, Terms), ContractError> {
    let market = Addr::unchecked(&contracts.market);
    let not_allowed = || ContractError::DenomNotAllowed(denom.to_owned());
    let number = CURRENT_TERMS.query(&deps.querier, market.clone(), denom)?.ok_or_else(not_allowed)?;
    let terms = TERMS.query(&deps.querier, market, number)?.ok_or_else(not_allowed)?;
    Ok((number, terms))
}

fn openings(quotes: &[Quotation], number: TermsNumber, terms: &Terms) -> Result<Vec<Movement>, ContractError> {
    let openings = quotes.iter().map(|quote| OpenOrder::open(*quote, None, number, 0).opening(terms));
    Ok(openings.collect::<Result<_, _>>()?)
}

fn slots(count: usize) -> Vec<u32> {
    (1..).take(count).collect()
}

fn save(
    storage: &mut dyn Storage,
    id: u64,
    owner: &Addr,
    submission: &Submission,
    slots: &[u32],
) -> Result<(), ContractError> {
    let record = DeploymentRecord {
        owner: owner.clone(),
        denom: submission.denom.clone(),
        version: submission.version.clone(),
        wait_duration: submission.wait_duration,
        slots: slots.to_vec(),
        last_slot: slots.last().copied().unwrap_or_default(),
    };
    DEPLOYMENTS.save(storage, id, &record)?;
    OWNED.save(storage, (owner, id), &1)?;
    for (slot, infrastructure) in slots.iter().zip(&submission.infrastructure) {
        INFRASTRUCTURE.save(storage, (id, *slot), infrastructure)?;
    }
    Ok(())
}
