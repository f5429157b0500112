//! The provider registry: who provides, and who holds authority over the exchange.

use berth_domain::ProviderProfile;
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::Addr;

use crate::raw::PendingAdmin;
use crate::{Contracts, VersionResponse};

/// Its rules.
#[cw_serde]
pub struct InstantiateMsg {
    /// The four contracts of this exchange.
    pub contracts: Contracts,
    /// Who sets parameters: a governance account.
    pub admin: String,
    /// Who may stop new business in an emergency.
    pub guardian: String,
}

/// What providers do.
#[cw_serde]
pub enum ExecuteMsg {
    /// Makes the sender a provider, who may bid from then on.
    ///
    /// Anyone not registered yet; no coins.
    RegisterProvider {
        /// What it publishes about itself.
        profile: ProviderProfile,
    },
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// Which code it runs.
    #[returns(VersionResponse)]
    Version {},
    /// Who holds authority.
    #[returns(AuthorityResponse)]
    Authority {},
    /// One provider.
    #[returns(ProviderResponse)]
    Provider {
        /// Its address.
        address: String,
    },
    /// All providers, by address.
    #[returns(ProvidersResponse)]
    Providers {
        /// Begin after this one.
        start_after: Option<String>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
}

/// Who holds authority over the exchange.
#[cw_serde]
pub struct AuthorityResponse {
    /// Who sets parameters.
    pub admin: Addr,
    /// Who may become admin, if anybody was proposed.
    pub pending: Option<PendingAdmin>,
    /// Who may stop new business in an emergency.
    pub guardian: Addr,
    /// Whether new business is stopped.
    pub paused: bool,
}

/// One provider.
#[cw_serde]
pub struct ProviderResponse {
    /// Its address.
    pub address: Addr,
    /// What it publishes about itself.
    pub profile: ProviderProfile,
    /// Whether it may bid.
    pub active: bool,
}

/// A page of providers.
#[cw_serde]
pub struct ProvidersResponse {
    /// By address.
    pub providers: Vec<ProviderResponse>,
}
