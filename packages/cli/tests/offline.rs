//! What commands say before any chain is asked: which option is missing or wrong, and that nothing can be reached.
#![allow(clippy::unwrap_used, reason = "a test ends there")]

/// Exit code, output, errors.
fn berth(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let code = berth_cli::exit_code(["berth"].into_iter().chain(args.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

const STACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/web.yaml");

#[test]
fn options_that_are_missing_or_wrong_are_named() {
    let keys = concat!(env!("CARGO_TARGET_TMPDIR"), "/offline-no-keys");
    for (args, told) in [
        (&["order", "list"][..], "--exchange is missing, allowed: the file that `berth chain deploy` wrote\n"),
        (&["order", "list", "--exchange", "missing.toml"], "missing.toml: "),
        (&["balance", "wasm1x"], "--chain is missing, allowed: a chain file, or one of "),
        (&["balance", "wasm1x", "--chain", "nowhere"], "--chain is \"nowhere\", allowed: a file, or one of "),
        (&["balance", "wasm1x", "--chain", "local", "--node", "ftp://x"], "endpoints[0] is "),
        (&["balance", "wasm1x", "--chain", "local", "--gas-price", "cheap"], "--gas-price is \"cheap\", allowed: "),
        (
            &["balance", "--chain", "local", "--keys-dir", keys],
            "--key is missing, allowed: the name of a key: none yet\n",
        ),
        (&["send", "wasm1x", "5", "--chain", "local"], "AMOUNT is \"5\", allowed: a number and its coin"),
        (
            &["send", "wasm1x", "1.5stake", "--chain", "local"],
            "AMOUNT is \"1.5stake\", allowed: a whole number of stake",
        ),
        (&["deployment", "submit", "missing.yaml"], "missing.yaml: "),
        (&["deployment", "submit", STACK, "--deposit", "ten"], "--deposit is \"ten\", allowed: "),
        (
            &["provider", "register", "--endpoint", "http://x", "--region", "eu"],
            "--endpoint is `http://x`, allowed: https",
        ),
        (&["provider", "register", "--endpoint", "https://x", "--region", "EU"], "--region is `EU`, allowed: 1 to 32"),
        (&["provider", "certificate", "publish", "missing.pem"], "missing.pem: "),
        (&["provider", "certificate", "publish", STACK], STACK),
    ] {
        let (code, out, err) = berth(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with(told), "{args:?}: {err}");
    }
    for (args, told) in [
        (&["lease", "show", "7.1"][..], "`7.1` is no order id, expected deployment.slot.round"),
        (&["bid", "submit", "1.1.1"], "--price"),
        (&["bid", "submit", "1.1.1", "--percent", "101"], "101 is not in 1..=100"),
        (&["lease", "confirm", "1.1.1", "--payout"], "--collect"),
        (&["deployment", "show", "first"], "invalid digit"),
    ] {
        let (code, out, err) = berth(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains(told), "{args:?}: {err}");
    }
}

#[test]
fn a_key_that_is_not_there() {
    let keys = concat!(env!("CARGO_TARGET_TMPDIR"), "/offline-no-keys");
    let (code, out, err) = berth(&["balance", "--chain", "local", "--keys-dir", keys, "--key", "anna"]);
    assert_eq!((code, out.as_str()), (5, ""));
    assert!(err.starts_with("there is no key \"anna\" in ") && err.contains("there are none yet"), "{err}");
}

#[test]
fn a_chain_that_nobody_answers_for_is_exit_code_3() {
    // A port of this machine on which nobody listens: it was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let node = format!("http://127.0.0.1:{port}");
    let args =
        ["balance", "wasm19rl4cm2hmr8afy4kldpxz3fka4jguq0ak3pr0s", "--chain", "local", "--node", &node, "--json"];
    let (code, out, err) = berth(&args);
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    let told: serde_json::Value = serde_json::from_str(&err).unwrap();
    assert_eq!(told["error"]["code"], "unreachable");
    assert!(told["error"]["advice"].as_str().unwrap().contains("--node"), "{told}");
}
