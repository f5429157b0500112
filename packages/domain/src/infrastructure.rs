//! What a tenant wants to run in one datacenter.

use std::collections::BTreeSet;

use cosmwasm_schema::cw_serde;

use crate::invalid::{check_len, check_range, check_word};
use crate::{Invalid, Requirements, ResourceGroup, check_resources};

/// Infrastructures in one deployment.
pub const MAX_INFRASTRUCTURE: usize = 16;
const MAX_NAME: usize = 32;
const MAX_REGION: usize = 32;
/// The longest notice, in seconds: 30 days.
pub const MAX_NOTICE: u64 = 2_592_000;

/// Resources to be leased from a single datacenter (DCS-2 `DeploymentInfrastructure`). An order comes out of it.
#[cw_serde]
pub struct DeploymentInfrastructure {
    /// Unique in the deployment, 1 to 32 characters out of a-z, 0-9 and `-`.
    pub name: String,
    /// Where the datacenter must be, the provider's own word for it; empty for anywhere. At most 32 characters out of a-z, 0-9, `-`.
    pub region: String,
    /// Whether a lease that its provider breaks, or leaves after its notice, is followed by a new order by itself.
    pub persist: bool,
    /// Seconds of notice after which a provider may leave without breaking the lease, at most 2,592,000 (30 days).
    pub notice: u64,
    /// What is leased: 1 to 8 groups.
    pub resources: Vec<ResourceGroup>,
    /// Who may bid.
    pub requirements: Requirements,
}

impl DeploymentInfrastructure {
    /// Every field within its bounds.
    pub fn check(&self) -> Result<(), Invalid> {
        check_word("name", &self.name, MAX_NAME, "-")?;
        if !self.region.is_empty() {
            check_region("region", &self.region)?;
        }
        check_range("notice", self.notice, 0, MAX_NOTICE)?;
        check_resources(&self.resources)?;
        self.requirements.check().map_err(|e| e.within("requirements"))
    }
}

/// A datacenter's region: 1 to 32 characters out of a-z, 0-9, `-`.
pub(crate) fn check_region(field: &str, region: &str) -> Result<(), Invalid> {
    check_word(field, region, MAX_REGION, "-")
}

/// 1 to 16 infrastructures, each within its bounds, no name twice.
pub fn check_infrastructure_list(list: &[DeploymentInfrastructure]) -> Result<(), Invalid> {
    check_len("infrastructure", list.len(), 1, MAX_INFRASTRUCTURE)?;
    let mut names = BTreeSet::new();
    for (index, infrastructure) in list.iter().enumerate() {
        infrastructure.check().map_err(|e| e.at("infrastructure", index))?;
        if !names.insert(&infrastructure.name) {
            let twice = Invalid::new("name", format!("`{}` again", infrastructure.name), "each name once");
            return Err(twice.at("infrastructure", index));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::{Decimal, Uint128};

    use super::*;
    use crate::ComputeUnit;

    fn infrastructure(name: &str) -> DeploymentInfrastructure {
        let compute = ComputeUnit { cpu: 1, memory: 1, disk: 1, bandwidth: 0, gpu: None };
        let group = ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::one(), count: 1 };
        DeploymentInfrastructure {
            name: name.into(),
            region: String::new(),
            persist: false,
            notice: 0,
            resources: vec![group],
            requirements: Requirements::default(),
        }
    }

    #[test]
    fn names_are_unique_words() {
        assert_eq!(check_infrastructure_list(&[infrastructure("web"), infrastructure("db")]), Ok(()));
        let error = check_infrastructure_list(&[infrastructure("web"), infrastructure("web")]).unwrap_err();
        assert_eq!(error.to_string(), "infrastructure[1].name is `web` again, allowed: each name once");
        assert!(check_infrastructure_list(&[infrastructure("Web")]).is_err());
        assert!(check_infrastructure_list(&[]).is_err());
        let many: Vec<_> = (0..17).map(|n| infrastructure(&format!("n{n}"))).collect();
        assert!(check_infrastructure_list(&many).is_err());
        assert_eq!(check_infrastructure_list(&many[..16]), Ok(()));
    }

    #[test]
    fn notice_is_at_most_thirty_days() {
        let with = |notice| DeploymentInfrastructure { notice, ..infrastructure("web") }.check();
        assert_eq!(with(MAX_NOTICE), Ok(()));
        assert_eq!(with(MAX_NOTICE + 1).unwrap_err().field, "notice");
    }

    #[test]
    fn anywhere_is_the_empty_region() {
        let mut one = infrastructure("web");
        one.region = "eu-west".into();
        assert_eq!(one.check(), Ok(()));
        one.region = "EU".into();
        assert!(one.check().is_err());
    }
}
