//! `berth deployment import`: where the stack file goes, and what is said beside it.
#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../stack/tests/sdl/{name}.yaml"))
}

/// Exit code, output, errors.
fn import(file: &Path, more: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let args = ["berth", "deployment", "import", file.to_str().unwrap()];
    let code = berth_cli::exit_code(args.into_iter().chain(more.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

const PRICED: [&str; 8] =
    ["--coin", "uusdc", "--rate", "1000000uakt=1.05", "--rate", "1000000uact=1", "--collateral", "5"];

#[test]
fn to_standard_output_and_what_was_dropped_to_the_other() {
    let (code, out, err) = import(&sample("shop"), &PRICED);
    assert_eq!(code, 0, "{err}");
    let stack = berth_stack::Stack::parse(&out).unwrap();
    assert_eq!(stack.infrastructure.len(), 2);
    let file = sample("shop").display().to_string();
    assert!(err.lines().count() > 20 && err.lines().all(|line| line.starts_with(&file)), "{err}");
}

#[test]
fn to_a_file_that_was_not_there() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("imported.yaml");
    drop(std::fs::remove_file(&file));
    let output = [&PRICED[..], &["--output", file.to_str().unwrap()]].concat();
    let (code, out, _) = import(&sample("shop"), &output);
    assert_eq!((code, out), (0, format!("{} is written\n", file.display())));
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(berth_stack::Stack::parse(&written).is_ok());
    let (code, out, err) = import(&sample("shop"), &output);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("imported.yaml: "), "{err}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn as_json() {
    let (code, out, err) = import(&sample("shop"), &[&PRICED[..], &["--json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let keys: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["dropped", "file", "stack", "version"]);
    assert_eq!(told["dropped"][0]["path"], "services.front.env[4]");
    assert_eq!((&told["dropped"][0]["line"], &told["dropped"][0]["column"]), (&13.into(), &9.into()));
    assert_eq!(told["version"].as_str().unwrap().len(), 64);
}

#[test]
fn what_is_wrong_is_said_with_field_found_and_allowed() {
    let no_rate = ["--coin", "uusdc", "--collateral", "5"];
    for (args, told) in [
        (
            &no_rate[..],
            "denom is \"uakt\" (line 102, column 18), allowed: a coin of which the rate was given: none was given",
        ),
        (
            &["--coin", "usdc", "--collateral", "5"],
            "--coin is \"usdc\", allowed: DENOM=NAME:DECIMALS, as in uusdc=USDC:6, or one of inj",
        ),
        (&["--coin", "uusdc", "--collateral", "x"], "--collateral is \"x\", allowed: a decimal number"),
        (&["--coin", "uusdc", "--collateral", "5", "--fund-for", "1w"], "--fund-for is \"1w\", allowed: "),
        (&["--coin", "uusdc", "--collateral", "5", "--rate", "uakt=1"], "as in 1000000uakt=1.05"),
        (&["--coin", "uusdc", "--collateral", "5", "--block-time", "0"], "as in 6.1"),
        (&["--coin", "uusdc"], "--collateral"),
    ] {
        let (code, out, err) = import(&sample("shop"), args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(told), "{args:?}: {err}");
    }
    let (code, _, err) = import(Path::new("missing.yaml"), &PRICED);
    assert_eq!(code, 2);
    assert!(err.starts_with("missing.yaml: "), "{err}");
}
