//! Who a provider says it is, and whether it may bid.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Uint128};
use thiserror::Error;

use crate::infrastructure::check_region;
use crate::invalid::check_len;
use crate::{Attribute, DeploymentInfrastructure, Invalid, Requirements, check_attributes};

const MAX_ENDPOINT: usize = 128;

/// What a datacenter publishes about itself.
#[cw_serde]
pub struct ProviderProfile {
    /// Where tenants and other providers reach it: an `https://` address of at most 128 characters without blanks.
    pub endpoint: String,
    /// Where it stands: 1 to 32 characters out of a-z, 0-9 and `-`.
    pub region: String,
    /// What it states about itself; strictly increasing by key, at most 24.
    pub attributes: Vec<Attribute>,
}

impl ProviderProfile {
    /// Every field within its bounds.
    pub fn check(&self) -> Result<(), Invalid> {
        check_len("endpoint", self.endpoint.len(), 0, MAX_ENDPOINT)?;
        let plain = self.endpoint.chars().all(|c| c.is_ascii_graphic());
        let host = self.endpoint.strip_prefix("https://").filter(|rest| !rest.is_empty());
        if host.is_none() || !plain {
            let allowed = "https:// and a host, at most 128 visible ASCII characters";
            return Err(Invalid::new("endpoint", format!("`{}`", self.endpoint), allowed));
        }
        check_region("region", &self.region)?;
        check_attributes("attributes", &self.attributes)
    }
}

/// Why a provider may not bid on an order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Ineligible {
    /// Nobody leases from himself.
    #[error("the provider is the tenant")]
    Tenant,
    /// The lease before this one was this provider's.
    #[error("the provider is barred from this order")]
    Barred,
    /// The tenant does not want this provider.
    #[error("the provider is excluded by the tenant")]
    Excluded,
    /// The datacenter stands elsewhere.
    #[error("the provider's region is `{actual}`, the order asks for `{required}`")]
    Region {
        /// Where it stands.
        actual: String,
        /// Where it should.
        required: String,
    },
    /// Something asked for is not stated.
    #[error("the provider does not state {0}")]
    Attribute(Attribute),
    /// An auditor whose word is asked for has not given it.
    #[error("auditor {0} has not signed the required attributes, or no longer")]
    NotSigned(String),
    /// None of the auditors has.
    #[error("none of the auditors {0} has signed the required attributes, or none does any longer")]
    SignedByNone(String),
    /// Too little at stake.
    #[error("the provider's stake is {actual}, the order asks for {required}")]
    Stake {
        /// What is bonded.
        actual: Uint128,
        /// What should be.
        required: Uint128,
    },
    /// Not good enough a record.
    #[error("the provider's reputation is {actual}, the order asks for {required}")]
    Reputation {
        /// What it has.
        actual: u32,
        /// What it should have.
        required: u32,
    },
}

/// A provider as it is judged when it bids.
#[derive(Clone, Debug)]
pub struct Applicant<'a> {
    /// Who bids.
    pub address: &'a Addr,
    /// What it publishes.
    pub profile: &'a ProviderProfile,
    /// What the auditors named by the order have signed for it and still stand by.
    pub signed: &'a [Signature],
    /// Its bonded stake.
    pub stake: Uint128,
    /// Its reputation.
    pub reputation: u32,
}

/// What one auditor has signed for a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub auditor: String,
    /// What.
    pub attributes: Vec<Attribute>,
}

impl Applicant<'_> {
    /// Every reason why it may not bid on an order of `tenant` for `infrastructure`; none: it may. Judged once, when it bids.
    pub fn objections(
        &self,
        tenant: &Addr,
        infrastructure: &DeploymentInfrastructure,
        barred: Option<&Addr>,
    ) -> Vec<Ineligible> {
        let required = &infrastructure.requirements;
        let mut found = vec![];
        if self.address == tenant {
            found.push(Ineligible::Tenant);
        }
        if barred == Some(self.address) {
            found.push(Ineligible::Barred);
        }
        if required.exclude.iter().any(|excluded| excluded == self.address.as_str()) {
            found.push(Ineligible::Excluded);
        }
        if !infrastructure.region.is_empty() && infrastructure.region != self.profile.region {
            let (actual, required) = (self.profile.region.clone(), infrastructure.region.clone());
            found.push(Ineligible::Region { actual, required });
        }
        let missing = required.attributes.iter().filter(|attribute| !self.profile.attributes.contains(attribute));
        found.extend(missing.cloned().map(Ineligible::Attribute));
        self.object_to_signatures(required, &mut found);
        if self.stake < required.min_stake {
            found.push(Ineligible::Stake { actual: self.stake, required: required.min_stake });
        }
        if self.reputation < required.min_reputation {
            found.push(Ineligible::Reputation { actual: self.reputation, required: required.min_reputation });
        }
        found
    }

    fn object_to_signatures(&self, required: &Requirements, found: &mut Vec<Ineligible>) {
        let lacks = |auditor: &&String| !self.is_signed_by(auditor, &required.attributes);
        found.extend(required.signed_by.all_of.iter().filter(lacks).cloned().map(Ineligible::NotSigned));
        let any_of = &required.signed_by.any_of;
        if !any_of.is_empty() && any_of.iter().all(|auditor| lacks(&auditor)) {
            found.push(Ineligible::SignedByNone(any_of.join(", ")));
        }
    }

    fn is_signed_by(&self, auditor: &str, attributes: &[Attribute]) -> bool {
        let signature = self.signed.iter().find(|signature| signature.auditor == auditor);
        signature.is_some_and(|signature| attributes.iter().all(|required| signature.attributes.contains(required)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SignedBy;

    fn profile() -> ProviderProfile {
        let attributes = vec![
            Attribute { key: "gpu".into(), value: "a100".into() },
            Attribute { key: "tier".into(), value: "3".into() },
        ];
        ProviderProfile { endpoint: "https://dc.example:8443".into(), region: "eu-west".into(), attributes }
    }

    fn wanted() -> DeploymentInfrastructure {
        DeploymentInfrastructure {
            name: "web".into(),
            region: "eu-west".into(),
            persist: true,
            notice: 0,
            resources: vec![],
            requirements: Requirements {
                attributes: vec![Attribute { key: "tier".into(), value: "3".into() }],
                exclude: vec!["mallory".into()],
                ..Default::default()
            },
        }
    }

    fn objections(
        who: &Addr,
        infrastructure: &DeploymentInfrastructure,
        barred: Option<&Addr>,
        signed: &[Signature],
    ) -> Vec<Ineligible> {
        let profile = profile();
        let applicant = Applicant { address: who, profile: &profile, signed, stake: Uint128::new(50), reputation: 400 };
        applicant.objections(&Addr::unchecked("tenant"), infrastructure, barred)
    }

    #[test]
    fn each_reason_has_its_refusal() {
        let [alice, mallory, tenant] = ["alice", "mallory", "tenant"].map(Addr::unchecked);
        let check = |who, infrastructure: &_, barred| objections(who, infrastructure, barred, &[]);
        assert_eq!(check(&alice, &wanted(), Some(&mallory)), []);
        assert_eq!(check(&tenant, &wanted(), None), [Ineligible::Tenant]);
        assert_eq!(check(&alice, &wanted(), Some(&alice)), [Ineligible::Barred]);
        assert_eq!(check(&mallory, &wanted(), None), [Ineligible::Excluded]);
        let elsewhere = DeploymentInfrastructure { region: "us-east".into(), ..wanted() };
        assert!(matches!(check(&alice, &elsewhere, None)[..], [Ineligible::Region { .. }]));
        let anywhere = DeploymentInfrastructure { region: String::new(), ..wanted() };
        assert_eq!(check(&alice, &anywhere, None), []);
        let mut picky = wanted();
        picky.requirements.attributes[0].value = "4".into();
        assert!(matches!(check(&alice, &picky, None)[..], [Ineligible::Attribute(_)]));
    }

    #[test]
    fn stake_and_reputation_are_enough_at_their_bounds() {
        let asking = |min_stake, min_reputation| {
            let min_stake = Uint128::new(min_stake);
            let requirements = Requirements { min_stake, min_reputation, ..Default::default() };
            objections(&Addr::unchecked("alice"), &DeploymentInfrastructure { requirements, ..wanted() }, None, &[])
        };
        assert_eq!(asking(50, 400), []);
        assert!(matches!(asking(51, 400)[..], [Ineligible::Stake { .. }]));
        assert!(matches!(asking(50, 401)[..], [Ineligible::Reputation { .. }]));
        assert_eq!(asking(51, 401).len(), 2);
    }

    #[test]
    fn every_auditor_of_one_list_and_one_of_the_other_signs_all_that_is_asked() {
        let signature = |auditor: &str, value: &str| Signature {
            auditor: auditor.into(),
            attributes: vec![
                Attribute { key: "gpu".into(), value: "none".into() },
                Attribute { key: "tier".into(), value: value.into() },
            ],
        };
        let mut infrastructure = wanted();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        infrastructure.requirements.signed_by =
            SignedBy { all_of: names(&["anna", "bert"]), any_of: names(&["carl", "dora"]) };
        let check = |signed: &[Signature]| objections(&Addr::unchecked("alice"), &infrastructure, None, signed);
        let [anna, bert, dora] = ["anna", "bert", "dora"].map(|auditor| signature(auditor, "3"));
        assert_eq!(check(&[anna.clone(), bert.clone(), dora.clone()]), []);
        assert_eq!(check(&[anna.clone(), dora.clone()]), [Ineligible::NotSigned("bert".into())]);
        assert_eq!(check(&[anna.clone(), signature("bert", "2"), dora]), [Ineligible::NotSigned("bert".into())]);
        assert_eq!(check(&[anna, bert]), [Ineligible::SignedByNone("carl, dora".into())]);
    }

    #[test]
    fn profiles_are_checked() {
        assert_eq!(profile().check(), Ok(()));
        for endpoint in ["", "https://", "http://dc.example", "https://dc example", "https://é"] {
            assert!(ProviderProfile { endpoint: endpoint.into(), ..profile() }.check().is_err(), "{endpoint}");
        }
        let long = format!("https://{}", "x".repeat(121));
        assert!(ProviderProfile { endpoint: long, ..profile() }.check().is_err());
        assert!(ProviderProfile { region: String::new(), ..profile() }.check().is_err());
    }
}
