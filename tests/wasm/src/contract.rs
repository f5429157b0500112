//! A compiled contract where cw-multi-test expects any contract.

use std::sync::{Arc, mpsc};
use std::thread;

use berth_sandbox::gas::GasMeter;
use cosmwasm_std::{
    Binary, Checksum, ContractResult, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdError,
    StdResult, from_json, to_json_vec,
};
use cw_multi_test::Contract;
use serde::de::DeserializeOwned;

use super::code::Code;
use super::guest::{self, Call};
use super::host::{Host, Lent};
use super::link::Link;

/// Bytes of a transaction's hash, which a node hands to the contract.
const HASH: usize = 32;

/// Runs a [`Code`] in the virtual machine and tells a meter what the machine used.
///
/// Put it into `berth_sandbox::gas::Metered` with the same meter, which charges for everything else.
pub struct WasmContract {
    code: Arc<Code>,
    meter: GasMeter,
}

impl WasmContract {
    /// A contract of this code.
    pub fn new(code: Arc<Code>, meter: &GasMeter) -> Self {
        Self { code, meter: meter.clone() }
    }

    fn call<T: DeserializeOwned>(&self, mut host: Host<'_>, env: Env, call: Call) -> StdResult<T> {
        let env = env_json(env)?;
        let (asks, asked) = mpsc::channel();
        let (answers, answered) = mpsc::channel();
        let outcome = thread::scope(|scope| {
            let code = &self.code;
            let guest = scope.spawn(move || guest::run(code, Link::new(asks, answered), &env, &call));
            host.serve(&asked, &answers);
            guest.join()
        });
        let outcome = outcome.map_err(|_| StdError::msg("the virtual machine panicked"))?;
        self.meter.vm(outcome.vm_gas);
        let json = outcome.result.map_err(|error| StdError::msg(format!("virtual machine: {error}")))?;
        match from_json(json)? {
            ContractResult::Ok(value) => Ok(value),
            ContractResult::Err(error) => Err(StdError::msg(error)),
        }
    }

    fn write(&self, deps: DepsMut<'_>, env: Env, call: Call) -> StdResult<Response> {
        let host = Host { storage: Lent::Write(deps.storage), api: deps.api, querier: deps.querier };
        self.call(host, env, call)
    }
}

/// The surroundings as a node tells them, which knows the transaction's hash.
fn env_json(mut env: Env) -> StdResult<Vec<u8>> {
    if let Some(transaction) = &mut env.transaction {
        transaction.hash = Binary::from([0; HASH]);
    }
    to_json_vec(&env)
}

impl Contract<Empty> for WasmContract {
    fn instantiate(&self, deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        let info = to_json_vec(&info)?;
        self.write(deps, env, Call::Instantiate { info, msg })
    }

    fn execute(&self, deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        let info = to_json_vec(&info)?;
        self.write(deps, env, Call::Execute { info, msg })
    }

    fn query(&self, deps: Deps<'_>, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        let host = Host { storage: Lent::Read(deps.storage), api: deps.api, querier: deps.querier };
        self.call(host, env, Call::Query { msg })
    }

    fn reply(&self, deps: DepsMut<'_>, env: Env, msg: Reply) -> StdResult<Response> {
        let msg = to_json_vec(&msg)?;
        self.write(deps, env, Call::Reply { msg })
    }

    fn sudo(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        self.write(deps, env, Call::Sudo { msg })
    }

    fn migrate(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>, info: MigrateInfo) -> StdResult<Response> {
        let info = to_json_vec(&info)?;
        self.write(deps, env, Call::Migrate { msg, info })
    }

    fn checksum(&self) -> Option<Checksum> {
        Some(self.code.checksum())
    }
}
