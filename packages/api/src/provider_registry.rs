//! The provider registry: who provides, and who holds authority over the exchange.

use berth_domain::{Attribute, ProviderProfile};
use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, Binary, Uint128};

use crate::Contracts;
use crate::raw::PendingAdmin;

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

/// What providers, auditors, the guardian and the admin do. No message takes coins.
///
/// Refused while the exchange is paused: RegisterProvider alone.
#[cw_serde]
pub enum ExecuteMsg {
    /// Makes the sender a provider, active, who may bid from then on.
    ///
    /// Anyone not registered yet; not while paused. Errors: `paused`, `invalid_field`, `registered`.
    RegisterProvider {
        /// What it publishes about itself.
        profile: ProviderProfile,
    },
    /// Replaces what the sender publishes about itself. Bids that stand are not judged again.
    ///
    /// The provider. Errors: `invalid_field`, `not_registered`, `unchanged`.
    UpdateProvider {
        /// What it publishes from now on.
        profile: ProviderProfile,
    },
    /// Lets the sender bid again.
    ///
    /// The provider. Errors: `not_registered`, `already_active`.
    ActivateProvider {},
    /// Stops new bids of the sender, and nothing else: bids that stand may win, leases go on.
    ///
    /// The provider. Errors: `not_registered`, `not_active`.
    DeactivateProvider {},
    /// Ends the sender's registration; its certificate is revoked with it.
    ///
    /// The provider, without live lease and without bid (a dead one that is not freed yet included: market's
    /// ReleaseFulfillments frees it). Errors: `not_registered`, `has_obligations`.
    DeregisterProvider {},
    /// Publishes the sender's root certificate.
    ///
    /// The provider, while it has none. Errors: `not_registered`, `invalid_field`, `certificate_exists`.
    PublishCertificate {
        /// One whole DER SEQUENCE, at most 2,048 bytes.
        certificate: Binary,
    },
    /// Replaces the sender's root certificate.
    ///
    /// The provider, while it has one. Errors: `not_registered`, `invalid_field`, `no_certificate`, `unchanged`.
    RotateCertificate {
        /// One whole DER SEQUENCE, at most 2,048 bytes.
        certificate: Binary,
    },
    /// Takes the sender's root certificate back; its serial number stays.
    ///
    /// The provider, while it has one. Errors: `not_registered`, `no_certificate`.
    RevokeCertificate {},
    /// Vouches for a provider's attributes, instead of what the sender vouched for before.
    ///
    /// Anyone, about a registered provider other than himself. Tenants name the auditors whose word they take. Errors:
    /// `invalid_field`, `self_attestation`, `not_registered`.
    Attest {
        /// About whom.
        provider: String,
        /// What it is; strictly increasing by key, 1 to 24.
        attributes: Vec<Attribute>,
        /// Block time in seconds from which on it says nothing: in the future, at most 5 years (157,680,000 s) ahead.
        expires_at: u64,
    },
    /// Takes back what the sender vouched for.
    ///
    /// The auditor, also when the provider is no longer registered. Errors: `invalid_field`, `no_attestation`.
    RevokeAttestation {
        /// About whom.
        provider: String,
    },
    /// Offers the admin's authority to somebody, instead of an earlier proposal. Nothing changes until it is accepted.
    ///
    /// The admin. Errors: `unauthorized`, `invalid_field`, `own_contract`, `unchanged`.
    ProposeAdmin {
        /// To whom.
        admin: String,
        /// Block time in seconds from which on it is too late: in the future, at most 30 days (2,592,000 s) ahead.
        expires_at: u64,
    },
    /// Takes the offer back.
    ///
    /// The admin. Errors: `unauthorized`, `no_proposal`.
    CancelAdminProposal {},
    /// Makes the sender the admin.
    ///
    /// Who was proposed, before the proposal expires. Errors: `unauthorized`, `proposal_expired`.
    AcceptAdmin {},
    /// Replaces the guardian.
    ///
    /// The admin. Errors: `unauthorized`, `invalid_field`, `own_contract`, `unchanged`.
    SetGuardian {
        /// By whom.
        guardian: String,
    },
    /// Stops new business: SubmitDeployment, ResumeDeployment, bids, matching, stake, registration. Everything that ends,
    /// pays or frees goes on.
    ///
    /// The guardian or the admin. Errors: `unauthorized`, `already_paused`.
    Pause {},
    /// Lets new business in again.
    ///
    /// The admin. Errors: `unauthorized`, `not_paused`.
    Unpause {},
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The four contracts.
    #[returns(Contracts)]
    Contracts {},
    /// Which code it runs.
    #[returns(crate::VersionResponse)]
    Version {},
    /// Who holds authority.
    #[returns(AuthorityResponse)]
    Authority {},
    /// One provider. Errors: `not_registered`.
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
    /// The providers that stand in one region, by address.
    #[returns(ProvidersResponse)]
    ProvidersByRegion {
        /// Which, as in their profiles.
        region: String,
        /// Begin after this one.
        start_after: Option<String>,
        /// Rows: default 30, at most 100.
        limit: Option<u32>,
    },
    /// A provider's root certificate, or the serial number of the one that it revoked. Errors: `no_certificate` if there
    /// never was one.
    #[returns(CertificateResponse)]
    Certificate {
        /// Whose.
        provider: String,
    },
    /// What one auditor vouches for about one provider, expired or not. Errors: `no_attestation`.
    #[returns(AttestationResponse)]
    Attestation {
        /// About whom.
        provider: String,
        /// By whom.
        auditor: String,
    },
    /// What all auditors vouch for about one provider, expired or not, by auditor.
    #[returns(AttestationsResponse)]
    Attestations {
        /// About whom.
        provider: String,
        /// Begin after this auditor.
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
    /// Seconds of ended leases that were paid for.
    pub served_seconds: u64,
    /// Leases that it broke.
    pub broken: u32,
    /// Its bonded stake, in the staking denom.
    pub stake: Uint128,
    /// 0 to 1000. What it is not: proof. A pair of tenant and provider can serve one another for little more than gas.
    pub reputation: u32,
}

/// A page of providers.
#[cw_serde]
pub struct ProvidersResponse {
    /// By address.
    pub providers: Vec<ProviderResponse>,
}

/// A provider's root certificate.
#[cw_serde]
pub struct CertificateResponse {
    /// Whose.
    pub provider: Addr,
    /// DER. None: it is revoked.
    pub certificate: Option<Binary>,
    /// Grows by 1 with every change.
    pub serial: u64,
    /// Block time of the last change, in seconds.
    pub changed_at: u64,
}

/// What an auditor vouches for.
#[cw_serde]
pub struct AttestationResponse {
    /// About whom.
    pub provider: Addr,
    /// By whom.
    pub auditor: Addr,
    /// What the provider is.
    pub attributes: Vec<Attribute>,
    /// Block time in seconds from which on it says nothing.
    pub expires_at: u64,
}

/// A page of attestations.
#[cw_serde]
pub struct AttestationsResponse {
    /// By auditor.
    pub attestations: Vec<AttestationResponse>,
}
