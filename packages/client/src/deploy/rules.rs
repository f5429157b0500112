//! The rules of an exchange as they are, beside those of a setup.

use berth_api::plan::Setup;
use berth_domain::Terms;
use cosmwasm_std::Addr;
use serde_json::Value;

use crate::{Exchange, Result};

/// A rule that is not as it was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Path within the setup, as in `terms[0].take_rate`.
    pub field: String,
    /// How it is.
    pub found: String,
    /// How it was set up.
    pub wanted: String,
}

/// The rules of an exchange as of now, in the form of a setup: terms by denom.
pub async fn rules(exchange: &Exchange) -> Result<Setup> {
    let height = exchange.chain().head().await?.height;
    let authority = exchange.provider_registry().at(height).authority().await?;
    let escrow = exchange.escrow().at(height).parameters().await?;
    let tenants = exchange.deployment().at(height).parameters().await?;
    let market = exchange.market().at(height);
    let terms = market.every_terms().await?;
    Ok(Setup {
        admin: Some(authority.admin.into_string()),
        guardian: Some(authority.guardian.into_string()),
        fee_collector: Some(escrow.fee_collector),
        max_wait_blocks: tenants.max_wait_blocks,
        max_wait_seconds: tenants.max_wait_seconds,
        max_notice: tenants.max_notice,
        staking_denom: escrow.staking_denom,
        unbonding: escrow.unbonding,
        slash_cap: escrow.slash_cap,
        parameters: market.parameters().await?,
        terms: terms.into_iter().map(|row| row.terms).collect(),
    })
}

/// Where an exchange's rules are not those of a setup. `deployer` is whom the setup leaves open.
pub async fn differences(exchange: &Exchange, setup: &Setup, deployer: &Addr) -> Result<Vec<Difference>> {
    let found = rules(exchange).await?;
    let wanted = Setup {
        admin: Some(setup.admin(deployer).to_owned()),
        guardian: Some(setup.guardian(deployer).to_owned()),
        fee_collector: Some(setup.fee_collector(deployer).to_owned()),
        terms: by_denom(&setup.terms),
        ..setup.clone()
    };
    let [found, wanted] = [found, wanted].map(|setup| serde_json::to_value(setup).unwrap_or_default());
    let mut all = vec![];
    compare(String::new(), Some(&found), Some(&wanted), &mut all);
    Ok(all)
}

fn by_denom(terms: &[Terms]) -> Vec<Terms> {
    let mut sorted = terms.to_vec();
    sorted.sort_by(|one, other| one.denom.cmp(&other.denom));
    sorted
}

fn compare(field: String, found: Option<&Value>, wanted: Option<&Value>, all: &mut Vec<Difference>) {
    match (found, wanted) {
        (Some(Value::Object(found)), Some(Value::Object(wanted))) => {
            // Both are setups, with the same keys.
            for (key, value) in wanted {
                let path = if field.is_empty() { key.clone() } else { format!("{field}.{key}") };
                compare(path, found.get(key), Some(value), all);
            }
        }
        (Some(Value::Array(found)), Some(Value::Array(wanted))) => {
            for index in 0..found.len().max(wanted.len()) {
                compare(format!("{field}[{index}]"), found.get(index), wanted.get(index), all);
            }
        }
        (found, wanted) if found != wanted => {
            let [found, wanted] =
                [found, wanted].map(|value| value.map_or_else(|| "nothing".to_owned(), Value::to_string));
            all.push(Difference { field, found, wanted });
        }
        _ => {}
    }
}
