//! The host chain's scheduler: chains that call a contract by themselves save us the keeper.
//!
//! The work is a message of the contract to itself, so that whatever goes wrong in it is undone as a whole and the call
//! of the chain succeeds all the same: some hosts stop calling a contract that errs.

use berth_api::event::FacilitateFailed;
use berth_api::market::{ExecuteMsg, SudoMsg};
use berth_api::raw::PARAMETERS;
use berth_domain::Now;
use cosmwasm_std::{DepsMut, Env, Reply, Response, StdResult, Storage, SubMsg, WasmMsg, to_json_binary};

use crate::ContractError;
use crate::keeping::{ready_orders, stale_leases};
use crate::state::book;

const FACILITATE: u64 = 1;

/// Does up to `sudo_limit` of what is due, without closing unfunded leases and without tips; nothing while that is 0.
pub fn sudo(deps: DepsMut, env: &Env, msg: &SudoMsg) -> Result<Response, ContractError> {
    match msg {
        SudoMsg::ClockEndBlock {}
        | SudoMsg::BeginBlock {}
        | SudoMsg::EndBlock {}
        | SudoMsg::BeginBlocker {}
        | SudoMsg::Callback { .. } => {}
    }
    let limit = PARAMETERS.load(deps.storage)?.sudo_limit;
    if limit == 0 || !is_anything_due(deps.storage, Now::from(&env.block))? {
        return Ok(Response::new());
    }
    let facilitate = WasmMsg::Execute {
        contract_addr: env.contract.address.to_string(),
        msg: to_json_binary(&ExecuteMsg::Facilitate { limit, deployments: vec![], skip: vec![] })?,
        funds: vec![],
    };
    Ok(Response::new().add_submessage(SubMsg::reply_on_error(facilitate, FACILITATE)))
}

fn is_anything_due(storage: &dyn Storage, now: Now) -> StdResult<bool> {
    let idle = ready_orders(storage, now, 1, &[])?.is_empty()
        && stale_leases(storage, now, 1, &[])?.is_empty()
        && book::finished(storage, 1)?.is_empty();
    Ok(!idle)
}

/// The work has failed and was undone; keepers do it.
pub fn reply(reply: &Reply) -> Result<Response, ContractError> {
    match reply.id {
        FACILITATE => {
            let reason = reply.result.clone().into_result().err().unwrap_or_default();
            Ok(Response::new().add_event(FacilitateFailed { reason }))
        }
        other => Err(ContractError::UnknownReply(other)),
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::{Binary, SubMsgResult};

    use super::*;

    fn answer(id: u64) -> Reply {
        let result = SubMsgResult::Err("codespace: wasm, code: 5".to_owned());
        Reply { id, payload: Binary::default(), gas_used: 0, result }
    }

    #[test]
    fn what_has_failed_is_told_and_nobody_elses_answer_is_taken() {
        let response = reply(&answer(FACILITATE)).unwrap();
        let told = FacilitateFailed { reason: "codespace: wasm, code: 5".to_owned() };
        assert_eq!(response.events, [cosmwasm_std::Event::from(told)]);
        assert!(response.messages.is_empty());
        assert!(matches!(reply(&answer(7)), Err(ContractError::UnknownReply(7))));
    }
}
