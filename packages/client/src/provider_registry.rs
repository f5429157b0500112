//! The provider registry: who provides, and who holds authority.

use berth_api::provider_registry::*;
use berth_api::{Contracts, Role, VersionResponse};

use crate::view::{lists, questions};

questions! {
    /// The provider registry: who provides, and who holds authority over the exchange.
    ProviderRegistry = Role::ProviderRegistry, provider_registry;
    /// The four contracts.
    contracts() -> Contracts = Contracts;
    /// Which code it runs.
    version() -> VersionResponse = Version;
    /// Who holds authority, and whether new business is stopped.
    authority() -> AuthorityResponse = Authority;
    /// One provider. Errors: `not_registered`.
    provider(address: &str) -> ProviderResponse = Provider;
    /// A page of all providers, by address.
    providers(start_after: Option<String>, limit: Option<u32>) -> ProvidersResponse = Providers;
    /// A page of the providers that stand in one region, by address.
    providers_by_region(region: &str, start_after: Option<String>, limit: Option<u32>) -> ProvidersResponse = ProvidersByRegion;
    /// A provider's root certificate, or the serial number of the one that it revoked. Errors: `no_certificate`.
    certificate(provider: &str) -> CertificateResponse = Certificate;
    /// What one auditor vouches for about one provider, expired or not. Errors: `no_attestation`.
    attestation(provider: &str, auditor: &str) -> AttestationResponse = Attestation;
    /// A page of what all auditors vouch for about one provider, expired or not, by auditor.
    attestations(provider: &str, start_after: Option<String>, limit: Option<u32>) -> AttestationsResponse = Attestations;
}

lists! {
    ProviderRegistry;
    /// All providers, by address.
    every_provider() -> ProviderResponse = providers.providers after |row| row.address.to_string();
    /// The providers that stand in one region, by address.
    every_provider_of_region(region: &str) -> ProviderResponse = providers_by_region.providers
        after |row| row.address.to_string();
    /// What all auditors vouch for about one provider, by auditor.
    every_attestation(provider: &str) -> AttestationResponse = attestations.attestations
        after |row| row.auditor.to_string();
}
