//! A contract whose every execution is watched; all else is its own.

use cosmwasm_std::{Binary, Checksum, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdResult};
use cw_multi_test::Contract;

/// What is done instead of an execution; it is given the contract, to execute it or not.
pub type Watching = Box<dyn Fn(&dyn Contract<Empty>, DepsMut, Env, MessageInfo, Vec<u8>) -> StdResult<Response>>;

/// A contract that is watched.
pub struct Watched {
    inner: Box<dyn Contract<Empty>>,
    watching: Watching,
}

impl Watched {
    /// Watches a contract.
    pub fn new(inner: Box<dyn Contract<Empty>>, watching: Watching) -> Self {
        Self { inner, watching }
    }
}

impl Contract<Empty> for Watched {
    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        (self.watching)(&*self.inner, deps, env, info, msg)
    }

    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        self.inner.instantiate(deps, env, info, msg)
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        self.inner.query(deps, env, msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, msg: Reply) -> StdResult<Response> {
        self.inner.reply(deps, env, msg)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        self.inner.sudo(deps, env, msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: Vec<u8>, info: MigrateInfo) -> StdResult<Response> {
        self.inner.migrate(deps, env, msg, info)
    }

    fn checksum(&self) -> Option<Checksum> {
        self.inner.checksum()
    }
}
