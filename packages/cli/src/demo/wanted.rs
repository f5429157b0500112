//! What the tenant wants: a stack file, as far as it goes on chain.

use std::fs;
use std::path::Path;

use berth_domain::{DeploymentInfrastructure, WaitDuration};
use berth_stack::Stack;
use cosmwasm_std::HexBinary;

use crate::Failure;
use crate::currency::Currency;
use crate::demo::opening::NOTICE;

/// The stack that is played where none is named.
const EXAMPLE: &str = include_str!("../../../../examples/web.yaml");

/// A stack, as far as it goes on chain.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where it was read.
    pub source: String,
    pub currency: Currency,
    pub wait: WaitDuration,
    pub version: HexBinary,
    pub infrastructure: Vec<DeploymentInfrastructure>,
    /// All of it, as it was read.
    pub stack: Stack,
}

impl Wanted {
    /// The stack in `file`, or the example that is built in.
    pub fn read(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(file) = file else {
            return Self::parse("examples/web.yaml (built in)".to_owned(), EXAMPLE);
        };
        let source = file.display().to_string();
        match fs::read_to_string(file) {
            Ok(text) => Self::parse(source, &text),
            Err(error) => Err(Failure::Input(format!("{source}: {error}"))),
        }
    }

    /// Errors are one a line, each with the file's name before it.
    fn parse(source: String, text: &str) -> Result<Self, Failure> {
        let stack = Stack::parse(text).map_err(|errors| {
            let lines: Vec<_> = errors.to_string().lines().map(|error| format!("{source}: {error}")).collect();
            Failure::Input(lines.join("\n"))
        })?;
        Ok(Self {
            source,
            currency: Currency {
                denom: stack.denom.name.clone(),
                symbol: stack.denom.display.clone(),
                decimals: stack.denom.exponent,
            },
            wait: stack.wait,
            version: stack.version(),
            infrastructure: stack.infrastructure.iter().map(in_a_hurry).collect(),
            stack,
        })
    }
}

/// Whatever it says of notices: the demo is over in minutes, and somebody leaves.
fn in_a_hurry(infrastructure: &DeploymentInfrastructure) -> DeploymentInfrastructure {
    DeploymentInfrastructure { notice: NOTICE, ..infrastructure.clone() }
}
