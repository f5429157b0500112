//! Where the demo's datacenters must stand, and what they must be, for the stack to be served at all.

use std::collections::BTreeMap;

use berth_domain::{Attribute, DeploymentInfrastructure, MAX_ATTRIBUTES};

/// For infrastructures that run anywhere.
const SOMEWHERE: &str = "eu-west";

/// A kind of datacenter that can serve some of the infrastructures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    region: String,
    attributes: BTreeMap<String, String>,
    /// Their indices.
    pub serves: Vec<usize>,
}

impl Site {
    /// Its region.
    pub fn region(&self) -> String {
        if self.region.is_empty() { SOMEWHERE.to_owned() } else { self.region.clone() }
    }

    /// What it states about itself.
    pub fn attributes(&self) -> Vec<Attribute> {
        let attribute = |(key, value): (&String, &String)| Attribute { key: key.clone(), value: value.clone() };
        self.attributes.iter().map(attribute).collect()
    }

    /// This site, which serves `wanted` too; `None` if no datacenter can be both.
    fn joined(&self, index: usize, wanted: &DeploymentInfrastructure) -> Option<Self> {
        let mut joined = self.clone();
        if joined.region.is_empty() {
            joined.region.clone_from(&wanted.region);
        } else if !wanted.region.is_empty() && wanted.region != joined.region {
            return None;
        }
        for Attribute { key, value } in &wanted.requirements.attributes {
            let stated = joined.attributes.entry(key.clone()).or_insert_with(|| value.clone());
            if stated != value {
                return None;
            }
        }
        joined.serves.push(index);
        (joined.attributes.len() <= MAX_ATTRIBUTES).then_some(joined)
    }
}

/// As few sites as it takes, each infrastructure served by the first that can: one, unless regions or attributes differ.
pub fn sites(list: &[DeploymentInfrastructure]) -> Vec<Site> {
    let mut sites: Vec<Site> = vec![];
    for (index, wanted) in list.iter().enumerate() {
        let found = sites.iter_mut().find_map(|site| site.joined(index, wanted).map(|joined| (site, joined)));
        match found {
            Some((site, joined)) => *site = joined,
            // An empty site agrees with any infrastructure: it is within its bounds.
            None => sites.extend(Site::default().joined(index, wanted)),
        }
    }
    sites
}

#[cfg(test)]
mod tests {
    use berth_domain::Requirements;

    use super::*;

    fn wanted(region: &str, tier: Option<&str>) -> DeploymentInfrastructure {
        let tier = tier.map(|tier| Attribute { key: "tier".into(), value: tier.into() });
        DeploymentInfrastructure {
            name: "web".into(),
            region: region.into(),
            persist: true,
            notice: 0,
            resources: vec![],
            requirements: Requirements { attributes: tier.into_iter().collect(), ..Default::default() },
        }
    }

    #[test]
    fn one_site_while_nothing_contradicts() {
        let one = sites(&[wanted("", None), wanted("us-east", Some("3")), wanted("us-east", None)]);
        assert_eq!(one.len(), 1);
        assert_eq!((one[0].region(), one[0].serves.clone()), ("us-east".into(), vec![0, 1, 2]));
        assert_eq!(sites(&[wanted("", None)])[0].region(), "eu-west");
    }

    #[test]
    fn contradictions_are_served_elsewhere() {
        let list = [
            wanted("us-east", Some("3")),
            wanted("eu-west", None),
            wanted("us-east", Some("4")),
            wanted("", Some("4")),
        ];
        let serves: Vec<_> = sites(&list).into_iter().map(|site| site.serves).collect();
        assert_eq!(serves, [vec![0], vec![1, 3], vec![2]]);
    }
}
