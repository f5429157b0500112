//! Price sheets out of a seed.

use berth_domain::ResourceGroup;
use berth_provider::{GpuPrice, PriceSheet};
use cosmwasm_std::{Decimal, Uint128};

use crate::currency::{Currency, MONTH};
use crate::demo::random::Random;

/// What is usual, in hundredths of a display unit a month: a CPU, a GiB of memory, a GiB of disk, a Mbit/s.
const USUAL: [u64; 4] = [900, 300, 8, 2];
/// The same for a graphics processor, by model.
const USUAL_GPU: [(&str, u64); 6] =
    [("a100", 90_000), ("h100", 160_000), ("h200", 200_000), ("l4", 25_000), ("t4", 15_000), ("rtx-4090", 30_000)];
const OTHER_GPU: u64 = 40_000;
/// A month's price is a round number: so many digits that are not zero.
const DIGITS: u32 = 3;

/// Three levels of prices in percent of what is usual, from cheap to dear; the resources of one sheet vary by
/// [`JITTER`] around it. Never 100: a tenant who pays what is usual gets bids.
pub const LEVELS: [(u64, u64); 3] = [(62, 68), (74, 81), (87, 93)];
const JITTER: u64 = 4;

/// The prices of one provider, at `level` percent of what is usual, or of what the tenant pays if that is less.
pub fn sheet(currency: &Currency, wanted: &[&ResourceGroup], level: u64, random: &mut Random) -> PriceSheet {
    let usual = usual(currency, wanted);
    let scale = wanted.iter().filter_map(|group| {
        let cost = usual.price_ceil(&group.compute)?;
        group.price.checked_div(cost).ok()
    });
    let scale = scale.min().unwrap_or_default().min(Decimal::one());
    let mut price = |usual: Decimal| {
        let percent = random.between(level - JITTER, level + JITTER);
        round_floor(usual * scale * Decimal::percent(percent))
    };
    PriceSheet {
        denom: usual.denom,
        cpu: price(usual.cpu),
        memory: price(usual.memory),
        disk: price(usual.disk),
        bandwidth: price(usual.bandwidth),
        gpus: usual.gpus.into_iter().map(|gpu| GpuPrice { price: price(gpu.price), ..gpu }).collect(),
    }
}

fn usual(currency: &Currency, wanted: &[&ResourceGroup]) -> PriceSheet {
    let per_second = |cents: u64| {
        let cents = Uint128::from(cents) * Uint128::from(currency.one());
        Decimal::from_ratio(cents, Uint128::from(100 * MONTH))
    };
    let [cpu, memory, disk, bandwidth] = USUAL.map(per_second);
    let mut gpus: Vec<GpuPrice> = vec![];
    for gpu in wanted.iter().filter_map(|group| group.compute.gpu.as_ref()) {
        let (vendor, model) = (gpu.vendor.clone(), model(gpu.model.as_deref()));
        if gpus.iter().all(|known| (&known.vendor, &known.model) != (&vendor, &model)) {
            let cents = USUAL_GPU.iter().find(|(name, _)| *name == model).map_or(OTHER_GPU, |(_, cents)| *cents);
            gpus.push(GpuPrice { vendor, model, price: per_second(cents) });
        }
    }
    PriceSheet { denom: currency.denom.clone(), cpu, memory, disk, bandwidth, gpus }
}

/// The model that stands in the racks where any will do.
pub fn model(wanted: Option<&str>) -> String {
    wanted.unwrap_or("a100").to_owned()
}

/// A price per second that comes to a round number in a month, rounded down.
fn round_floor(price: Decimal) -> Decimal {
    let month = price.atomics().full_mul(MONTH);
    let Ok(month) = Uint128::try_from(month) else { return price };
    let step = 10_u128.saturating_pow(month.to_string().len().try_into().unwrap_or(u32::MAX).saturating_sub(DIGITS));
    let round = month.u128() / step * step;
    Decimal::new(Uint128::new(round / u128::from(MONTH)))
}

#[cfg(test)]
mod tests {
    use berth_domain::{ComputeUnit, Gpu};

    use super::*;

    fn usdc() -> Currency {
        Currency { denom: "uusdc".into(), symbol: "USDC".into(), decimals: 6 }
    }

    fn group(price: Decimal) -> ResourceGroup {
        let gpu = Gpu { count: 1, vendor: "nvidia".into(), model: None, memory: None };
        let compute = ComputeUnit { cpu: 1_000, memory: 2_048, disk: 0, bandwidth: 0, gpu: Some(gpu) };
        ResourceGroup { compute, price, collateral: Uint128::one(), count: 1 }
    }

    #[test]
    fn within_what_the_tenant_pays_and_what_is_usual() {
        for price in [Decimal::percent(1), Decimal::percent(10_000), Decimal::percent(100_000_000)] {
            let group = group(price);
            for seed in 0..50 {
                for (low, high) in LEVELS {
                    let mut random = Random::from_seed(seed);
                    let level = random.between(low, high);
                    let asked = sheet(&usdc(), &[&group], level, &mut random).price_ceil(&group.compute).unwrap();
                    let usual = usual(&usdc(), &[&group]).price_ceil(&group.compute).unwrap();
                    assert!(!asked.is_zero() && asked <= price && asked < usual, "{asked} of {price}");
                }
            }
        }
    }

    #[test]
    fn months_are_round() {
        let price = round_floor(Decimal::from_ratio(5_876_543_u128, MONTH));
        assert_eq!(usdc().per_month(price.atomics()), "5.87");
        assert_eq!(round_floor(Decimal::zero()), Decimal::zero());
    }
}
