//! SetParameters.

use berth_contract_kit::contracts;
use cosmwasm_std::{DepsMut, Response, Uint128};

use crate::ContractError;
use crate::state::{PARAMETERS, fee_collector_at};

/// Replaces what is given.
pub fn set_parameters(
    deps: DepsMut,
    fee_collector: Option<String>,
    slash_cap: Option<Uint128>,
) -> Result<Response, ContractError> {
    let mut parameters = PARAMETERS.load(deps.storage)?;
    if let Some(fee_collector) = fee_collector {
        parameters.fee_collector = fee_collector_at(deps.api, &fee_collector)?;
    }
    if let Some(slash_cap) = slash_cap {
        parameters.slash_cap = slash_cap;
    }
    parameters.check(&contracts(deps.storage)?)?;
    PARAMETERS.save(deps.storage, &parameters)?;
    Ok(Response::new().add_event(parameters.event()))
}
