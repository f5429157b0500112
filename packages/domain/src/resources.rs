//! What is rented: compute units in groups, with their price and collateral.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, OverflowError, Uint128, Uint256};

use crate::Invalid;
use crate::invalid::{check_len, check_range, check_word};

/// Resource groups in one infrastructure.
pub const MAX_GROUPS: usize = 8;
const MAX_CPU: u32 = 1_024_000;
const MAX_MEMORY: u32 = 67_108_864;
const MAX_DISK: u32 = 1_073_741_824;
const MAX_BANDWIDTH: u32 = 1_000_000;
const MAX_COUNT: u32 = 10_000;
const MAX_GPUS: u32 = 1_024;
const MAX_GPU_MEMORY: u32 = 16_777_216;
const MAX_NAME: usize = 32;

/// One machine's worth of resources (DCS-2 `ComputeUnit`).
#[cw_serde]
pub struct ComputeUnit {
    /// Thousandths of a virtual CPU, 1 to 1,024,000.
    pub cpu: u32,
    /// MiB, 1 to 67,108,864 (64 TiB).
    pub memory: u32,
    /// MiB of block storage, 0 to 1,073,741,824 (1 PiB).
    pub disk: u32,
    /// Mbit/s, 0 (any) to 1,000,000.
    pub bandwidth: u32,
    /// Graphics processors, if any.
    pub gpu: Option<Gpu>,
}

/// The graphics processors of one compute unit.
#[cw_serde]
pub struct Gpu {
    /// How many, 1 to 1,024.
    pub count: u32,
    /// Maker, lower case, as in `nvidia`.
    pub vendor: String,
    /// Model, lower case, as in `a100`; any if absent.
    pub model: Option<String>,
    /// MiB of memory on each, 1 to 16,777,216; any if absent.
    pub memory: Option<u32>,
}

/// Equal compute units with their price and collateral (DCS-2 `ResourceGroup`).
#[cw_serde]
pub struct ResourceGroup {
    /// One unit.
    pub compute: ComputeUnit,
    /// Smallest units of the denom per compute unit and second: in an order the most the tenant pays, in a fulfillment the offer. Above 0.
    pub price: Decimal,
    /// What the provider posts for this group, in smallest units of the denom; not multiplied by `count`.
    pub collateral: Uint128,
    /// How many units, 1 to 10,000.
    pub count: u32,
}

impl ComputeUnit {
    /// Every field within its bounds.
    pub fn check(&self) -> Result<(), Invalid> {
        check_range("cpu", self.cpu, 1, MAX_CPU)?;
        check_range("memory", self.memory, 1, MAX_MEMORY)?;
        check_range("disk", self.disk, 0, MAX_DISK)?;
        check_range("bandwidth", self.bandwidth, 0, MAX_BANDWIDTH)?;
        self.gpu.as_ref().map_or(Ok(()), |gpu| gpu.check().map_err(|e| e.within("gpu")))
    }
}

impl Gpu {
    fn check(&self) -> Result<(), Invalid> {
        check_range("count", self.count, 1, MAX_GPUS)?;
        check_word("vendor", &self.vendor, MAX_NAME, "-_")?;
        if let Some(model) = &self.model {
            check_word("model", model, MAX_NAME, "-_.")?;
        }
        self.memory.map_or(Ok(()), |memory| check_range("memory", memory, 1, MAX_GPU_MEMORY))
    }
}

impl ResourceGroup {
    /// Every field within its bounds.
    pub fn check(&self) -> Result<(), Invalid> {
        self.compute.check().map_err(|e| e.within("compute"))?;
        check_range("count", self.count, 1, MAX_COUNT)?;
        if self.price.is_zero() {
            return Err(Invalid::new("price", self.price, "more than 0"));
        }
        Ok(())
    }
}

/// 1 to 8 groups, each within its bounds.
pub fn check_resources(resources: &[ResourceGroup]) -> Result<(), Invalid> {
    check_len("resources", resources.len(), 1, MAX_GROUPS)?;
    for (index, group) in resources.iter().enumerate() {
        group.check().map_err(|e| e.at("resources", index))?;
    }
    Ok(())
}

/// Sum of price x count, in 10^-18 per second (spec 2, "Total price"). Eight groups at their caps fit easily.
pub fn total_price(resources: &[ResourceGroup]) -> Uint256 {
    resources.iter().fold(Uint256::zero(), |sum, group| {
        sum.saturating_add(group.price.atomics().full_mul(Uint128::from(group.count)))
    })
}

/// Sum of the groups' collateral, not multiplied by their counts (the seed's own rule).
pub fn total_collateral(resources: &[ResourceGroup]) -> Result<Uint128, OverflowError> {
    resources.iter().try_fold(Uint128::zero(), |sum, group| sum.checked_add(group.collateral))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> ResourceGroup {
        let gpu = Gpu { count: 1, vendor: "nvidia".into(), model: Some("rtx-4090".into()), memory: Some(24_576) };
        let compute = ComputeUnit { cpu: 500, memory: 512, disk: 0, bandwidth: 0, gpu: Some(gpu) };
        ResourceGroup { compute, price: Decimal::percent(90), collateral: Uint128::new(1_000), count: 3 }
    }

    #[test]
    fn totals_count_price_but_not_collateral() {
        let resources = [group(), group()];
        assert_eq!(total_price(&resources), Uint256::from(5_400_000_000_000_000_000_u128));
        assert_eq!(total_collateral(&resources), Ok(Uint128::new(2_000)));
        let huge = ResourceGroup { collateral: Uint128::MAX, ..group() };
        assert!(total_collateral(&[huge, group()]).is_err());
    }

    #[test]
    fn each_bound_names_its_field() {
        type Spoil = fn(&mut ResourceGroup);
        let cases: [(&str, Spoil); 9] = [
            ("compute.cpu is 0", |g| g.compute.cpu = 0),
            ("compute.memory is 67108865", |g| g.compute.memory = MAX_MEMORY + 1),
            ("compute.disk is 1073741825", |g| g.compute.disk = MAX_DISK + 1),
            ("compute.bandwidth is 1000001", |g| g.compute.bandwidth = MAX_BANDWIDTH + 1),
            ("compute.gpu.count is 0", |g| g.compute.gpu.as_mut().unwrap().count = 0),
            ("compute.gpu.vendor is `NVIDIA`", |g| g.compute.gpu.as_mut().unwrap().vendor = "NVIDIA".into()),
            ("compute.gpu.model is ``", |g| g.compute.gpu.as_mut().unwrap().model = Some(String::new())),
            ("count is 10001", |g| g.count = MAX_COUNT + 1),
            ("price is 0", |g| g.price = Decimal::zero()),
        ];
        assert_eq!(check_resources(&[group()]), Ok(()));
        for (expected, spoil) in cases {
            let mut bad = group();
            spoil(&mut bad);
            let error = check_resources(&[group(), bad]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("resources[1].{expected}, allowed: ")), "{error}");
        }
        assert!(check_resources(&[]).is_err());
        assert!(check_resources(&vec![group(); MAX_GROUPS + 1]).is_err());
    }
}
