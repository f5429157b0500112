//! A message to one of the four contracts.

use cosmwasm_std::{Binary, StdResult, to_json_binary};
use serde::{Deserialize, Serialize};

use crate::{Role, deployment, escrow, market, provider_registry};

/// A message to one of the four contracts: what programs decide on, and what carries it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// To the provider registry.
    ProviderRegistry(provider_registry::ExecuteMsg),
    /// To escrow.
    Escrow(escrow::ExecuteMsg),
    /// To market.
    Market(market::ExecuteMsg),
    /// To deployment.
    Deployment(deployment::ExecuteMsg),
}

impl Call {
    /// Which contract it goes to.
    pub const fn role(&self) -> Role {
        match self {
            Self::ProviderRegistry(_) => Role::ProviderRegistry,
            Self::Escrow(_) => Role::Escrow,
            Self::Market(_) => Role::Market,
            Self::Deployment(_) => Role::Deployment,
        }
    }

    /// The message as the contract reads it.
    ///
    /// Errors never: every message can be written as JSON.
    pub fn to_binary(&self) -> StdResult<Binary> {
        match self {
            Self::ProviderRegistry(msg) => to_json_binary(msg),
            Self::Escrow(msg) => to_json_binary(msg),
            Self::Market(msg) => to_json_binary(msg),
            Self::Deployment(msg) => to_json_binary(msg),
        }
    }
}

macro_rules! into_call {
    ($($module:ident => $variant:ident),*) => {$(
        impl From<$module::ExecuteMsg> for Call {
            fn from(msg: $module::ExecuteMsg) -> Self {
                Self::$variant(msg)
            }
        }
    )*};
}

into_call!(provider_registry => ProviderRegistry, escrow => Escrow, market => Market, deployment => Deployment);
