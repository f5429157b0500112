//! Everything that can be wrong, and what is said about it.

use berth_stack::{Stack, StackError};

use crate::example;

/// What is wrong with the web example after an edit.
fn errors(from: &str, to: &str) -> Vec<StackError> {
    let text = example::text("web");
    assert!(text.contains(from), "{from}");
    Stack::parse(&text.replacen(from, to, 1)).expect_err(to).iter().cloned().collect()
}

/// The only thing that is wrong with the web example after an edit.
fn error(from: &str, to: &str) -> String {
    let errors = errors(from, to);
    assert_eq!(errors.len(), 1, "{errors:?}");
    format!("{}: {}", errors[0].code(), errors[0])
}

#[test]
fn each_kind() {
    let cases = [
        (
            ("memory: 2Gi", "memory: 2GB"),
            "stack/wrong_value: infrastructure.web.resources[0].compute.memory is \"2GB\" (line 15, column 35), \
             allowed: a whole number of Mi, Gi or Ti, as in 512Mi",
        ),
        (
            ("collateral: 5", "collateral: 5\n        colateral: 6"),
            "stack/unknown_key: infrastructure.web.resources[0].colateral is not a known key (line 18, column 9), \
             did you mean `collateral`? allowed: count, compute, price, collateral",
        ),
        (
            ("wait:", "pause: 3\nwait:"),
            "stack/unknown_key: pause is not a known key (line 5, column 1), \
             allowed: stack, denom, wait, deposit, fund_for, infrastructure, manifest",
        ),
        (
            ("workload: web", "workload: wed"),
            "stack/unknown_name: manifest.workloads.db.connections[0].workload is \"wed\", which is not in the file \
             (line 45, column 34), did you mean `web`? allowed: db, web",
        ),
        (
            ("placement: [web]", "placement: [frontend]"),
            "stack/unknown_name: manifest.workloads.web.placement[0] is \"frontend\", which is not in the file \
             (line 33, column 19), allowed: db, web",
        ),
        (
            ("        collateral: 5\n", ""),
            "stack/missing_key: infrastructure.web.resources[0].collateral is missing (line 14, column 9), \
             allowed: a decimal number with at most 20 digits before the point and 18 behind it, as in 12.50",
        ),
        (
            ("persist: true", "persist: true\n    region: us-east"),
            "stack/duplicate_key: infrastructure.web.region is there twice (line 13, column 5), \
             allowed: once, as on line 10",
        ),
        (
            ("{month: 17.00}", "{}"),
            "stack/not_one: infrastructure.web.resources[0].price has none (line 16, column 16), \
             allowed: exactly one of hour, month",
        ),
        (
            ("fund_for: 30d", "fund_for: 30d\ndeposit: 1"),
            "stack/not_one: the file has deposit and fund_for (line 2, column 1), \
             allowed: exactly one of deposit, fund_for",
        ),
        (
            ("count: 2\n      placement: [web]", "count: 5\n      placement: [web]"),
            "stack/no_room: manifest.workloads.web has 5 instances (line 30, column 7), of which 4 find room, allowed: \
             as many as fit into the compute units of infrastructure web",
        ),
        (
            ("stack: 1", "stack: 1\n  x: 2"),
            "stack/unreadable: the file is not readable (line 3, column 4): mapping values are not allowed in this context",
        ),
    ];
    for ((from, to), expected) in cases {
        assert_eq!(error(from, to), expected);
    }
}

#[test]
fn bounds_of_the_exchange_are_told_where_the_file_breaks_them() {
    let cases = [
        (
            "memory: 2Gi",
            "memory: 0Mi",
            "infrastructure.web.resources[0].compute.memory is \"0Mi\" (line 15, column 35), allowed: 1 to",
        ),
        ("count: 2", "count: 0", "infrastructure.web.resources[0].count is \"0\" (line 14, column 16), allowed: 1 to"),
        (
            "month: 17.00",
            "month: 0.0",
            "infrastructure.web.resources[0].price.month is \"0.0\" (line 16, column 24), allowed: more than 0",
        ),
        ("region: eu-west", "region: EU", "infrastructure.web.region is \"EU\" (line 10, column 13), allowed: 1 to"),
        ("tier: 3", "tier: A", "infrastructure.web.attributes.tier is \"A\" (line 11, column 24), allowed: 1 to"),
        (
            "tier: 3",
            "Tier: 3",
            "infrastructure.web.attributes.Tier is named \"Tier\" (line 11, column 18), allowed: 1 to",
        ),
        (
            "persist: true",
            "notice: 31d",
            "infrastructure.web.notice is \"31d\" (line 12, column 13), allowed: 0 to 2592000",
        ),
        (
            "persist: true",
            "min_reputation: 1001",
            "infrastructure.web.min_reputation is \"1001\" (line 12, column 21), allowed: 0 to 1000",
        ),
        (
            "persist: true",
            "signed_by: {all_of: [a, b, c], any_of: [d, e]}",
            "infrastructure.web.signed_by is a list of 5 (line 12, column 16), allowed: 0 to 4 elements",
        ),
        ("{seconds: 600}", "{blocks: 0}", "wait.blocks is \"0\" (line 5, column 16), allowed: 1 to"),
        ("cpu: 0.5", "cpu: 0", "manifest.workloads.web.compute.cpu is \"0\" (line 31, column 22), allowed: 1 to"),
    ];
    for (from, to, expected) in cases {
        let error = error(from, to);
        assert!(error.starts_with(&format!("stack/wrong_value: {expected}")), "{error}");
    }
    let text = example::text("web").replace("web:", "Web:").replace("[web]", "[Web]").replace("load: web", "load: Web");
    let errors = Stack::parse(&text).unwrap_err().to_string();
    assert!(errors.starts_with("infrastructure.Web is named \"Web\" (line 9, column 3), allowed: 1 to"), "{errors}");
    assert!(errors.contains("\nmanifest.workloads.Web is named \"Web\" ("), "{errors}");
}

#[test]
fn amounts_are_whole_numbers_of_the_smallest_unit() {
    let expected = "stack/wrong_value: infrastructure.web.resources[0].collateral is \"5.0000001\" (line 17, column 21), \
                    allowed: USDC with at most 6 decimals, below 2^128 uusdc";
    assert_eq!(error("collateral: 5", "collateral: 5.0000001"), expected);
}

#[test]
fn other_wrong_values() {
    let cases = [
        ("stack: 1", "stack: one"),
        ("name: uusdc", "name: u"),
        ("display: USDC", "display: US$"),
        ("exponent: 6", "exponent: 19"),
        ("fund_for: 30d", "fund_for: 1w"),
        ("seconds: 600", "seconds: ten"),
        ("persist: true", "persist: yes"),
        ("persist: true", "exclude: [a, b, a]"),
        ("persist: true", "signed_by: {all_of: [a, a]}"),
        ("persist: true", "signed_by: [a]"),
        ("persist: true", "notice: 0d"),
        ("persist: true", "notice: 86400"),
        ("persist: true", "min_stake: 1.5"),
        ("persist: true", "min_stake: 340282366920938463463374607431768211456"),
        ("persist: true", "min_reputation: -1"),
        ("month: 17.00", "month: -17"),
        ("month: 17.00", "hour: 99999999999999999999"),
        ("nginx:1.29", "two words"),
        ("placement: [web]", "placement: []"),
        ("placement: [web]", "placement: [web, web]"),
        ("placement: [web]", "placement: web"),
        ("cpu: 0.5", "gpu: {vendor: [nvidia]}, cpu: 0.5"),
        ("POSTGRES_DB: site", "POSTGRES-DB: site"),
        ("POSTGRES_DB: site", "POSTGRES_DB: \"a\\0\""),
        ("POSTGRES_DB: site", "POSTGRES_DB:"),
        ("port: 443", "port: 70000"),
        ("global: true", "global: false"),
        ("- {port: 443, global: true}", "- {port: 443, global: true}\n        - {port: 443, global: true}"),
        ("- {port: 443, global: true}", "- 443"),
        ("count: 2\n      placement", "count: 10001\n      placement"),
    ];
    for (from, to) in cases {
        let errors = errors(from, to);
        assert_eq!(errors.len(), 1, "{to}: {errors:?}");
        assert_eq!(errors[0].code(), "stack/wrong_value", "{}", errors[0]);
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_in_order() {
    let text = example::text("web").replace("cpu: 1,", "cpu: x,").replace("5432, workload: web", "0, workload: db");
    let text = text.replace("fund_for: 30d", "funds: 30d");
    let errors = Stack::parse(&text).unwrap_err();
    let paths: Vec<_> = errors.iter().map(|error| error.path.as_str()).collect();
    let expected =
        ["", "funds", "infrastructure.web.resources[0].compute.cpu", "manifest.workloads.db.connections[0].port"];
    assert_eq!(paths, expected);
    assert_eq!(errors.to_string().lines().count(), 4);
}

#[test]
fn too_many() {
    let infrastructure = |count: usize| {
        let one = "{resources: [{compute: {cpu: 1, memory: 1Gi}, price: {hour: 1}, collateral: 1}]}";
        let all: String = (0..count).map(|index| format!("\n  more{index}: {one}")).collect();
        example::text("web").replace("infrastructure:", &format!("infrastructure:{all}"))
    };
    assert!(Stack::parse(&infrastructure(14)).is_ok());
    let errors = Stack::parse(&infrastructure(15)).unwrap_err().to_string();
    assert!(errors.starts_with("infrastructure is a list of 17 (line 9, column 3), allowed: 1 to 16"), "{errors}");
    let workloads = |count: usize| {
        let one = "{container: x, compute: {cpu: 1m, memory: 1Mi}, placement: [web]}";
        let all: String = (0..count).map(|index| format!("\n    more{index}: {one}")).collect();
        example::text("web").replace("workloads:", &format!("workloads:{all}"))
    };
    assert!(Stack::parse(&workloads(126)).is_ok());
    let errors = Stack::parse(&workloads(127)).unwrap_err().to_string();
    assert_eq!(errors, "manifest.workloads is a mapping of 129 (line 29, column 5), allowed: 1 to 128 workloads");
}
