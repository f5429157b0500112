//! The operator's guide.

use std::collections::BTreeSet;

const GUIDE: &str = include_str!("../../../../docs/operator.md");
const OF_KEEPERS: &str = include_str!("../../src/metrics.rs");
const OF_BLOCKS: &str = include_str!("../../../service/src/blocks/metrics.rs");

/// The names that are registered. Not read from a registry: it does not tell of a family before its first member.
fn registered(source: &str, prefix: &str) -> BTreeSet<String> {
    let names = source.split("registry.register(").skip(1).map(|rest| rest.split('"').nth(1).unwrap());
    names.map(|name| format!("{prefix}{name}")).collect()
}

/// What stands in backquotes in the first column of the table of metrics under a heading.
fn told(heading: &str) -> BTreeSet<String> {
    let section = GUIDE.split(heading).nth(1).unwrap();
    let table = section.split("| metric | meaning |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.split('|').nth(1).unwrap());
    cells.flat_map(|cell| cell.split(" by ").next().unwrap().split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

#[test]
fn the_guide_tells_of_every_metric_and_of_no_other() {
    assert_eq!(told("### Probes and metrics"), registered(OF_BLOCKS, ""));
    assert_eq!(told("\n## Keeper"), registered(OF_KEEPERS, "berth_keeper_"));
}
