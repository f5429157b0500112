//! Who a provider says it is, and whether it may bid.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;
use thiserror::Error;

use crate::infrastructure::check_region;
use crate::invalid::check_len;
use crate::{Attribute, DeploymentInfrastructure, Invalid, check_attributes};

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
}

/// Whether `provider` may bid on an order of `tenant` for `infrastructure`, judged once, when it bids.
pub fn check_eligible(
    provider: &Addr,
    profile: &ProviderProfile,
    tenant: &Addr,
    infrastructure: &DeploymentInfrastructure,
    barred: Option<&Addr>,
) -> Result<(), Ineligible> {
    if provider == tenant {
        return Err(Ineligible::Tenant);
    }
    if barred == Some(provider) {
        return Err(Ineligible::Barred);
    }
    if infrastructure.requirements.exclude.iter().any(|excluded| excluded == provider.as_str()) {
        return Err(Ineligible::Excluded);
    }
    if !infrastructure.region.is_empty() && infrastructure.region != profile.region {
        let (actual, required) = (profile.region.clone(), infrastructure.region.clone());
        return Err(Ineligible::Region { actual, required });
    }
    match infrastructure.requirements.attributes.iter().find(|required| !profile.attributes.contains(required)) {
        Some(missing) => Err(Ineligible::Attribute(missing.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Requirements;

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
            resources: vec![],
            requirements: Requirements {
                attributes: vec![Attribute { key: "tier".into(), value: "3".into() }],
                exclude: vec!["mallory".into()],
            },
        }
    }

    #[test]
    fn each_reason_has_its_refusal() {
        let [alice, mallory, tenant] = ["alice", "mallory", "tenant"].map(Addr::unchecked);
        let check = |who: &Addr, infrastructure: &DeploymentInfrastructure, barred: Option<&Addr>| {
            check_eligible(who, &profile(), &tenant, infrastructure, barred)
        };
        assert_eq!(check(&alice, &wanted(), Some(&mallory)), Ok(()));
        assert_eq!(check(&tenant, &wanted(), None), Err(Ineligible::Tenant));
        assert_eq!(check(&alice, &wanted(), Some(&alice)), Err(Ineligible::Barred));
        assert_eq!(check(&mallory, &wanted(), None), Err(Ineligible::Excluded));
        let elsewhere = DeploymentInfrastructure { region: "us-east".into(), ..wanted() };
        assert!(matches!(check(&alice, &elsewhere, None), Err(Ineligible::Region { .. })));
        let anywhere = DeploymentInfrastructure { region: String::new(), ..wanted() };
        assert_eq!(check(&alice, &anywhere, None), Ok(()));
        let mut picky = wanted();
        picky.requirements.attributes = vec![Attribute { key: "tier".into(), value: "4".into() }];
        assert!(matches!(check(&alice, &picky, None), Err(Ineligible::Attribute(_))));
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
