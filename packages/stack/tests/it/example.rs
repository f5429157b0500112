//! The three examples, and what each of them means. `UPDATE_GOLDEN=1 cargo test -p berth-stack` writes the goldens.

use std::path::{Path, PathBuf};

use berth_domain::{Requirements, SignedBy, WaitDuration};
use berth_stack::{Funding, Stack};
use cosmwasm_std::Uint128;
use serde_json::{Value, json};

pub const NAMES: [&str; 3] = ["web", "node", "inference"];

/// The text of an example.
pub fn text(name: &str) -> String {
    std::fs::read_to_string(root().join(format!("examples/{name}.yaml"))).unwrap()
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The stack of an example, after `edit` of its text.
pub fn edited(name: &str, edit: impl Fn(&str) -> String) -> Stack {
    let before = text(name);
    let after = edit(&before);
    assert_ne!(before, after, "nothing was edited");
    Stack::parse(&after).unwrap_or_else(|errors| panic!("{errors}"))
}

fn golden(stack: &Stack) -> Value {
    let manifest: Value = serde_json::from_str(&stack.manifest.canonical_json()).unwrap();
    json!({
        "denom": [stack.denom.name, stack.denom.display, stack.denom.exponent],
        "funding": match stack.funding {
            Funding::Deposit(amount) => json!({ "deposit": amount }),
            Funding::Seconds(seconds) => json!({ "seconds": seconds }),
        },
        "infrastructure": stack.infrastructure,
        "manifest": manifest,
        "roundings": stack.roundings().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "version": stack.version(),
        "wait": stack.wait,
    })
}

#[test]
fn each_means_what_it_meant() {
    for name in NAMES {
        let stack = Stack::parse(&text(name)).unwrap_or_else(|errors| panic!("{errors}"));
        let found = golden(&stack);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.json"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        }
        let expected: Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap_or_default()).unwrap_or_default();
        assert_eq!(found, expected, "{name}: run with UPDATE_GOLDEN=1 if it should be so");
    }
}

#[test]
fn what_is_left_out_has_a_default() {
    let short = "
        stack: 1
        denom: {name: uusdc, display: USDC, exponent: 6}
        wait: {blocks: 5}
        deposit: 3
        infrastructure:
          any: {resources: [{compute: {cpu: 1, memory: 1Gi}, price: {hour: 1}, collateral: 1}]}
        manifest: {workloads: {one: {container: busybox, compute: {cpu: 1, memory: 1Gi}, placement: [any]}}}";
    let stack = Stack::parse(short).unwrap();
    assert_eq!(stack.wait, WaitDuration::Blocks(5));
    let any = &stack.infrastructure[0];
    assert_eq!((any.region.as_str(), any.persist), ("", false));
    assert_eq!((any.notice, &any.requirements), (0, &Requirements::default()));
    let group = &any.resources[0];
    assert_eq!((group.count, group.compute.disk, group.compute.bandwidth, &group.compute.gpu), (1, 0, 0, &None));
    let one = &stack.manifest.workloads["one"];
    assert_eq!((one.count, one.command.len(), one.args.len(), one.env.len(), one.connections.len()), (1, 0, 0, 0, 0));
}

#[test]
fn all_that_can_be_asked_of_a_provider() {
    let asked = "persist: true
    notice: 36h
    signed_by: {any_of: [d, c], all_of: [b, a]}
    min_stake: 340282366920938463463374607431768211455
    min_reputation: 1000
    exclude: [z, y]";
    let stack = edited("web", |text| text.replacen("persist: true", asked, 1));
    let web = &stack.infrastructure[0];
    assert_eq!(web.notice, 129_600);
    let texts = |list: [&str; 2]| list.map(str::to_owned).to_vec();
    let expected = Requirements {
        signed_by: SignedBy { all_of: texts(["a", "b"]), any_of: texts(["c", "d"]) },
        min_stake: Uint128::MAX,
        min_reputation: 1_000,
        exclude: texts(["y", "z"]),
        attributes: web.requirements.attributes.clone(),
    };
    assert_eq!(web.requirements, expected);
}

#[test]
fn a_value_is_the_text_that_stands_in_the_file() {
    let stack = edited("web", |text| {
        let env =
            "DATABASE: db:5432\n        A: no\n        B: 1.10\n        C: 0x10\n        D: \"\"\n        E: 'null'";
        text.replace("DATABASE: db:5432", env)
    });
    let env = &stack.manifest.workloads["web"].env;
    let values: Vec<&str> = ["A", "B", "C", "D", "E"].iter().map(|name| env[*name].as_str()).collect();
    assert_eq!(values, ["no", "1.10", "0x10", "", "null"]);
}

#[test]
fn an_alias_is_what_it_names() {
    let stack = edited("web", |text| {
        let anchored = text.replacen("attributes: {tier: 3}", "attributes: &tier {tier: 3}", 1);
        anchored.replacen("attributes: {tier: 3}", "attributes: *tier", 1)
    });
    assert_eq!(stack, Stack::parse(&text("web")).unwrap());
}
