//! The published JSON schemas are those of the messages. `UPDATE_SCHEMA=1 cargo test -p berth-tests --test schema` writes them.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use cosmwasm_schema::generate_api;

macro_rules! schema_is_current {
    ($($name:ident),*) => {$(
        #[test]
        fn $name() {
            use berth_api::MigrateMsg;
            use berth_api::$name::{ExecuteMsg, InstantiateMsg, QueryMsg};
            let api = generate_api! {
                instantiate: InstantiateMsg,
                execute: ExecuteMsg,
                query: QueryMsg,
                migrate: MigrateMsg,
            };
            let mut text = api.render().to_string().unwrap();
            text.push('\n');
            let text = text.replace(env!("CARGO_PKG_NAME"), concat!("berth-", stringify!($name)));
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema").join(concat!(stringify!($name), ".json"));
            if std::env::var_os("UPDATE_SCHEMA").is_some() {
                std::fs::write(&file, &text).unwrap();
            }
            let published = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(published == text, "{} is out of date: run with UPDATE_SCHEMA=1", file.display());
        }
    )*};
}

schema_is_current!(deployment, market, escrow, provider_registry);
