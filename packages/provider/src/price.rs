//! What a compute unit costs, resource by resource.

use std::collections::BTreeSet;

use berth_domain::{ComputeUnit, Gpu, Invalid};
use cosmwasm_std::{Decimal, Uint128, Uint256};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Prices in one denom: smallest units of it per second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceSheet {
    /// The coin.
    pub denom: String,
    /// For one virtual CPU.
    pub cpu: Decimal,
    /// For one GiB of memory.
    pub memory: Decimal,
    /// For one GiB of block storage.
    pub disk: Decimal,
    /// For one Mbit/s.
    pub bandwidth: Decimal,
    /// For one graphics processor, by model. Models that do not stand here are not sold.
    pub gpus: Vec<GpuPrice>,
}

/// The price of one graphics processor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GpuPrice {
    /// Maker, lower case.
    pub vendor: String,
    /// Model, lower case.
    pub model: String,
    /// Smallest units of the sheet's denom per second.
    pub price: Decimal,
}

/// Thousandths of a CPU and MiB in one denominator, so that a price is rounded once.
const CPU_PARTS: u64 = 1_000;
const MIB_PER_GIB: u64 = 1_024;
const PARTS: u64 = CPU_PARTS * MIB_PER_GIB;

impl PriceSheet {
    /// No graphics processor has two prices.
    pub fn check(&self) -> Result<(), Invalid> {
        let mut models = BTreeSet::new();
        for (index, gpu) in self.gpus.iter().enumerate() {
            if !models.insert((&gpu.vendor, &gpu.model)) {
                let twice = Invalid::new("model", format!("`{} {}` again", gpu.vendor, gpu.model), "each model once");
                return Err(twice.at("gpus", index));
            }
        }
        Ok(())
    }

    /// The price of one compute unit per second; `None` if its graphics processors are not sold.
    ///
    /// The resources are added up exactly and the sum is rounded up to 10^-18, once: a bid is never below the sheet.
    /// A sum beyond the range of prices becomes the largest price, which no order pays.
    pub fn price_ceil(&self, compute: &ComputeUnit) -> Option<Decimal> {
        let (gpu_price, gpus) = match &compute.gpu {
            Some(gpu) => (self.gpu_price(gpu)?, gpu.count),
            None => (Decimal::zero(), 0),
        };
        let parts = [
            (self.cpu, compute.cpu, MIB_PER_GIB),
            (self.memory, compute.memory, CPU_PARTS),
            (self.disk, compute.disk, CPU_PARTS),
            (self.bandwidth, compute.bandwidth, PARTS),
            (gpu_price, gpus, PARTS),
        ];
        // Each product is below 2^128 x 2^32 x 2^20.
        let sum = parts.into_iter().fold(Uint256::zero(), |sum, (price, quantity, weight)| {
            let quantity = u64::from(quantity).saturating_mul(weight);
            sum.saturating_add(price.atomics().full_mul(Uint128::from(quantity)))
        });
        let atomics = sum.saturating_add(Uint256::from(PARTS.saturating_sub(1))).checked_div(Uint256::from(PARTS));
        let atomics = atomics.ok().and_then(|whole| Uint128::try_from(whole).ok());
        Some(atomics.map_or(Decimal::MAX, Decimal::new))
    }

    /// Of the models that the order leaves open, the dearest: whichever card runs it, it is paid for.
    fn gpu_price(&self, wanted: &Gpu) -> Option<Decimal> {
        let named = |sold: &&GpuPrice| wanted.model.as_ref().is_none_or(|model| *model == sold.model);
        self.gpus.iter().filter(|sold| sold.vendor == wanted.vendor).filter(named).map(|sold| sold.price).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> PriceSheet {
        let gpu = |model: &str, price| GpuPrice { vendor: "nvidia".into(), model: model.into(), price };
        PriceSheet {
            denom: "uusdc".into(),
            cpu: Decimal::percent(200),
            memory: Decimal::percent(50),
            disk: Decimal::percent(1),
            bandwidth: Decimal::percent(10),
            gpus: vec![gpu("a100", Decimal::percent(40_000)), gpu("t4", Decimal::percent(9_000))],
        }
    }

    fn compute(gpu: Option<Gpu>) -> ComputeUnit {
        ComputeUnit { cpu: 1_500, memory: 3_072, disk: 20_480, bandwidth: 50, gpu }
    }

    fn gpu(vendor: &str, model: Option<&str>) -> Option<Gpu> {
        Some(Gpu { count: 2, vendor: vendor.into(), model: model.map(str::to_owned), memory: None })
    }

    #[test]
    fn resources_add_up() {
        // 1.5 x 2 + 3 x 0.5 + 20 x 0.01 + 50 x 0.1
        assert_eq!(sheet().price_ceil(&compute(None)), Some(Decimal::percent(970)));
        assert_eq!(sheet().price_ceil(&compute(gpu("nvidia", Some("t4")))), Some(Decimal::percent(18_970)));
        assert_eq!(sheet().price_ceil(&compute(gpu("nvidia", None))), Some(Decimal::percent(80_970)));
        assert_eq!(sheet().price_ceil(&compute(gpu("nvidia", Some("h100")))), None);
        assert_eq!(sheet().price_ceil(&compute(gpu("amd", None))), None);
    }

    #[test]
    fn one_rounding_upwards() {
        let atom = Decimal::new(Uint128::one());
        let thin = PriceSheet { cpu: atom, memory: atom, ..sheet() };
        // 0.001 + 1/1024 of 10^-18 is one 10^-18, not two.
        let smallest = ComputeUnit { cpu: 1, memory: 1, disk: 0, bandwidth: 0, gpu: None };
        assert_eq!(thin.price_ceil(&smallest), Some(atom));
        let whole = ComputeUnit { cpu: 1_000, memory: 1_024, ..smallest.clone() };
        assert_eq!(thin.price_ceil(&whole), Some(Decimal::new(Uint128::new(2))));
        let over = ComputeUnit { cpu: 1_001, memory: 1_024, ..smallest };
        assert_eq!(thin.price_ceil(&over), Some(Decimal::new(Uint128::new(3))));
    }

    #[test]
    fn beyond_all_prices_is_the_largest() {
        let dear = PriceSheet { cpu: Decimal::MAX, memory: Decimal::MAX, ..sheet() };
        assert_eq!(dear.price_ceil(&compute(None)), Some(Decimal::MAX));
    }
}
