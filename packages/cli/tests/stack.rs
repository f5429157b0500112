//! `berth demo --stack`: every example is played to its end, and a file that is wrong is refused with reasons.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test ends there")]

use std::path::{Path, PathBuf};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../examples/{name}.yaml"))
}

/// Exit code, output, errors.
fn demo(file: &Path, more: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let args = ["berth", "demo", "--fast", "--stack", file.to_str().unwrap()];
    let code = berth_cli::exit_code(args.into_iter().chain(more.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn every_example_comes_to_a_good_end() {
    for (name, seed) in ["web", "node", "inference"].into_iter().flat_map(|name| (1..=3).map(move |seed| (name, seed)))
    {
        let (code, out, err) = demo(&example(name), &["--json", "--seed", &seed.to_string()]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}, seed {seed}");
        assert!(out.lines().next().unwrap().contains("\"roundings\":[\"infrastructure."), "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said_line_by_line() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wrong.yaml");
    let text = std::fs::read_to_string(example("web")).unwrap();
    std::fs::write(&file, text.replace("2Gi", "2GB").replace("placement: [db]", "placement: [bd]")).unwrap();
    let (code, out, err) = demo(&file, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    let lines: Vec<&str> = err.lines().collect();
    assert_eq!(lines.len(), 2, "{err}");
    let starts = |line: &str, start: &str| line.starts_with(&format!("{}: {start}", file.display()));
    assert!(
        starts(lines[0], "infrastructure.web.resources[0].compute.memory is \"2GB\" (line 15, column 35)"),
        "{err}"
    );
    assert!(starts(lines[1], "manifest.workloads.db.placement[0] is \"bd\", which is not in the file"), "{err}");
}

#[test]
fn a_file_that_is_not_there() {
    let (code, _, err) = demo(&example("nothing"), &[]);
    assert_eq!(code, 2);
    assert!(err.contains("nothing.yaml: "), "{err}");
}

#[test]
fn a_deposit_that_opens_nothing() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("poor.yaml");
    let text = std::fs::read_to_string(example("web")).unwrap();
    std::fs::write(&file, text.replace("fund_for: 30d", "deposit: 0.1")).unwrap();
    let (code, _, err) = demo(&file, &[]);
    assert_eq!(code, 2);
    assert!(err.contains("poor.yaml: deposit is 0.100000 USDC, allowed: at least 0."), "{err}");
}
