//! Which code a contract runs, and the step from one to the next.

use berth_api::{API_VERSION, VersionResponse};
use cosmwasm_std::{StdError, StdResult, Storage};
use thiserror::Error;

/// Code that does not follow what the contract runs. The contract's name comes before it.
#[derive(Debug, Error)]
#[error("migrate: {0}")]
pub struct MigrateError(#[from] StdError);

/// Moves the contract to `version`: its name must be `name`, its version must not go down. Nothing else is written.
pub fn migrate_to(storage: &mut dyn Storage, name: &str, version: &str) -> Result<(), MigrateError> {
    cw2::ensure_from_older_version(storage, name, version)?;
    Ok(())
}

/// What the contract is, and what it speaks.
pub fn version(storage: &dyn Storage) -> StdResult<VersionResponse> {
    let cw2::ContractVersion { contract, version } = cw2::get_contract_version(storage)?;
    Ok(VersionResponse { contract, version, api: API_VERSION })
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    #[test]
    fn names_match_and_versions_do_not_go_down() {
        let mut storage = MockStorage::new();
        cw2::set_contract_version(&mut storage, "berth/market", "0.2.0").unwrap();
        for (name, next) in [("berth/escrow", "0.3.0"), ("berth/market", "0.1.9"), ("berth/market", "new")] {
            let error = migrate_to(&mut storage, name, next).unwrap_err().to_string();
            assert!(error.starts_with("migrate: "), "{error}");
        }
        for next in ["0.2.0", "0.3.0", "0.3.0"] {
            migrate_to(&mut storage, "berth/market", next).unwrap();
            let expected = VersionResponse { contract: "berth/market".into(), version: next.into(), api: API_VERSION };
            assert_eq!(version(&storage).unwrap(), expected);
        }
    }
}
