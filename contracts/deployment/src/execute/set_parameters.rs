//! SetParameters.

use berth_api::deployment::Parameters;
use cosmwasm_std::{DepsMut, Response};

use crate::state::PARAMETERS;
use crate::{ContractError, parameters};

/// Changes those parameters that are named.
pub fn set_parameters(
    deps: DepsMut,
    max_wait_blocks: Option<u64>,
    max_wait_seconds: Option<u64>,
    max_notice: Option<u64>,
) -> Result<Response, ContractError> {
    if max_wait_blocks.is_none() && max_wait_seconds.is_none() && max_notice.is_none() {
        return Err(ContractError::NothingToDo);
    }
    let old = PARAMETERS.load(deps.storage)?;
    let new = Parameters {
        max_wait_blocks: max_wait_blocks.unwrap_or(old.max_wait_blocks),
        max_wait_seconds: max_wait_seconds.unwrap_or(old.max_wait_seconds),
        max_notice: max_notice.unwrap_or(old.max_notice),
    };
    new.check()?;
    PARAMETERS.save(deps.storage, &new)?;
    Ok(Response::new().add_event(parameters::set_event(&new)))
}
