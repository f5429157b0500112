//! What the catalogue lists, and what the sources declare.

use std::collections::BTreeSet;

const CATALOGUE: &str = include_str!("../../../docs/errors.md");
const ADMISSION: &str = include_str!("../../../packages/contract-kit/src/admission.rs");
const VERSION: &str = include_str!("../../../packages/contract-kit/src/version.rs");
const SOURCES: [(&str, &str); 4] = [
    ("deployment", include_str!("../../../contracts/deployment/src/error.rs")),
    ("market", include_str!("../../../contracts/market/src/error.rs")),
    ("escrow", include_str!("../../../contracts/escrow/src/error.rs")),
    ("provider-registry", include_str!("../../../contracts/provider-registry/src/error.rs")),
];

/// The codes of `docs/errors.md`.
#[derive(Default)]
pub struct Documented {
    /// To which a message, a question, or the making of a contract leads.
    pub provoked: BTreeSet<String>,
    /// To which none does.
    pub unreachable: BTreeSet<String>,
}

pub fn documented() -> Documented {
    let mut documented = Documented::default();
    let (mut contract, mut beyond_reach) = ("", false);
    for line in CATALOGUE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            (contract, beyond_reach) = (heading, false);
        }
        beyond_reach |= line == "**No message leads here**";
        let Some(row) = line.strip_prefix("| `") else { continue };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(cells.len() == 4 && cells[1].len() > 3 && cells[2].len() > 3, "{line}");
        let codes = if beyond_reach { &mut documented.unreachable } else { &mut documented.provoked };
        assert!(codes.insert(format!("{contract}/{}", cells[0].trim_matches('`'))), "{line} stands twice");
    }
    documented
}

/// Every code that an error of a contract can begin with.
pub fn declared() -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    for (contract, source) in SOURCES {
        let mut codes = after(source, &format!("\"{contract}/"));
        if source.contains("AdmissionError") {
            codes.extend(after(ADMISSION, "#[error(\""));
        }
        if source.contains("MigrateError") {
            codes.extend(after(VERSION, "#[error(\""));
        }
        // Chosen by a function, not by the text's beginning.
        if let Some((_, function)) = source.split_once("fn stake_code") {
            codes.extend(function.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        declared.extend(codes.into_iter().map(|code| format!("{contract}/{code}")));
    }
    declared
}

/// The words that stand between `marker` and a colon.
fn after(source: &str, marker: &str) -> Vec<String> {
    let words = source.split(marker).skip(1).filter_map(|rest| rest.split_once(':').map(|(word, _)| word));
    words.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_')).map(str::to_owned).collect()
}
