//! What a provider has to offer.

use std::collections::BTreeSet;

use berth_domain::Invalid;
use serde::{Deserialize, Serialize};

use crate::{Inventory, PriceSheet};

/// A provider's choices, as it writes them down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What its machines can do.
    pub inventory: Inventory,
    /// What that costs, one sheet per denom. An order in a denom without a sheet gets no bid.
    pub sheets: Vec<PriceSheet>,
    /// Collect together with a confirmation once a lease has so many seconds of pay to collect. Collecting costs more
    /// gas than confirming, and how often it is done changes nothing in what is paid.
    pub collect_after: u64,
    /// It leaves: it gives notice of each lease, confirms until that is served, then ends it, and bids no more.
    #[serde(default)]
    pub leaving: bool,
}

impl Config {
    /// No denom has two sheets, no graphics processor two prices.
    pub fn check(&self) -> Result<(), Invalid> {
        let mut denoms = BTreeSet::new();
        for (index, sheet) in self.sheets.iter().enumerate() {
            sheet.check().map_err(|e| e.at("sheets", index))?;
            if !denoms.insert(&sheet.denom) {
                let twice = Invalid::new("denom", format!("`{}` again", sheet.denom), "one sheet per denom");
                return Err(twice.at("sheets", index));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Decimal;

    use super::*;
    use crate::GpuPrice;

    #[test]
    fn nothing_has_two_prices() {
        let gpu = GpuPrice { vendor: "nvidia".into(), model: "a100".into(), price: Decimal::one() };
        let sheet = |denom: &str, gpus: Vec<GpuPrice>| PriceSheet {
            denom: denom.into(),
            cpu: Decimal::one(),
            memory: Decimal::one(),
            disk: Decimal::one(),
            bandwidth: Decimal::zero(),
            gpus,
        };
        let check =
            |sheets| Config { inventory: Inventory::default(), sheets, collect_after: 60, leaving: false }.check();
        assert_eq!(check(vec![sheet("uusdc", vec![gpu.clone()]), sheet("uatom", vec![])]), Ok(()));
        let error = check(vec![sheet("uusdc", vec![]), sheet("uusdc", vec![])]).unwrap_err();
        assert_eq!(error.to_string(), "sheets[1].denom is `uusdc` again, allowed: one sheet per denom");
        let error = check(vec![sheet("uusdc", vec![gpu.clone(), gpu])]).unwrap_err();
        assert_eq!(error.field, "sheets[0].gpus[1].model");
    }
}
