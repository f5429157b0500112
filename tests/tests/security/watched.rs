//! Contracts that are watched: what they answer is written down, and a call of one can be made to fail.

use std::sync::{Arc, Mutex};

use berth_api::Role;
use berth_sandbox::{Sandbox, Setup, native};
use berth_tests::watched::Watched;
use cosmwasm_std::{DepsMut, Empty, Env, MessageInfo, Response, StdError};
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
        Sandbox::with_code(setup, |role| Box::new(watched(role, self)))
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

/// One of the four.
fn watched(role: Role, watch: &Watch) -> Watched {
    let watch = watch.clone();
    let watching = move |inner: &dyn Contract<Empty>, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>| {
        {
            let state = watch.0.lock().unwrap();
            if state.fail_after == Some(state.seen.len()) {
                return Err(StdError::msg("made to fail"));
            }
        }
        let response = inner.execute(deps, env, info, msg)?;
        watch.0.lock().unwrap().seen.push(Seen { role, response: response.clone() });
        Ok(response)
    };
    Watched::new(native(role), Box::new(watching))
}
