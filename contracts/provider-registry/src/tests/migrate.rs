use berth_api::MigrateMsg;

use super::*;
use crate::contract::{NAME, migrate};

#[test]
fn to_the_same_or_newer_code_of_this_contract() {
    for (name, version, moves) in [
        (NAME, env!("CARGO_PKG_VERSION"), true),
        (NAME, "0.0.1", true),
        (NAME, "99.0.0", false),
        ("berth/market", "0.0.1", false),
    ] {
        let mut registry = Registry::new();
        cw2::set_contract_version(&mut registry.deps.storage, name, version).unwrap();
        match migrate(registry.deps.as_mut(), registry.env.clone(), MigrateMsg {}) {
            Ok(_) => {
                assert!(moves, "{name} {version}");
                let now = cw2::get_contract_version(&registry.deps.storage).unwrap();
                assert_eq!((now.contract.as_str(), now.version.as_str()), (NAME, env!("CARGO_PKG_VERSION")));
            }
            Err(refused) => {
                assert!(!moves, "{name} {version}");
                assert_eq!(code(&refused.to_string()), "migrate");
            }
        }
    }
}
