//! Whether a provider may bid on an order: asked by SubmitFulfillment, and beforehand by a query.

use berth_api::Role;
use berth_api::raw::{ATTESTATIONS, BALANCES, DeploymentRecord, PARAMETERS, PROVIDERS, ProviderRecord};
use berth_domain::{
    Applicant, DeploymentInfrastructure, OpenOrder, Order, OrderId, Requirements, Signature, reputation,
};
use cosmwasm_std::{Addr, Deps, Uint128};

use crate::ContractError;
use crate::reading::Reading;
use crate::state::book::{self, Place};
use crate::state::orders;

/// A provider that is registered and active.
///
/// Errors otherwise.
pub fn bidder(reading: &mut Reading, deps: Deps, address: &Addr) -> Result<ProviderRecord, ContractError> {
    let registry = reading.sibling(deps, Role::ProviderRegistry)?;
    let provider = PROVIDERS.query(&deps.querier, registry, address)?;
    let provider = provider.ok_or_else(|| ContractError::NotRegistered(address.to_string()))?;
    if !provider.active {
        return Err(ContractError::Inactive(address.to_string()));
    }
    Ok(provider)
}

/// An order that takes bids, and what was found out about it.
pub struct Biddable {
    /// The order.
    pub order: OpenOrder,
    /// Its deployment.
    pub deployment: DeploymentRecord,
    /// What it asks for.
    pub wanted: DeploymentInfrastructure,
    /// The provider's own bid, if it has one.
    pub standing: Option<Place>,
}

/// An order that takes bids now.
pub fn biddable(reading: &mut Reading, deps: Deps, provider: &Addr, id: OrderId) -> Result<Biddable, ContractError> {
    let order = match orders::may_load(deps.storage, id)? {
        Some(Order::Open(order)) => order,
        Some(_) => return Err(ContractError::OrderNotOpen(id)),
        None => return Err(ContractError::NoOrder(id)),
    };
    // With no bid left the next one starts the wait anew.
    if order.is_ready(reading.now) && !book::is_empty(deps.storage, id)? {
        return Err(ContractError::BiddingEnded(id));
    }
    let deployment = reading.deployment(deps, id.deployment)?.ok_or(ContractError::NoOrder(id))?;
    let wanted = reading.infrastructure(deps, id)?;
    let standing = book::standing(deps.storage, provider, id)?;
    Ok(Biddable { order, deployment, wanted, standing })
}

/// Why a provider may not bid, whatever it offers; none: it may, if its collateral is free.
pub fn objections(
    reading: &mut Reading,
    deps: Deps,
    (address, provider): (&Addr, &ProviderRecord),
    (id, biddable): (OrderId, &Biddable),
) -> Result<Vec<ContractError>, ContractError> {
    let required = &biddable.wanted.requirements;
    let signed = signatures(reading, deps, address, required)?;
    let (stake, reputation) = standing(reading, deps, address, required)?;
    let applicant = Applicant { address, profile: &provider.profile, signed: &signed, stake, reputation };
    let found = applicant.objections(&biddable.deployment.owner, &biddable.wanted, biddable.order.barred.as_ref());
    let mut found: Vec<_> = found.into_iter().map(|reason| ContractError::Ineligible { order: id, reason }).collect();
    if reading.account(deps, id.deployment)?.is_dry() {
        found.push(ContractError::AccountDry(id.deployment));
    }
    Ok(found)
}

/// What the auditors that an order names have signed and still stand by.
fn signatures(
    reading: &mut Reading,
    deps: Deps,
    provider: &Addr,
    required: &Requirements,
) -> Result<Vec<Signature>, ContractError> {
    let mut signed = vec![];
    for auditor in required.signed_by.auditors() {
        let registry = reading.sibling(deps, Role::ProviderRegistry)?;
        let found = ATTESTATIONS.query(&deps.querier, registry, (provider, &Addr::unchecked(auditor)))?;
        if let Some(attestation) = found.filter(|attestation| reading.now.time < attestation.expires_at) {
            signed.push(Signature { auditor: auditor.clone(), attributes: attestation.attributes });
        }
    }
    Ok(signed)
}

/// Stake and reputation, as far as an order asks for them.
fn standing(
    reading: &mut Reading,
    deps: Deps,
    provider: &Addr,
    required: &Requirements,
) -> Result<(Uint128, u32), ContractError> {
    let asks_reputation = required.min_reputation > 0;
    if !asks_reputation && required.min_stake.is_zero() {
        return Ok((Uint128::zero(), 0));
    }
    let stake = reading.stake(deps, provider)?;
    if !asks_reputation {
        return Ok((stake, 0));
    }
    let record = reading.record(deps, provider)?;
    let parameters = PARAMETERS.load(deps.storage)?;
    Ok((stake, reputation(&record, stake, &parameters.reputation)))
}

/// Errors if what a first bid locks is not free; one that replaces another has it locked already. `balance` is the
/// provider's, in the order's denom.
pub fn check_collateral(
    reading: &mut Reading,
    deps: Deps,
    provider: &Addr,
    (id, biddable): (OrderId, &Biddable),
    balance: Uint128,
) -> Result<(), ContractError> {
    let denom = &biddable.deployment.denom;
    let free = balance.saturating_sub(reading.locked(deps, provider, denom)?);
    let required = biddable.order.collateral;
    if biddable.standing.is_some() || free >= required {
        return Ok(());
    }
    Err(ContractError::InsufficientCollateral { order: id, required, denom: denom.clone(), free })
}

/// What a provider has in escrow.
pub fn balance(reading: &mut Reading, deps: Deps, provider: &Addr, denom: &str) -> Result<Uint128, ContractError> {
    let escrow = reading.sibling(deps, Role::Escrow)?;
    Ok(BALANCES.query(&deps.querier, escrow, (provider, denom))?.unwrap_or_default())
}
