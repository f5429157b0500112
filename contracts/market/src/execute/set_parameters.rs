//! SetParameters.

use berth_api::market::Parameters;
use berth_api::raw::PARAMETERS;
use cosmwasm_std::Response;

use crate::ContractError;
use crate::session::Session;
use crate::state::rules;

/// Writes the parameters that are not a denom's.
pub fn set_parameters(mut session: Session, parameters: &Parameters) -> Result<Response, ContractError> {
    parameters.check()?;
    PARAMETERS.save(session.deps.storage, parameters)?;
    session.emit(rules::set_event(parameters));
    session.finish(false)
}
