//! What the provider registry says.

use cosmwasm_std::{Addr, Event};

use super::convert::{AttributeKind, AttributeValue, EventError, EventKind, events, read};

events! {
    /// All that the provider registry says.
    enum ProviderRegistryEvent;

    /// provider-registry: the exchange is made.
    ExchangeMade = "exchange_made" {
        /// Who sets parameters.
        admin: Addr,
        /// Who may stop new business in an emergency.
        guardian: Addr,
    }

    /// provider-registry: a provider may bid from now on.
    ProviderRegistered = "provider_registered" {
        /// Its address.
        provider: Addr,
        /// Where it stands.
        region: String,
    }

    /// provider-registry: a provider says something else about itself.
    ProviderUpdated = "provider_updated" {
        /// Its address.
        provider: Addr,
        /// Where it stands from now on.
        region: String,
    }

    /// provider-registry: a provider may bid again.
    ProviderActivated = "provider_activated" {
        /// Its address.
        provider: Addr,
    }

    /// provider-registry: a provider bids no more.
    ProviderDeactivated = "provider_deactivated" {
        /// Its address.
        provider: Addr,
    }

    /// provider-registry: a provider is gone.
    ProviderDeregistered = "provider_deregistered" {
        /// Its address.
        provider: Addr,
    }

    /// provider-registry: a provider has a root certificate.
    CertificatePublished = "certificate_published" {
        /// Whose.
        provider: Addr,
        /// Of this change.
        serial: u64,
    }

    /// provider-registry: a provider has another root certificate.
    CertificateRotated = "certificate_rotated" {
        /// Whose.
        provider: Addr,
        /// Of this change.
        serial: u64,
    }

    /// provider-registry: a provider has no root certificate any more.
    CertificateRevoked = "certificate_revoked" {
        /// Whose.
        provider: Addr,
        /// Of this change.
        serial: u64,
    }

    /// provider-registry: an auditor vouches for a provider, instead of what he vouched for before.
    ProviderAttested = "provider_attested" {
        /// About whom.
        provider: Addr,
        /// By whom.
        auditor: Addr,
        /// Block time in seconds from which on it says nothing.
        expires_at: u64,
    }

    /// provider-registry: an auditor took his word back.
    AttestationRevoked = "attestation_revoked" {
        /// About whom.
        provider: Addr,
        /// By whom.
        auditor: Addr,
    }

    /// provider-registry: somebody may become admin.
    AdminProposed = "admin_proposed" {
        /// Who.
        admin: Addr,
        /// Block time in seconds from which on it is too late.
        expires_at: u64,
    }

    /// provider-registry: nobody may become admin any more.
    AdminProposalCancelled = "admin_proposal_cancelled" {
        /// Who might have.
        admin: Addr,
    }

    /// provider-registry: the exchange has another admin.
    AdminAccepted = "admin_accepted" {
        /// Who it is.
        admin: Addr,
        /// Who it was.
        former: Addr,
    }

    /// provider-registry: the exchange has another guardian.
    GuardianSet = "guardian_set" {
        /// Who it is.
        guardian: Addr,
        /// Who it was.
        former: Addr,
    }

    /// provider-registry: new business is stopped.
    ExchangePaused = "exchange_paused" {
        /// By whom.
        by: Addr,
    }

    /// provider-registry: new business is let in again.
    ExchangeUnpaused = "exchange_unpaused" {
        /// By whom.
        by: Addr,
    }
}
