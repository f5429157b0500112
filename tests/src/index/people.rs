//! Providers, who vouches for them, and who holds authority.

use std::collections::BTreeMap;

use berth_api::event::{
    AdminAccepted, AdminProposalCancelled, AdminProposed, AttestationRevoked, CertificatePublished, CertificateRevoked,
    CertificateRotated, ExchangeMade, ExchangePaused, ExchangeUnpaused, GuardianSet, ProviderActivated,
    ProviderAttested, ProviderDeactivated, ProviderDeregistered, ProviderRegistered, ProviderUpdated,
};
use berth_api::raw::{ATTESTATIONS, AUTHORITY, CERTIFICATES, PROVIDERS};
use cosmwasm_std::{Addr, Event, Order, Storage};

#[derive(Default)]
pub struct People {
    /// address -> region, active.
    providers: BTreeMap<Addr, (String, bool)>,
    /// provider -> serial, whether it has one.
    certificates: BTreeMap<Addr, (u64, bool)>,
    /// (provider, auditor) -> until when.
    attestations: BTreeMap<(Addr, Addr), u64>,
    admin: Option<Addr>,
    guardian: Option<Addr>,
    pending: Option<(Addr, u64)>,
    paused: bool,
}

impl People {
    pub fn read(&mut self, event: &Event) -> bool {
        self.provider(event) || self.voucher(event) || self.authority(event)
    }

    fn provider(&mut self, event: &Event) -> bool {
        if let Ok(ProviderRegistered { provider, region }) = event.try_into() {
            self.providers.insert(provider, (region, true));
        } else if let Ok(ProviderUpdated { provider, region }) = event.try_into() {
            self.providers.get_mut(&provider).unwrap().0 = region;
        } else if let Ok(ProviderActivated { provider }) = event.try_into() {
            self.providers.get_mut(&provider).unwrap().1 = true;
        } else if let Ok(ProviderDeactivated { provider }) = event.try_into() {
            self.providers.get_mut(&provider).unwrap().1 = false;
        } else if let Ok(ProviderDeregistered { provider }) = event.try_into() {
            self.providers.remove(&provider).unwrap();
        } else {
            return false;
        }
        true
    }

    fn voucher(&mut self, event: &Event) -> bool {
        if let Ok(CertificatePublished { provider, serial }) = event.try_into() {
            self.certificates.insert(provider, (serial, true));
        } else if let Ok(CertificateRotated { provider, serial }) = event.try_into() {
            self.certificates.insert(provider, (serial, true));
        } else if let Ok(CertificateRevoked { provider, serial }) = event.try_into() {
            self.certificates.insert(provider, (serial, false));
        } else if let Ok(ProviderAttested { provider, auditor, expires_at }) = event.try_into() {
            self.attestations.insert((provider, auditor), expires_at);
        } else if let Ok(AttestationRevoked { provider, auditor }) = event.try_into() {
            self.attestations.remove(&(provider, auditor)).unwrap();
        } else {
            return false;
        }
        true
    }

    fn authority(&mut self, event: &Event) -> bool {
        if let Ok(ExchangeMade { admin, guardian }) = event.try_into() {
            (self.admin, self.guardian) = (Some(admin), Some(guardian));
        } else if let Ok(AdminProposed { admin, expires_at }) = event.try_into() {
            self.pending = Some((admin, expires_at));
        } else if AdminProposalCancelled::try_from(event).is_ok() {
            self.pending = None;
        } else if let Ok(AdminAccepted { admin, .. }) = event.try_into() {
            (self.admin, self.pending) = (Some(admin), None);
        } else if let Ok(GuardianSet { guardian, .. }) = event.try_into() {
            self.guardian = Some(guardian);
        } else if ExchangePaused::try_from(event).is_ok() {
            self.paused = true;
        } else if ExchangeUnpaused::try_from(event).is_ok() {
            self.paused = false;
        } else {
            return false;
        }
        true
    }

    pub fn check(&self, storage: &dyn Storage) {
        let rows = PROVIDERS.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let providers: BTreeMap<_, _> = rows.map(|(who, row)| (who, (row.profile.region, row.active))).collect();
        assert_eq!(providers, self.providers);
        let rows = CERTIFICATES.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let certificates: BTreeMap<_, _> =
            rows.map(|(who, row)| (who, (row.serial, row.certificate.is_some()))).collect();
        assert_eq!(certificates, self.certificates);
        let rows = ATTESTATIONS.range(storage, None, None, Order::Ascending).map(Result::unwrap);
        let attestations: BTreeMap<_, _> = rows.map(|(who, row)| (who, row.expires_at)).collect();
        assert_eq!(attestations, self.attestations);
        let authority = AUTHORITY.load(storage).unwrap();
        let pending = authority.pending.map(|pending| (pending.address, pending.expires_at));
        assert_eq!((pending, authority.paused), (self.pending.clone(), self.paused));
        let known = (self.admin.as_ref(), self.guardian.as_ref());
        assert_eq!(known, (Some(&authority.admin), Some(&authority.guardian)));
    }
}
