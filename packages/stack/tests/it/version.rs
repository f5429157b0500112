//! The manifest's hash: the same however the file is written, another one for whatever else it says.

use std::collections::BTreeSet;

use berth_stack::{Manifest, Stack};
use proptest::prelude::*;

use crate::example;
use crate::written::{Dice, decoded, file, is_canonical, manifest};

#[test]
fn every_value_of_the_manifest_changes_it() {
    let edits = [
        ("    db:\n      container", "    database:\n      container"),
        ("nginx:1.29", "nginx:1.30"),
        ("cpu: 0.5", "cpu: 0.501"),
        ("memory: 1Gi", "memory: 1023Mi"),
        ("disk: 5Gi", "disk: 6Gi"),
        ("disk: 5Gi}", "disk: 5Gi, bandwidth: 1}"),
        ("count: 2\n      placement", "count: 1\n      placement"),
        ("placement: [web]", "placement: [web]\n      command: [sh]"),
        ("placement: [web]", "placement: [web]\n      args: [sh]"),
        ("placement: [web]", "placement: [web]\n      args: [\"\"]"),
        ("DATABASE: db:5432", "DATABASE: db:5433"),
        ("DATABASE: db:5432", "DATABASES: db:5432"),
        ("port: 443", "port: 444"),
        ("global: true", "workload: db"),
        ("global: true", "workload: web"),
        ("global: true", "datacenter: web"),
        ("{port: 443, global: true}", "{port: 443, global: true}\n        - {port: 80, global: true}"),
    ];
    let mut versions = BTreeSet::from([Stack::parse(&example::text("web")).unwrap().version()]);
    for (from, to) in edits {
        let stack = example::edited("web", |text| text.replacen(from, to, 1));
        assert!(versions.insert(stack.version()), "{to}");
    }
}

#[test]
fn nothing_else_does() {
    let edits = [
        ("stack: 1", "# A remark.\nstack: 1"),
        ("fund_for: 30d", "fund_for: 31d"),
        ("month: 17.00", "hour: 1"),
        ("region: eu-west", "region: us-east"),
        ("cpu: 0.5", "cpu: \"500m\""),
        ("memory: 1Gi", "memory: 1024Mi"),
        ("disk: 5Gi}", "disk: 5Gi, bandwidth: 0}"),
        ("placement: [web]", "placement: [web]\n      command: []"),
        ("{port: 443, global: true}", "{global: true, port: 443}"),
        ("[web]", "\n        - 'web' # Here."),
    ];
    let version = Stack::parse(&example::text("web")).unwrap().version();
    for (from, to) in edits {
        assert_eq!(example::edited("web", |text| text.replacen(from, to, 1)).version(), version, "{to}");
    }
}

#[test]
fn a_known_manifest_has_a_known_hash() {
    // Both stand in docs/stack.md, for whoever writes the encoding again.
    let docs = std::fs::read_to_string(example::root().join("docs/stack.md")).unwrap();
    let block = |language: &str| docs.split(&format!("```{language}\n")).nth(1).unwrap().split("```").next().unwrap();
    let stack = Stack::parse(block("yaml")).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(stack.manifest.canonical_json(), block("json").trim_end());
    assert!(docs.contains(&format!("`{}`", stack.version())), "{}", stack.version());
}

proptest! {
    /// From the encoding the manifest can be read again: no two manifests share one.
    #[test]
    fn the_encoding_says_everything(manifest in manifest()) {
        let text = manifest.canonical_json();
        prop_assert_eq!(decoded(&text), manifest);
        prop_assert!(is_canonical(&text), "{}", text);
    }

    /// However it is written, it is the same manifest with the same hash.
    #[test]
    fn order_style_and_comments_are_nothing(manifest in manifest(), seed: u64) {
        let text = file(&manifest, &mut Dice(seed));
        let stack = Stack::parse(&text);
        prop_assert!(stack.is_ok(), "{}\n{}", stack.unwrap_err(), text);
        let stack = stack.unwrap();
        prop_assert_eq!(stack.version(), manifest.hash());
        prop_assert_eq!(stack.manifest, manifest);
    }
}

#[test]
fn hashes_are_of_the_encoding() {
    let empty = Manifest { workloads: Default::default() };
    assert_eq!(empty.canonical_json(), "{\"stack\":1,\"workloads\":{}}");
    assert_eq!(empty.hash().len(), 32);
}
