//! Who provides, who vouches for whom, who holds authority (spec 1).

use std::collections::BTreeMap;

use berth_api::domain::{Attribute, ProviderProfile};
use berth_api::provider_registry::ExecuteMsg as M;
use cosmwasm_std::Binary;

use super::fields::{are_attributes, is_certificate, is_profile};
use super::{Answer, Code, Model, Who};

const INVALID: Code = "provider-registry/invalid_field";
const UNAUTHORIZED: Code = "provider-registry/unauthorized";
const NOT_REGISTERED: Code = "provider-registry/not_registered";
const NO_CERTIFICATE: Code = "provider-registry/no_certificate";

const DAYS_30: u64 = 30 * 86_400;
const YEARS_5: u64 = 5 * 365 * 86_400;

#[derive(Clone, Debug)]
pub(super) struct Provider {
    pub profile: ProviderProfile,
    pub active: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Certificate {
    /// `None`: revoked.
    pub content: Option<Binary>,
    pub serial: u64,
    pub changed_at: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Registry {
    pub providers: BTreeMap<Who, Provider>,
    pub certificates: BTreeMap<Who, Certificate>,
    /// (provider, auditor) -> what he vouches for, and from when on no more.
    pub attestations: BTreeMap<(Who, Who), (Vec<Attribute>, u64)>,
    pub admin: Who,
    /// Who may become admin, and from when on no more.
    pub proposed: Option<(Who, u64)>,
    pub guardian: Who,
    pub paused: bool,
}

impl Registry {
    pub(super) fn new(admin: &str) -> Self {
        Self {
            providers: BTreeMap::new(),
            certificates: BTreeMap::new(),
            attestations: BTreeMap::new(),
            admin: admin.to_owned(),
            proposed: None,
            guardian: admin.to_owned(),
            paused: false,
        }
    }

    fn provider(&mut self, address: &str) -> Result<&mut Provider, Code> {
        self.providers.get_mut(address).ok_or(NOT_REGISTERED)
    }

    /// What a provider has published and not revoked.
    fn certificate(&self, provider: &str) -> Option<&Binary> {
        self.certificates.get(provider)?.content.as_ref()
    }
}

impl Model {
    pub(super) fn let_into_registry(&self, msg: &M) -> Result<(), Code> {
        let (sender, authority) = (&self.sending.by, &self.registry);
        let let_in = match msg {
            M::ProposeAdmin { .. } | M::CancelAdminProposal {} | M::SetGuardian { .. } | M::Unpause {} => {
                *sender == authority.admin
            }
            M::AcceptAdmin {} => authority.proposed.as_ref().is_some_and(|(proposed, _)| sender == proposed),
            M::Pause {} => *sender == authority.admin || *sender == authority.guardian,
            M::RegisterProvider { .. } if authority.paused => return Err("provider-registry/paused"),
            _ => true,
        };
        if let_in { Ok(()) } else { Err(UNAUTHORIZED) }
    }

    pub(super) fn carry_out_in_registry(&mut self, msg: &M) -> Result<Answer, Code> {
        match msg {
            M::RegisterProvider { profile } => self.register(profile),
            M::UpdateProvider { profile } => self.update_profile(profile),
            M::ActivateProvider {} => self.set_active(true, "provider-registry/already_active"),
            M::DeactivateProvider {} => self.set_active(false, "provider-registry/not_active"),
            M::DeregisterProvider {} => self.deregister(),
            M::PublishCertificate { certificate } => self.publish(certificate),
            M::RotateCertificate { certificate } => self.rotate(certificate),
            M::RevokeCertificate {} => self.revoke_certificate(),
            M::Attest { provider, attributes, expires_at } => self.attest(provider, attributes, *expires_at),
            M::RevokeAttestation { provider } => self.revoke_attestation(provider),
            M::ProposeAdmin { admin, expires_at } => self.propose(admin, *expires_at),
            M::CancelAdminProposal {} => {
                self.registry.proposed.take().ok_or("provider-registry/no_proposal").map(|_| ())
            }
            M::AcceptAdmin {} => self.accept(),
            M::SetGuardian { guardian } => self.set_guardian(guardian),
            M::Pause {} => self.set_paused(true, "provider-registry/already_paused"),
            M::Unpause {} => self.set_paused(false, "provider-registry/not_paused"),
        }?;
        Ok(Answer::Nothing)
    }

    fn register(&mut self, profile: &ProviderProfile) -> Result<(), Code> {
        if !is_profile(profile) {
            return Err(INVALID);
        }
        let sender = self.sender();
        if self.registry.providers.contains_key(&sender) {
            return Err("provider-registry/registered");
        }
        self.registry.providers.insert(sender, Provider { profile: profile.clone(), active: true });
        Ok(())
    }

    fn update_profile(&mut self, profile: &ProviderProfile) -> Result<(), Code> {
        if !is_profile(profile) {
            return Err(INVALID);
        }
        let provider = self.registry.provider(&self.sending.by)?;
        if provider.profile == *profile {
            return Err("provider-registry/unchanged");
        }
        provider.profile = profile.clone();
        Ok(())
    }

    fn set_active(&mut self, active: bool, already: Code) -> Result<(), Code> {
        let provider = self.registry.provider(&self.sending.by)?;
        if provider.active == active {
            return Err(already);
        }
        provider.active = active;
        Ok(())
    }

    /// Needs no lease and no bid row, live or dead (spec 3); the certificate is revoked with it.
    fn deregister(&mut self) -> Result<(), Code> {
        let sender = self.sender();
        self.registry.provider(&sender)?;
        if self.is_bound(&sender) {
            return Err("provider-registry/has_obligations");
        }
        self.registry.providers.remove(&sender);
        if self.registry.certificate(&sender).is_some() {
            self.write_certificate(None);
        }
        Ok(())
    }

    fn is_bound(&self, provider: &str) -> bool {
        self.leases().any(|(_, lease)| lease.provider == provider)
            || self.bids.iter().any(|bid| bid.provider == provider)
    }

    /// The serial number grows with every change and never begins anew.
    fn write_certificate(&mut self, content: Option<Binary>) {
        let sender = self.sender();
        let serial = self.registry.certificates.get(&sender).map_or(0, |last| last.serial) + 1;
        self.registry.certificates.insert(sender, Certificate { content, serial, changed_at: self.time });
    }

    fn publish(&mut self, certificate: &Binary) -> Result<(), Code> {
        if !is_certificate(certificate) {
            return Err(INVALID);
        }
        let sender = self.sender();
        self.registry.provider(&sender)?;
        if self.registry.certificate(&sender).is_some() {
            return Err("provider-registry/certificate_exists");
        }
        self.write_certificate(Some(certificate.clone()));
        Ok(())
    }

    fn rotate(&mut self, certificate: &Binary) -> Result<(), Code> {
        if !is_certificate(certificate) {
            return Err(INVALID);
        }
        let sender = self.sender();
        self.registry.provider(&sender)?;
        if self.registry.certificate(&sender).ok_or(NO_CERTIFICATE)? == certificate {
            return Err("provider-registry/unchanged");
        }
        self.write_certificate(Some(certificate.clone()));
        Ok(())
    }

    fn revoke_certificate(&mut self) -> Result<(), Code> {
        let sender = self.sender();
        self.registry.provider(&sender)?;
        self.registry.certificate(&sender).ok_or(NO_CERTIFICATE)?;
        self.write_certificate(None);
        Ok(())
    }

    fn attest(&mut self, provider: &str, attributes: &[Attribute], expires_at: u64) -> Result<(), Code> {
        let fits = self.addresses.contains(provider)
            && !attributes.is_empty()
            && are_attributes(attributes)
            && self.lies_ahead(expires_at, YEARS_5);
        if !fits {
            return Err(INVALID);
        }
        let sender = self.sender();
        if provider == sender {
            return Err("provider-registry/self_attestation");
        }
        self.registry.provider(provider)?;
        self.registry.attestations.insert((provider.to_owned(), sender), (attributes.to_vec(), expires_at));
        Ok(())
    }

    const fn lies_ahead(&self, moment: u64, longest: u64) -> bool {
        self.time < moment && moment <= self.time + longest
    }

    fn revoke_attestation(&mut self, provider: &str) -> Result<(), Code> {
        if !self.addresses.contains(provider) {
            return Err(INVALID);
        }
        let key = (provider.to_owned(), self.sender());
        self.registry.attestations.remove(&key).ok_or("provider-registry/no_attestation").map(|_| ())
    }

    /// None of the four contracts can hold authority (contracts/README.md, "Providers and authority").
    fn check_officer(&self, address: &str) -> Result<(), Code> {
        match address {
            address if !self.addresses.contains(address) => Err(INVALID),
            address if self.is_ours(address) => Err("provider-registry/own_contract"),
            _ => Ok(()),
        }
    }

    fn propose(&mut self, admin: &str, expires_at: u64) -> Result<(), Code> {
        self.check_officer(admin)?;
        if !self.lies_ahead(expires_at, DAYS_30) {
            return Err(INVALID);
        }
        if self.registry.admin == admin {
            return Err("provider-registry/unchanged");
        }
        self.registry.proposed = Some((admin.to_owned(), expires_at));
        Ok(())
    }

    fn accept(&mut self) -> Result<(), Code> {
        let (proposed, expires_at) = self.registry.proposed.take().ok_or(UNAUTHORIZED)?;
        if self.time >= expires_at {
            return Err("provider-registry/proposal_expired");
        }
        self.registry.admin = proposed;
        Ok(())
    }

    fn set_guardian(&mut self, guardian: &str) -> Result<(), Code> {
        self.check_officer(guardian)?;
        if self.registry.guardian == guardian {
            return Err("provider-registry/unchanged");
        }
        guardian.clone_into(&mut self.registry.guardian);
        Ok(())
    }

    const fn set_paused(&mut self, paused: bool, already: Code) -> Result<(), Code> {
        if self.registry.paused == paused {
            return Err(already);
        }
        self.registry.paused = paused;
        Ok(())
    }
}
