//! How much of everything there is, and when and where: all of it from a seed and a size.

use std::fmt;

use anyhow::{Result, ensure};
use berth_domain::{ComputeUnit, DeploymentInfrastructure, Requirements, ResourceGroup};
use cosmwasm_std::{Decimal, Uint128};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Blocks between two confirmations of a lease, at most.
pub const PERIOD: u64 = 100;
/// Periods that are measured.
pub const PERIODS: u64 = 2;
/// Blocks that orders collect bids for.
pub const WAIT: u64 = 2;
/// What is traded in.
pub const DENOM: &str = "uusdc";
/// Leases of each provider at the beginning.
pub const SHARE: usize = 20;
/// Providers of one region, who compete for its orders. If all competed for all, their bids alone would fill each block.
const RIVALS: usize = 5;
/// Leases that each provider has room for beside those of the beginning.
const SPARE: usize = 12;
/// Leases of the beginning for each new order of a period.
const TURNOVER: usize = 10;
/// Thousandths of a CPU that each order wants.
const CPU: u32 = 500;
/// What a bid locks.
const COLLATERAL: u128 = 2_000_000;

/// One run.
pub struct Plan {
    /// What all that is random comes from.
    pub seed: u64,
    /// Of each lease of the beginning, its provider.
    pub homes: Vec<usize>,
    /// What a CPU costs with each provider, in hundredths per second.
    pub prices: Vec<u64>,
    /// Of each measured block, the new deployments; of each deployment, the regions of its orders.
    pub arrivals: Vec<Vec<Vec<usize>>>,
}

impl Plan {
    /// Errors if the size is not a multiple of the leases of a region, 100.
    pub fn new(seed: u64, leases: usize) -> Result<Self> {
        let of_region = RIVALS * SHARE;
        ensure!(leases > 0 && leases.is_multiple_of(of_region), "size is {leases}, allowed: multiples of {of_region}");
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let providers = leases / SHARE;
        let mut homes: Vec<usize> = (0..leases).map(|lease| lease / SHARE).collect();
        dice.shuffle(&mut homes);
        let prices = (0..providers).map(|_| 40 + dice.roll(150)).collect();
        let mut plan = Self { seed, homes, prices, arrivals: vec![] };
        plan.arrivals = plan.draw_arrivals(&mut dice, leases / TURNOVER);
        Ok(plan)
    }

    /// Each order of a period comes in any of its blocks; those of one block come in deployments of up to four.
    fn draw_arrivals(&self, dice: &mut Dice, per_period: usize) -> Vec<Vec<Vec<usize>>> {
        let mut arrivals = vec![];
        for _ in 0..PERIODS {
            let mut regions = vec![vec![]; usize::try_from(PERIOD).unwrap_or_default()];
            for _ in 0..per_period {
                let block = dice.below(regions.len());
                if let Some(regions) = regions.get_mut(block) {
                    regions.push(dice.below(self.regions()));
                }
            }
            arrivals.extend(regions.iter().map(|block| block.chunks(4).map(<[usize]>::to_vec).collect()));
        }
        arrivals
    }

    /// How many leases there are at the beginning.
    pub fn leases(&self) -> usize {
        self.homes.len()
    }

    /// How many providers.
    pub fn providers(&self) -> usize {
        self.prices.len()
    }

    /// How many tenants.
    pub fn tenants(&self) -> usize {
        self.providers()
    }

    /// How many orders come in the measured blocks.
    pub fn orders(&self) -> usize {
        self.arrivals.iter().flatten().map(Vec::len).sum()
    }

    fn regions(&self) -> usize {
        self.providers() / RIVALS
    }

    /// Where a provider is.
    pub fn region_of(&self, provider: usize) -> usize {
        provider / RIVALS
    }

    /// Thousandths of a CPU that a provider has.
    pub fn capacity() -> u64 {
        u64::try_from(SHARE + SPARE).unwrap_or_default() * u64::from(CPU)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (leases, providers, seed) = (self.leases(), self.providers(), self.seed);
        write!(f, "{leases} leases, {providers} providers, {} new orders, seed {seed}", self.orders())
    }
}

/// The name of a region.
pub fn region(number: usize) -> String {
    format!("region-{number}")
}

/// One infrastructure in a region, for at most 1 uusdc per second.
pub fn infrastructure(number: usize, place: usize) -> DeploymentInfrastructure {
    DeploymentInfrastructure {
        name: format!("web{number}"),
        region: region(place),
        persist: false,
        notice: 0,
        resources: resources(Decimal::one()),
        requirements: Requirements::default(),
    }
}

/// What it consists of, or what is offered for it, at a price per second.
pub fn resources(price: Decimal) -> Vec<ResourceGroup> {
    let compute = ComputeUnit { cpu: CPU, memory: 512, disk: 1_024, bandwidth: 0, gpu: None };
    vec![ResourceGroup { compute, price, collateral: Uint128::new(COLLATERAL), count: 1 }]
}

struct Dice(ChaCha8Rng);

impl Dice {
    /// One of 0 to `sides` - 1.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0.next_u64() % sides.max(1)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll(count.try_into().unwrap_or(u64::MAX))).unwrap_or_default()
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}
