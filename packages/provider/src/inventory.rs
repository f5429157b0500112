//! What the machines can do, and what of it is taken.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use berth_domain::{Gpu, ResourceGroup};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A datacenter's capacity, all machines together. Which machine runs what is for its scheduler.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Inventory {
    /// Thousandths of a virtual CPU.
    pub cpu: u64,
    /// MiB.
    pub memory: u64,
    /// MiB of block storage.
    pub disk: u64,
    /// Mbit/s.
    pub bandwidth: u64,
    /// Graphics processors.
    pub gpus: Vec<GpuStock>,
}

/// Graphics processors of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GpuStock {
    /// Maker, lower case.
    pub vendor: String,
    /// Model, lower case.
    pub model: String,
    /// MiB on each. A card serves an order that asks for as much or less.
    pub memory: u32,
    /// How many.
    pub count: u64,
}

/// What an inventory can run out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Virtual CPUs.
    Cpu,
    /// Memory.
    Memory,
    /// Block storage.
    Disk,
    /// Network bandwidth.
    Bandwidth,
    /// Graphics processors of the kind that is asked for.
    Gpu,
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Disk => "disk",
            Self::Bandwidth => "bandwidth",
            Self::Gpu => "gpu",
        })
    }
}

/// What leases and bids ask for together. Sums stop at the end of their type, where nothing fits any more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    cpu: u64,
    memory: u64,
    disk: u64,
    bandwidth: u64,
    gpus: BTreeMap<GpuKind, u64>,
}

/// What is asked of a graphics processor. In an order's way: a named model before any model, more memory before less.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct GpuKind {
    vendor: String,
    model: Reverse<Option<String>>,
    memory: Reverse<u32>,
}

impl Load {
    /// This load and one more infrastructure.
    #[must_use]
    pub(crate) fn and(mut self, resources: &[ResourceGroup]) -> Self {
        for group in resources {
            let unit = &group.compute;
            add(&mut self.cpu, unit.cpu, group.count);
            add(&mut self.memory, unit.memory, group.count);
            add(&mut self.disk, unit.disk, group.count);
            add(&mut self.bandwidth, unit.bandwidth, group.count);
            if let Some(gpu) = &unit.gpu {
                add(self.gpus.entry(GpuKind::from(gpu)).or_default(), gpu.count, group.count);
            }
        }
        self
    }
}

impl From<Load> for Inventory {
    /// As if it were machines, to be shown. A graphics processor whose model is left open is called `any`.
    fn from(load: Load) -> Self {
        let stock = |(kind, count): (GpuKind, u64)| GpuStock {
            vendor: kind.vendor,
            model: kind.model.0.unwrap_or_else(|| "any".into()),
            memory: kind.memory.0,
            count,
        };
        let gpus = load.gpus.into_iter().map(stock).collect();
        Self { cpu: load.cpu, memory: load.memory, disk: load.disk, bandwidth: load.bandwidth, gpus }
    }
}

fn add(sum: &mut u64, quantity: u32, count: u32) {
    *sum = sum.saturating_add(u64::from(quantity).saturating_mul(u64::from(count)));
}

impl From<&Gpu> for GpuKind {
    fn from(gpu: &Gpu) -> Self {
        let (vendor, model) = (gpu.vendor.clone(), Reverse(gpu.model.clone()));
        Self { vendor, model, memory: Reverse(gpu.memory.unwrap_or_default()) }
    }
}

impl GpuKind {
    fn fits(&self, stock: &GpuStock) -> bool {
        let named = self.model.0.as_ref().is_none_or(|model| *model == stock.model);
        named && self.vendor == stock.vendor && self.memory.0 <= stock.memory
    }
}

impl Inventory {
    /// The first resource that does not suffice for `load`; `None` if it fits.
    pub(crate) fn short_of(&self, load: &Load) -> Option<Resource> {
        let plain = [
            (Resource::Cpu, self.cpu, load.cpu),
            (Resource::Memory, self.memory, load.memory),
            (Resource::Disk, self.disk, load.disk),
            (Resource::Bandwidth, self.bandwidth, load.bandwidth),
        ];
        let short = plain.into_iter().find(|(_, held, asked)| asked > held).map(|(resource, ..)| resource);
        short.or_else(|| (!self.holds_gpus(load)).then_some(Resource::Gpu))
    }

    /// Whether every graphics processor that is asked for can have a card of its own.
    ///
    /// Orders that name a model choose first, those that want more memory before those that want less, and each takes the
    /// smallest card that serves. What remains is then the best that could remain, so whatever can be placed is.
    fn holds_gpus(&self, load: &Load) -> bool {
        let mut stocks = self.gpus.clone();
        stocks.sort_by_key(|stock| stock.memory);
        load.gpus.iter().all(|(kind, &asked)| {
            let fitting = stocks.iter_mut().filter(|stock| kind.fits(stock));
            let missing = fitting.fold(asked, |missing, stock| {
                let taken = missing.min(stock.count);
                stock.count = stock.count.saturating_sub(taken);
                missing.saturating_sub(taken)
            });
            missing == 0
        })
    }
}

#[cfg(test)]
mod tests {
    use berth_domain::ComputeUnit;
    use cosmwasm_std::{Decimal, Uint128};

    use super::*;

    fn group(count: u32, gpu: Option<Gpu>) -> ResourceGroup {
        let compute = ComputeUnit { cpu: 1_000, memory: 2_048, disk: 100, bandwidth: 10, gpu };
        ResourceGroup { compute, price: Decimal::one(), collateral: Uint128::one(), count }
    }

    fn gpu(count: u32, model: Option<&str>, memory: Option<u32>) -> Option<Gpu> {
        Some(Gpu { count, vendor: "nvidia".into(), model: model.map(str::to_owned), memory })
    }

    fn stock(model: &str, memory: u32, count: u64) -> GpuStock {
        GpuStock { vendor: "nvidia".into(), model: model.into(), memory, count }
    }

    fn load(groups: &[ResourceGroup]) -> Load {
        Load::default().and(groups)
    }

    fn inventory() -> Inventory {
        let gpus = vec![stock("a100", 81_920, 2), stock("a100", 40_960, 2), stock("t4", 16_384, 2)];
        Inventory { cpu: 8_000, memory: 16_384, disk: 800, bandwidth: 80, gpus }
    }

    #[test]
    fn each_resource_runs_out_by_itself() {
        let full = load(&[group(5, None), group(3, None)]);
        assert_eq!(inventory().short_of(&full), None);
        type Shrink = fn(&mut Inventory);
        let cases: [(Resource, Shrink); 4] = [
            (Resource::Cpu, |i| i.cpu -= 1),
            (Resource::Memory, |i| i.memory -= 1),
            (Resource::Disk, |i| i.disk -= 1),
            (Resource::Bandwidth, |i| i.bandwidth -= 1),
        ];
        for (resource, shrink) in cases {
            let mut small = inventory();
            shrink(&mut small);
            assert_eq!(small.short_of(&full), Some(resource));
        }
        let mut vast = group(u32::MAX, None);
        vast.compute.cpu = u32::MAX;
        let endless = load(&[vast.clone(), vast]);
        assert_eq!(Inventory { cpu: u64::MAX - 1, ..inventory() }.short_of(&endless), Some(Resource::Cpu));
    }

    #[test]
    fn cards_go_to_those_that_can_use_no_other() {
        let fits = |groups: &[ResourceGroup]| inventory().short_of(&load(groups)).is_none();
        assert!(fits(&[group(2, gpu(3, None, None))]));
        assert!(!fits(&[group(1, gpu(7, None, None))]));
        // Whoever comes first takes no card away that only the next one can use.
        let any = group(1, gpu(2, None, None));
        let named = group(1, gpu(2, Some("t4"), None));
        let large = group(1, gpu(2, None, Some(65_536)));
        assert!(fits(&[any.clone(), named.clone(), large.clone()]));
        assert!(fits(&[large.clone(), any, named]));
        assert!(!fits(&[large, group(1, gpu(1, Some("a100"), Some(81_920)))]));
        assert!(!fits(&[group(1, gpu(1, Some("h100"), None))]));
    }
}
