//! Contracts that are watched: what they answer is written down, and a call of one can be made to fail.

use std::sync::{Arc, Mutex};

use berth_api::Role;
use berth_sandbox::{Sandbox, Setup, native};
use cosmwasm_std::{
    Binary, Checksum, Deps, DepsMut, Empty, Env, MessageInfo, MigrateInfo, Reply, Response, StdError, StdResult,
};
use cw_multi_test::Contract;

/// What was seen of one call.
#[derive(Clone)]
pub struct Seen {
    /// Which contract was called.
    pub role: Role,
    /// What it answered.
    pub response: Response,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    /// Fail the call before which so many were carried out.
    fail_after: Option<usize>,
}

/// The eyes.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<State>>);

impl Watch {
    /// The four contracts, watched.
    pub fn sandbox(&self, setup: &Setup) -> anyhow::Result<Sandbox> {
        Sandbox::with_code(setup, |role| Box::new(Watched { role, inner: native(role), watch: self.clone() }))
    }

    /// What was seen since it was last asked.
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.0.lock().unwrap().seen)
    }

    /// From now on the call after so many fails; `None`: none does.
    pub fn fail_after(&self, calls: Option<usize>) {
        let mut state = self.0.lock().unwrap();
        (state.fail_after, state.seen) = (calls, vec![]);
    }
}

struct Watched {
    role: Role,
    inner: Box<dyn Contract<Empty>>,
    watch: Watch,
}

impl Contract<Empty> for Watched {
    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> StdResult<Response> {
        {
            let state = self.watch.0.lock().unwrap();
            if state.fail_after == Some(state.seen.len()) {
                return Err(StdError::msg("made to fail"));
            }
        }
        let response = self.inner.execute(deps, env, info, msg)?;
        self.watch.0.lock().unwrap().seen.push(Seen { role: self.role, response: response.clone() });
        Ok(response)
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
