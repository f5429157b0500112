//! Deployment files of another network: what comes out of them, and what is said when nothing can.

use std::path::Path;

use berth_stack::sdl::{ImportError, Imported, Options, import};
use berth_stack::{Denom, Funding, Source, Stack};
use proptest::prelude::*;

const SHOP: &str = include_str!("../sdl/shop.yaml");
const GPU: &str = include_str!("../sdl/gpu.yaml");

fn options() -> Options {
    Options {
        coin: Denom { name: "uusdc".into(), display: "USDC".into(), exponent: 6 },
        rates: ["1000000uakt=1.05", "1000000uact=1", "1000000uusdc=1"].map(|rate| rate.parse().unwrap()).into(),
        block_time: "6".parse().unwrap(),
        collateral: "5".into(),
        fund_for: "30d".into(),
        wait: 600,
        persist: true,
    }
}

fn imported(text: &str) -> Imported {
    import(text, &options()).unwrap()
}

/// `UPDATE_GOLDEN=1 cargo test -p berth-stack --test it` writes them anew.
#[test]
fn the_stack_files_that_come_out() {
    for (name, text) in [("shop", SHOP), ("gpu", GPU)] {
        let found = imported(text);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/sdl/{name}.stack.yaml"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, &found.text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), found.text, "{name}: see UPDATE_GOLDEN");
        assert_eq!(Stack::parse(&found.text).unwrap(), found.stack);
    }
}

#[test]
fn what_is_carried_over_means_the_same() {
    let stack = imported(SHOP).stack;
    assert_eq!((stack.denom.name.as_str(), stack.funding), ("uusdc", Funding::Seconds(2_592_000)));
    let west = &stack.infrastructure[0];
    assert_eq!((west.name.as_str(), west.region.as_str(), west.persist), ("west-coast", "us-west", true));
    let groups: Vec<_> =
        west.resources.iter().map(|group| (group.count, group.compute.cpu, group.compute.disk)).collect();
    // Two services share a profile, and so a group; 1 GB is more than 953 MiB.
    assert_eq!(groups, [(5, 500, 954), (1, 1_001, 21_504)]);
    // 100 uakt a block of 6 s at 1.05: 45.36 USDC a month.
    assert_eq!(
        (west.resources[0].price * cosmwasm_std::Decimal::from_ratio(2_592_000_u128, 1_u128)).to_string(),
        "45360000"
    );
    let workloads = &stack.manifest.workloads;
    let names: Vec<&str> = workloads.keys().map(String::as_str).collect();
    assert_eq!(names, ["db", "front", "worker-east", "worker-west-coast"]);
    assert_eq!(workloads["front"].env["API"], "http://worker:9090");
    assert_eq!(workloads["front"].env["GREETING"], "Willkommen – \"zu Hause\"");
    assert_eq!((workloads["front"].env["EMPTY"].as_str(), workloads["front"].env["BARE"].as_str()), ("", ""));
    assert_eq!(workloads["worker-east"].args, ["exec worker --from 'a: b' # all"]);
    let from: Vec<&Source> = workloads["db"].connections.iter().map(|connection| &connection.from).collect();
    let workload = |name: &str| Source::Workload(name.into());
    assert_eq!(from, [&workload("worker-east"), &workload("worker-west-coast")]);
    let gpu = imported(GPU).stack;
    assert_eq!(gpu.infrastructure[0].notice, 86_400);
    assert_eq!(gpu.manifest.workloads["model"].args, ["--model", "null", "yes"]);
    let found = gpu.infrastructure[0].resources[0].compute.gpu.clone().unwrap();
    let memory = found.memory.unwrap();
    assert_eq!(
        (found.count, found.vendor.as_str(), found.model.as_deref(), memory),
        (2, "nvidia", Some("h100"), 81_920)
    );
}

#[test]
fn all_that_is_not_carried_over_is_named_with_its_place() {
    let found = imported(SHOP);
    let paths: Vec<&str> = found.dropped.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "services.front.env[4]",
            "services.front.env[5]",
            "services.front.expose[0].as",
            "services.front.expose[0].accept",
            "services.front.expose[0].http_options",
            "services.front.expose[2].proto",
            "services.front.expose[3]",
            "services.worker",
            "services.worker.dependencies",
            "services.db.credentials",
            "services.db.params",
            "services.db.expose[0].to[1]",
            "services.idle",
            "profiles.compute.small.resources.storage.size",
            "profiles.compute.Data_Base.resources.cpu.units",
            "profiles.compute.Data_Base.resources.cpu.attributes",
            "profiles.compute.Data_Base.resources.storage[1].name",
            "profiles.compute.Data_Base.resources.storage[1].attributes.persistent",
            "profiles.compute.Data_Base.resources.storage[1].attributes.class",
            "profiles.compute.Data_Base.resources.storage[2].name",
            "profiles.compute.Data_Base.resources.storage[2].attributes.class",
            "profiles.placement.west_coast",
            "profiles.placement.west_coast.attributes.host",
            "profiles.placement.west_coast.attributes.Tier",
            "profiles.placement.west_coast.signedBy",
            "profiles.placement.nowhere",
            "endpoints",
        ]
    );
    let as_port = found.dropped[2].to_string();
    let told = "services.front.expose[0].as (line 17, column 13) is not carried over: port 3000 is reached as itself, not as 80";
    assert_eq!(as_port, told);
    for one in &found.dropped {
        assert!(found.text.contains(&format!("#   {one}\n")), "{one}");
    }
    assert!(!found.text.contains("hunter22"), "a password went into the stack file");
}

fn refused(text: &str) -> String {
    match import(text, &options()) {
        Err(ImportError::File(errors)) => errors.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn mistakes_say_where_what_and_what_is_allowed() {
    let edits = [
        ("version: \"2.0\"", "version: \"1.0\"", "version is \"1.0\" (line 3, column 10), allowed: 2.0 or 2.1"),
        ("    image: postgres:18\n", "", "services.db.image is missing (line 45, column 5), allowed: "),
        ("size: 512Mi", "size: 512MB", "profiles.compute.small.resources.memory.size is \"512MB\""),
        ("units: 0.5", "units: 0", "profiles.compute.small.resources.cpu.units is \"0\""),
        (
            "profile: Data_Base",
            "profile: Database",
            "deployment.db.west_coast.profile is \"Database\", which is not in the file",
        ),
        ("    east: {profile", "    eats: {profile", "deployment.worker.eats is \"eats\", which is not in the file"),
        ("  db:\n    west_coast: {", "  bd:\n    west_coast: {", "deployment.bd is \"bd\", which is not in the file"),
        (
            "small: {denom: uakt, amount: 120}",
            "other: {denom: uakt, amount: 120}",
            "profiles.placement.east.pricing.small is missing",
        ),
        (
            "denom: uakt\n",
            "denom: uosmo\n",
            "denom is \"uosmo\" (line 102, column 18), allowed: a coin of which the rate was given: uakt, uact, uusdc",
        ),
        (
            "amount: 100\n",
            "amount: 0\n",
            "amount is \"0\" (line 103, column 19), allowed: what comes to 0.000001 to 10^20 USDC a month",
        ),
        ("count: 2", "count: 0", "deployment.front.west_coast.count is \"0\""),
        (
            "          - service: front",
            "          - service: frnot",
            "services.worker.expose[0].to[0].service is \"frnot\", which is not in the file",
        ),
        (
            "    expose:\n      - port: 8080",
            "    exposes:\n      - port: 8080",
            "services.worker.exposes is not a known key",
        ),
        ("port: 3000", "port: 0", "services.front.expose[0].port is \"0\""),
    ];
    for (from, to, told) in edits {
        let text = SHOP.replacen(from, to, 1);
        assert_ne!(text, SHOP, "{from}");
        let found = refused(&text);
        assert!(found.contains(told), "{from} -> {to}: {found}");
    }
    let gpu = GPU
        .replace("units: 2", "units: 2\n          attribute: 1")
        .replace("attributes:\n            vendor", "attributes:\n            vendors");
    assert!(refused(&gpu).contains("gpu.attribute is not a known key"), "{}", refused(&gpu));
}

#[test]
fn options_are_checked_first() {
    let option = |options: Options| match import(SHOP, &options) {
        Err(ImportError::Option(invalid)) => invalid.to_string(),
        other => panic!("{other:?}"),
    };
    let base = options();
    assert!(
        option(Options { collateral: "five".into(), ..base.clone() }).starts_with("collateral is \"five\", allowed: ")
    );
    assert!(option(Options { fund_for: "30".into(), ..base.clone() }).starts_with("fund_for is \"30\", allowed: "));
    assert!(option(Options { wait: 0, ..base }).starts_with("wait is 0, allowed: "));
}

#[test]
fn what_the_exchange_would_not_take_is_said_of_the_outcome() {
    let options = Options { collateral: "0.0000001".into(), ..options() };
    let Err(ImportError::Outcome(errors)) = import(SHOP, &options) else { panic!() };
    assert!(errors.to_string().contains("collateral is \"0.0000001\""), "{errors}");
}

proptest! {
    #[test]
    fn whatever_a_stranger_writes_is_an_answer(at in 0_usize..2_000, cut in 0_usize..40, piece in "\\PC{0,6}|[ \n:{}\\[\\]-]{0,6}") {
        for text in [SHOP, GPU] {
            let mut edited: Vec<char> = text.chars().collect();
            let at = at % edited.len();
            let end = (at + cut).min(edited.len());
            edited.splice(at..end, piece.chars());
            let text: String = edited.into_iter().collect();
            if let Ok(found) = import(&text, &options()) {
                prop_assert_eq!(Stack::parse(&found.text).unwrap(), found.stack);
            }
        }
    }
}
