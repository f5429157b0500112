//! The configuration of programs that run for years, and `berth devnet`.
#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::path::{Path, PathBuf};

/// Exit code, output, errors.
fn berth(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let code = berth_cli::exit_code(["berth"].into_iter().chain(args.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn empty(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(std::fs::remove_dir_all(&directory));
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn what_init_writes_is_what_check_takes() {
    let directory = empty("config");
    for (program, section) in [("keeper", "keeper"), ("provider", "provider")] {
        let file = directory.join(format!("{program}.toml")).display().to_string();
        let (code, out, err) = berth(&[program, "config", "init", "--output", &file]);
        assert_eq!((code, out, err.as_str()), (0, format!("{file} is written\n"), ""));
        assert_eq!(berth(&[program, "config", "init", "--output", &file]).0, 2, "it was overwritten");
        let (code, out, err) = berth(&[program, "config", "check", "-c", &file]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains(&format!("[{section}]")) && out.contains("dry_run = false"), "{out}");
        // Global options go before the file.
        let (_, out, _) =
            berth(&[program, "config", "check", "-c", &file, "--dry-run", "--key", "other", "--chain", "osmosis"]);
        for told in ["dry_run = true", "name = \"other\"", "name = \"osmosis\""] {
            assert!(out.contains(told), "{told}: {out}");
        }
        let (code, out, _) = berth(&[program, "config", "init", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &told["file"]), (0, &serde_json::Value::Null));
    }
}

#[test]
fn a_wrong_configuration_is_named_and_nothing_runs() {
    let file = empty("config-wrong").join("wrong.toml");
    for (text, told) in [
        ("[keeper]\nlimt = 3\n", "wrong.toml: keeper.limt is an unknown key, allowed: "),
        ("[keeper]\nlimit = 33\n", "wrong.toml: keeper.limit is 33, allowed: 1 to 32"),
        ("[keeper\n", "wrong.toml, line 1"),
    ] {
        std::fs::write(&file, text).unwrap();
        let path = file.display().to_string();
        for args in [&["keeper", "config", "check", "-c", &path][..], &["keeper", "run", "-c", &path]] {
            let (code, out, err) = berth(args);
            assert_eq!((code, out.as_str()), (2, ""), "{err}");
            assert!(err.contains(told), "{err}");
        }
    }
    let (code, _, err) = berth(&["keeper", "run", "--exchange", "missing.toml"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("missing.toml: "), "{err}");
}

#[test]
fn a_devnet_with_an_exchange_and_keys() {
    let directory = empty("devnet");
    let path = |name: &str| directory.join(name).display().to_string();
    std::fs::write(path("passphrase"), "correct horse battery").unwrap();
    let (exchange, keys, passphrase) = (path("exchange.toml"), path("keys"), path("passphrase"));
    let args = ["devnet", "--port", "0", "--block-time", "50", "--blocks", "2", "--deploy", &exchange, "--keys"];
    let globals = ["--keys-dir", &keys, "--passphrase-file", &passphrase];
    let (code, out, err) = berth(&[&args[..], &globals, &["--json"]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&told["chain_id"], told["accounts"].as_array().unwrap().len()), (&"berth-1".into(), 6));
    assert!(told["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{told}");
    berth_client::ExchangeFile::read(Path::new(&exchange)).unwrap();
    let (_, out, _) = berth(&[&["keys", "list", "--chain", "local", "--json"][..], &globals].concat());
    for account in told["accounts"].as_array().unwrap() {
        assert!(out.contains(account["address"].as_str().unwrap()), "{account} is not in {out}");
    }

    // The same again: its keys are there, and a file of an exchange is not replaced without a yes.
    let again = [&args[..], &globals].concat();
    let (code, out, err) = berth(&again);
    assert_eq!((code, out.as_str()), (7, ""), "{err}");
    let (code, out, err) = berth(&[&again[..], &["--yes"]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("WORTH NOTHING ANYWHERE") && out.contains("--exchange"), "{out}");
    std::fs::write(path("setup.toml"), "max_wait_blocks = 0\n").unwrap();
    let setup = path("setup.toml");
    let (code, _, err) = berth(&[&again[..], &["--setup", &setup]].concat());
    assert_eq!(code, 2);
    assert!(err.starts_with(&format!("{setup}: ")), "{err}");
}
