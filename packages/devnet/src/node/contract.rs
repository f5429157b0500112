//! A native contract as the node's virtual machine would run it: its refusals with their codes, its panics caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cosmwasm_std::{
    Binary, Checksum, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdError, StdResult,
    SubMsgResult,
};
use cw_multi_test::Contract;

use super::failure::{Failure, plain};

/// x/wasm's codes for what a contract refuses.
const INSTANTIATE: u32 = 4;
const EXECUTE: u32 = 5;
const QUERY: u32 = 9;
const MIGRATE: u32 = 11;
/// The machine itself failed, as it does when a contract panics.
const MACHINE: u32 = 29;

/// A contract that says what went wrong as a node says it.
pub struct NativeContract {
    inner: Box<dyn Contract<Empty>>,
    checksum: Checksum,
}

impl NativeContract {
    /// Stands for the code with this checksum.
    pub fn new(inner: Box<dyn Contract<Empty>>, checksum: Checksum) -> Self {
        Self { inner, checksum }
    }
}

fn run<T>(code: u32, call: impl FnOnce() -> StdResult<T>) -> StdResult<T> {
    // What a panic leaves behind is a copy of the state, which is thrown away.
    let outcome = catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("");
        let machine = "Error calling the VM: Error executing Wasm: Wasmer runtime error: RuntimeError: Aborted";
        Failure::wasm(MACHINE, format!("{machine}: panicked at native code:\n{words}")).to_emulator()
    })?;
    outcome.map_err(|error| own(code, &error))
}

/// The contract's own words; those of another contract that it only passes on stay that one's.
fn own(code: u32, error: &StdError) -> StdError {
    let text = error.to_string();
    Failure::find(&text).unwrap_or_else(|| Failure::wasm(code, plain(&text))).to_emulator()
}

impl Contract<Empty> for NativeContract {
    fn instantiate(&self, deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        run(INSTANTIATE, || self.inner.instantiate(deps, env, info, msg))
    }

    fn execute(&self, deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        run(EXECUTE, || self.inner.execute(deps, env, info, msg))
    }

    fn query(&self, deps: Deps<'_>, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        run(QUERY, || self.inner.query(deps, env, msg))
    }

    fn reply(&self, deps: DepsMut<'_>, env: Env, mut msg: Reply) -> StdResult<Response> {
        if let SubMsgResult::Err(error) = &mut msg.result
            && let Some(failure) = Failure::find(error)
        {
            *error = failure.log;
        }
        run(EXECUTE, || self.inner.reply(deps, env, msg))
    }

    fn sudo(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        run(EXECUTE, || self.inner.sudo(deps, env, msg))
    }

    fn migrate(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>, info: MigrateInfo) -> StdResult<Response> {
        run(MIGRATE, || self.inner.migrate(deps, env, msg, info))
    }

    fn checksum(&self) -> Option<Checksum> {
        Some(self.checksum)
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::{mock_dependencies, mock_env};
    use cw_multi_test::ContractWrapper;
    use serde_json::Value;

    use super::*;

    fn contract() -> NativeContract {
        let execute = |_: DepsMut<'_>, _: Env, _: MessageInfo, _: Value| -> Result<Response, StdError> {
            panic!("out of bounds")
        };
        let instantiate = |_: DepsMut<'_>, _: Env, _: MessageInfo, _: Value| -> Result<Response, StdError> {
            Err(StdError::msg("contract/no: no"))
        };
        let query = |_: Deps<'_>, _: Env, _: Value| -> Result<Binary, StdError> { Err(StdError::msg("no")) };
        let wrapper = ContractWrapper::new(execute, instantiate, query);
        NativeContract::new(Box::new(wrapper), Checksum::generate(b"x"))
    }

    fn failure(call: impl FnOnce(NativeContract, DepsMut<'_>, MessageInfo) -> StdError) -> Failure {
        let mut deps = mock_dependencies();
        let sender = deps.api.addr_make("sender");
        Failure::from_emulator(&call(contract(), deps.as_mut(), MessageInfo { sender, funds: vec![] }))
    }

    #[test]
    fn a_panic_is_the_machines_failure() {
        let failure =
            failure(|contract, deps, info| contract.execute(deps, mock_env(), info, b"{}".to_vec()).unwrap_err());
        assert_eq!((failure.codespace.as_str(), failure.code), ("wasm", 29));
        assert!(failure.log.starts_with("Error calling the VM: "), "{failure}");
        assert!(failure.log.ends_with("RuntimeError: Aborted: panicked at native code:\nout of bounds: wasmvm error"));
    }

    #[test]
    fn a_refusal_is_the_contracts_own() {
        // A contract whose error is one of cosmwasm-std says so itself.
        let failure =
            failure(|contract, deps, info| contract.instantiate(deps, mock_env(), info, b"{}".to_vec()).unwrap_err());
        assert_eq!(
            (failure.code, failure.log.as_str()),
            (4, "kind: Other, error: contract/no: no: instantiate wasm contract failed")
        );
    }
}
