//! SetTerms, RemoveTerms.

use berth_api::event::{TermsRemoved, TermsSet};
use berth_api::raw::CURRENT_TERMS;
use berth_domain::Terms;
use cosmwasm_std::Response;

use crate::ContractError;
use crate::session::Session;
use crate::state::rules;

/// Writes the rules of a denom under a new number. What has opened under older ones keeps them.
pub fn set_terms(mut session: Session, terms: Terms) -> Result<Response, ContractError> {
    terms.check().map_err(|e| e.within("terms"))?;
    let number = rules::add(session.deps.storage, &terms)?;
    session.emit(TermsSet { denom: terms.denom, terms: number });
    session.finish(false)
}

/// A denom may not be used for anything new. Closing, paying and withdrawing go on.
pub fn remove_terms(mut session: Session, denom: String) -> Result<Response, ContractError> {
    if !CURRENT_TERMS.has(session.deps.storage, &denom) {
        return Err(ContractError::DenomNotAllowed(denom));
    }
    CURRENT_TERMS.remove(session.deps.storage, &denom);
    session.emit(TermsRemoved { denom });
    session.finish(false)
}
