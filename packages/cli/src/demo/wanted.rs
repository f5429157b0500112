//! What the tenant wants: the one place that will know how a stack file is read.

use std::path::Path;

use berth_domain::{DeploymentInfrastructure, WaitDuration};
use cosmwasm_std::HexBinary;

use crate::Failure;
use crate::currency::Currency;

/// A stack, as far as it goes on chain.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where it was read.
    pub source: String,
    pub currency: Currency,
    pub wait: WaitDuration,
    pub version: HexBinary,
    pub infrastructure: Vec<DeploymentInfrastructure>,
}

impl Wanted {
    /// The example that is built in; a file is refused until the stack package reads one.
    pub fn read(file: Option<&Path>) -> Result<Self, Failure> {
        if let Some(file) = file {
            let text = format!("{}: stack files cannot be read yet, allowed: the built-in example", file.display());
            return Err(Failure::Input(text));
        }
        use berth_domain::{Attribute, ComputeUnit, Requirements, ResourceGroup};
        use cosmwasm_std::{Decimal, Uint128};
        let group = |cpu, memory, disk, count, cents: u128, coll: u128| ResourceGroup {
            compute: ComputeUnit { cpu, memory, disk, bandwidth: 100, gpu: None },
            price: Decimal::from_ratio(cents * 10_000, 2_592_000_u128),
            collateral: Uint128::new(coll),
            count,
        };
        let infra = |name: &str, resources| DeploymentInfrastructure {
            name: name.into(),
            region: "eu-west".into(),
            persist: true,
            resources,
            requirements: Requirements {
                attributes: vec![Attribute { key: "tier".into(), value: "3".into() }],
                exclude: vec![],
            },
        };
        Ok(Self {
            source: "the built-in example".into(),
            currency: Currency { denom: "uusdc".into(), symbol: "USDC".into(), decimals: 6 },
            wait: WaitDuration::Seconds(600),
            version: HexBinary::from(vec![7; 32]),
            infrastructure: vec![
                infra("web", vec![group(1_000, 2_048, 10_240, 2, 1_200, 5_000_000)]),
                infra("db", vec![group(2_000, 8_192, 102_400, 1, 4_800, 10_000_000)]),
            ],
        })
    }
}
