//! Who takes part.

use std::sync::Arc;

use berth_chain::keys::Signer;
use berth_domain::{DeploymentInfrastructure, ProviderProfile, ResourceGroup};
use berth_provider::{Config, GpuStock, Inventory};
use cosmwasm_std::{Addr, Uint128};
use serde::Serialize;

use crate::Failure;
use crate::demo::opening::too_large;
use crate::demo::place::Place;
use crate::demo::random::Random;
use crate::demo::sheet::{LEVELS, model, sheet};
use crate::demo::sites::{Site, sites};
use crate::demo::wanted::Wanted;

/// Names for providers, in alphabetical order.
const NAMES: [&str; 12] =
    ["anchor", "buoy", "capstan", "davit", "ebb", "fathom", "gantry", "hawser", "islet", "jetty", "keel", "lagoon"];
/// Collect together with a confirmation once a minute of pay has run up: every other time in the demo.
const COLLECT_AFTER: u64 = 60;

/// What somebody is in the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Tenant,
    Provider,
    Keeper,
    /// Whoever the protocol's fee goes to.
    Protocol,
}

/// Somebody.
#[derive(Clone)]
pub struct Party {
    pub name: String,
    pub part: Part,
    pub address: Addr,
    /// What it signs with.
    pub key: Arc<dyn Signer>,
    /// What it has in its purse when everything begins.
    pub purse: Uint128,
}

/// A provider with its machines and prices.
#[derive(Clone)]
pub struct Datacenter {
    pub party: Party,
    pub profile: ProviderProfile,
    pub config: Config,
}

/// Everybody.
#[derive(Clone)]
pub struct Cast {
    pub tenant: Party,
    pub keeper: Party,
    pub protocol: Party,
    pub providers: Vec<Datacenter>,
}

impl Cast {
    /// Three providers for each site, with different prices; which of them is the cheapest is up to the seed.
    pub fn new(wanted: &Wanted, tenant_purse: Uint128, place: &Place, random: &mut Random) -> Result<Self, Failure> {
        let party = |name: &str, part, purse| {
            let key = place.new_key(name)?;
            let address = Addr::unchecked(key.address(&place.config.prefix)?);
            Ok::<_, Failure>(Party { name: name.to_owned(), part, address, key, purse })
        };
        let mut providers = vec![];
        for site in sites(&wanted.infrastructure) {
            let mut levels = LEVELS;
            random.shuffle(&mut levels);
            for level in levels {
                let name = name(providers.len());
                let party = party(&name, Part::Provider, purse(wanted, &site)?)?;
                let level = random.between(level.0, level.1);
                providers.push(Datacenter {
                    profile: profile(&name, &site),
                    config: config(wanted, &site, level, random),
                    party,
                });
            }
        }
        Ok(Self {
            tenant: party("tenant", Part::Tenant, tenant_purse)?,
            keeper: party("keeper", Part::Keeper, Uint128::zero())?,
            protocol: party("protocol", Part::Protocol, Uint128::zero())?,
            providers,
        })
    }

    /// All of them, in the order in which they are shown.
    pub fn parties(&self) -> Vec<&Party> {
        let providers = self.providers.iter().map(|provider| &provider.party);
        std::iter::once(&self.tenant).chain(providers).chain([&self.keeper, &self.protocol]).collect()
    }
}

fn name(index: usize) -> String {
    let first = NAMES.iter().cycle().nth(index).copied().unwrap_or_default();
    match index / NAMES.len() {
        0 => first.to_owned(),
        again => format!("{first}-{}", again + 1),
    }
}

fn profile(name: &str, site: &Site) -> ProviderProfile {
    let endpoint = format!("https://{name}.example:8443");
    ProviderProfile { endpoint, region: site.region(), attributes: site.attributes() }
}

fn served<'a>(wanted: &'a Wanted, site: &Site) -> Vec<&'a DeploymentInfrastructure> {
    site.serves.iter().filter_map(|index| wanted.infrastructure.get(*index)).collect()
}

/// Twice what the site's orders ask for, in whole display units: enough while bids that lost wait to be freed.
fn purse(wanted: &Wanted, site: &Site) -> Result<Uint128, Failure> {
    let groups = served(wanted, site).into_iter().flat_map(|infrastructure| &infrastructure.resources);
    let sum = groups.map(|group| group.collateral).try_fold(Uint128::zero(), Uint128::checked_add);
    let double = sum.ok().and_then(|sum| sum.checked_mul(Uint128::new(2)).ok());
    let whole = double.and_then(|double| wanted.currency.whole(double.u128().div_ceil(wanted.currency.one())));
    whole.ok_or_else(|| too_large("the collateral"))
}

/// Machines for twice what the site's orders ask for, and their prices.
fn config(wanted: &Wanted, site: &Site, level: u64, random: &mut Random) -> Config {
    let groups: Vec<&ResourceGroup> = served(wanted, site).into_iter().flat_map(|i| &i.resources).collect();
    let twice = |quantity: fn(&ResourceGroup) -> u32| -> u64 {
        groups.iter().map(|group| 2 * u64::from(quantity(group)) * u64::from(group.count)).sum()
    };
    let gpus = groups.iter().filter_map(|group| {
        let gpu = group.compute.gpu.as_ref()?;
        let count = 2 * u64::from(gpu.count) * u64::from(group.count);
        // Where the order leaves the memory open, any card will do.
        let memory = gpu.memory.unwrap_or(81_920);
        Some(GpuStock { vendor: gpu.vendor.clone(), model: model(gpu.model.as_deref()), memory, count })
    });
    let inventory = Inventory {
        gpus: gpus.collect(),
        cpu: twice(|group| group.compute.cpu),
        memory: twice(|group| group.compute.memory),
        disk: twice(|group| group.compute.disk),
        bandwidth: twice(|group| group.compute.bandwidth),
    };
    let sheets = vec![sheet(&wanted.currency, &groups, level, random)];
    Config { inventory, sheets, collect_after: COLLECT_AFTER, leaving: false }
}
