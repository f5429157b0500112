//! What the sources and schemas must never contain.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub const MANIFEST: &str = include_str!("../../../Cargo.toml");

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file below a folder.
pub fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// S11: sums trap in the compiled contracts. S55: they need nothing that a live host lacks.
#[test]
fn the_build_checks_overflow_and_asks_for_no_new_capability() {
    let (_, release) = MANIFEST.split_once("[profile.release]").unwrap();
    for line in ["overflow-checks = true", "panic = \"abort\""] {
        assert!(release.contains(line), "{line}");
    }
    let asked: Vec<&str> = MANIFEST.split('"').filter(|word| word.starts_with("cosmwasm_")).collect();
    assert!(!asked.is_empty() && asked.iter().all(|feature| *feature == "cosmwasm_2_2"), "{asked:?}");
    for name in ["deployment", "market", "escrow", "provider-registry"] {
        let manifest = std::fs::read_to_string(root().join("contracts").join(name).join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("cosmwasm_"), "{name} asks for a capability of its own");
    }
}

fn schema(name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(root().join("schema").join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Whether a field itself, or each element of its list, is a text or bytes.
fn takes_text(property: &serde_json::Value) -> bool {
    let is = |value: &serde_json::Value| {
        let kind = value["type"].to_string();
        let bytes = ["$ref", "allOf", "anyOf"].iter().any(|key| value[*key].to_string().contains("Binary"));
        (kind.contains("\"string\"") && value["enum"].is_null()) || bytes
    };
    is(property) || is(&property["items"])
}

/// Every field of the messages that takes a text or bytes.
fn texts(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(object) => {
            if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                for (name, property) in properties {
                    if takes_text(property) {
                        found.insert(name.clone());
                    }
                }
            }
            object.values().for_each(|value| texts(value, found));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// S52: no message has a field for a secret: a manifest is its hash, a certificate is public, the rest are names.
/// S21: nor one for a message that a stranger would have a contract send.
#[test]
fn messages_have_no_field_for_secrets_or_for_other_messages() {
    let mut found = BTreeSet::new();
    for name in ["deployment", "market", "escrow", "provider_registry"] {
        let execute = &schema(name)["execute"];
        texts(execute, &mut found);
        for forbidden in ["CosmosMsg", "WasmMsg", "BankMsg"] {
            assert!(!execute.to_string().contains(forbidden), "{name}: {forbidden}");
        }
    }
    let names = [
        // Addresses.
        "admin",
        "all_of",
        "any_of",
        "caller",
        "exclude",
        "fee_collector",
        "guardian",
        "owner",
        "provider",
        "refund_to",
        // Checked words.
        "denom",
        "endpoint",
        "key",
        "model",
        "name",
        "region",
        "remove",
        "value",
        "vendor",
        // A hash; a public certificate.
        "version",
        "certificate",
    ];
    let known: BTreeSet<String> = names.map(str::to_owned).into();
    let unknown: Vec<_> = found.difference(&known).collect();
    assert!(unknown.is_empty(), "fields that take a text: {unknown:?}");
}

/// S05: no contract asks the bank what it has, but for the query by which anybody may check escrow's books.
#[test]
fn no_contract_decides_by_its_own_bank_balance() {
    for (path, text) in rust_files(&root().join("contracts")) {
        let asks = ["query_balance", "BankQuery", "query_all_balances"].iter().any(|word| text.contains(word));
        let may =
            path.ends_with("escrow/src/query/total.rs") || path.components().any(|part| part.as_os_str() == "tests");
        assert!(!asks || may, "{} asks the bank", path.display());
    }
}

/// S28: what a failure says is passed on at most, never looked into: chains cut it, and its words may change.
#[test]
fn no_contract_reads_the_text_of_a_failure() {
    let contracts = root().join("contracts");
    let mut answering = BTreeSet::new();
    for (path, text) in rust_files(&contracts) {
        let path = path.strip_prefix(&contracts).unwrap();
        if path.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let reads = ["SubMsgResult::Err(text)", "err.to_string().contains", "error.to_string().contains"];
        assert!(!reads.iter().any(|words| text.contains(words)), "{} reads an error's text", path.display());
        if text.contains("Reply") {
            answering.insert(path.display().to_string());
        }
    }
    // The one reply: see `what_has_failed_is_told_and_nobody_elses_answer_is_taken`.
    let market = ["contract.rs", "error.rs", "scheduler.rs"].map(|file| format!("market/src/{file}"));
    assert_eq!(answering, market.into());
}
