//! What is written once and believed ever after is checked on entry: by the parameters of now, and by the chain.

use berth_api::deployment::{MAX_INFRASTRUCTURE_BYTES, Parameters};
use berth_api::{Contracts, Role};
use berth_domain::{DeploymentInfrastructure, Invalid};
use cosmwasm_std::{Deps, HexBinary, to_json_vec};

use crate::ContractError;

const VERSION_BYTES: usize = 32;

/// A version is a SHA-256.
pub fn check_version(version: &HexBinary) -> Result<(), Invalid> {
    let length = version.len();
    if length != VERSION_BYTES {
        return Err(Invalid::new("version", format!("{length} bytes"), "32 bytes"));
    }
    Ok(())
}

/// What one message writes is not too long in all.
pub fn check_size(field: &str, list: &[DeploymentInfrastructure]) -> Result<(), ContractError> {
    let length = to_json_vec(list)?.len();
    if length > MAX_INFRASTRUCTURE_BYTES {
        let allowed = format!("at most {MAX_INFRASTRUCTURE_BYTES} bytes of JSON in all");
        return Err(Invalid::new(field, format!("{length} bytes"), allowed).into());
    }
    Ok(())
}

/// Checks of an infrastructure what its own bounds leave open.
pub struct Entry<'a> {
    deps: Deps<'a>,
    max_notice: u64,
    ours: Vec<String>,
}

impl<'a> Entry<'a> {
    /// By these parameters, in this exchange.
    pub fn new(deps: Deps<'a>, contracts: &Contracts, parameters: &Parameters) -> Self {
        let ours = Role::ALL.map(|role| contracts.get(role).to_owned()).into();
        Self { deps, max_notice: parameters.max_notice, ours }
    }

    /// Its notice is not too long; its addresses are addresses of this chain, none of them one of the four contracts.
    pub fn check(&self, infrastructure: &DeploymentInfrastructure) -> Result<(), Invalid> {
        let (notice, max) = (infrastructure.notice, self.max_notice);
        if notice > max {
            return Err(Invalid::new("notice", notice, format!("0 to {max}")));
        }
        let requirements = &infrastructure.requirements;
        self.addresses("requirements.signed_by.all_of", &requirements.signed_by.all_of)?;
        self.addresses("requirements.signed_by.any_of", &requirements.signed_by.any_of)?;
        self.addresses("requirements.exclude", &requirements.exclude)
    }

    fn addresses(&self, field: &str, addresses: &[String]) -> Result<(), Invalid> {
        for (index, address) in addresses.iter().enumerate() {
            let allowed = if self.deps.api.addr_validate(address).is_err() {
                "an address of this chain, as it writes them"
            } else if self.ours.contains(address) {
                "none of the four contracts"
            } else {
                continue;
            };
            return Err(Invalid::new(format!("{field}[{index}]"), format!("`{address}`"), allowed));
        }
        Ok(())
    }
}
