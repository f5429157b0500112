//! One call of an entry point inside the virtual machine.

use cosmwasm_vm::internals::instance_from_module;
use cosmwasm_vm::{
    Backend, VmError, VmResult, call_execute_raw, call_instantiate_raw, call_migrate_with_info_raw, call_query_raw,
    call_reply_raw, call_sudo_raw,
};

use super::code::Code;
use super::link::Link;

/// More than any call uses, in the machine's gas.
const LIMIT: u64 = 1_000_000_000_000_000;

/// An entry point and its arguments, as JSON.
pub(crate) enum Call {
    Instantiate { info: Vec<u8>, msg: Vec<u8> },
    Execute { info: Vec<u8>, msg: Vec<u8> },
    Query { msg: Vec<u8> },
    Reply { msg: Vec<u8> },
    Sudo { msg: Vec<u8> },
    Migrate { msg: Vec<u8>, info: Vec<u8> },
}

/// What a call left: the contract's JSON, and the gas that the machine counted as its own.
pub(crate) struct Outcome {
    pub(crate) result: VmResult<Vec<u8>>,
    pub(crate) vm_gas: u64,
}

/// Makes an instance, calls it, drops it.
pub(crate) fn run(code: &Code, link: Link, env: &[u8], call: &Call) -> Outcome {
    let backend = Backend { api: link.clone(), storage: link.clone(), querier: link };
    let made = instance_from_module(code.store(), code.module(), backend, LIMIT, None);
    let mut instance = match made {
        Ok(instance) => instance,
        Err(error) => return failed(error),
    };
    let result = match call {
        Call::Instantiate { info, msg } => call_instantiate_raw(&mut instance, env, info, msg),
        Call::Execute { info, msg } => call_execute_raw(&mut instance, env, info, msg),
        Call::Query { msg } => call_query_raw(&mut instance, env, msg),
        Call::Reply { msg } => call_reply_raw(&mut instance, env, msg),
        Call::Sudo { msg } => call_sudo_raw(&mut instance, env, msg),
        Call::Migrate { msg, info } => call_migrate_with_info_raw(&mut instance, env, msg, info),
    };
    Outcome { result, vm_gas: instance.create_gas_report().used_internally }
}

fn failed(error: VmError) -> Outcome {
    Outcome { result: Err(error), vm_gas: 0 }
}
