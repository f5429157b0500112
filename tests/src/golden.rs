//! Texts that are committed, and written anew with `UPDATE_GOLDEN=1`.

use std::path::Path;

/// Asserts that `text` is what is committed under `tests/tests/<name>`.
pub fn assert_golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    for (number, (committed, now)) in committed.lines().zip(text.lines()).enumerate() {
        assert_eq!(committed, now, "{} line {}: run with UPDATE_GOLDEN=1", file.display(), number + 1);
    }
    assert!(committed == text, "{} is out of date: run with UPDATE_GOLDEN=1", file.display());
}
