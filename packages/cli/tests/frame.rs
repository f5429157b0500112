//! What holds for every command: usage, errors, completions.
#![allow(clippy::unwrap_used, reason = "a test ends there")]

/// Exit code, output, errors.
fn berth(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (vec![], vec![]);
    let code = berth_cli::exit_code(["berth"].into_iter().chain(args.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn help_and_version_are_answers() {
    for args in [&["--version"][..], &["--help"], &["help"], &["demo", "--help"]] {
        let (code, out, err) = berth(args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
        assert!(!out.is_empty());
    }
}

#[test]
fn a_command_line_that_is_wrong_says_so_and_ends_with_2() {
    for (args, told) in [
        (&["--unknown"][..], "--unknown"),
        (&["demmo"], "'demo'"),
        (&["demo", "--gas-multiplier", "much"], "--gas-multiplier"),
        (&["demo", "--timeout", "-1"], "-1"),
        (&["completions", "cmd"], "bash"),
    ] {
        let (code, out, err) = berth(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(told), "{args:?}: {err}");
    }
}

#[test]
fn a_global_option_that_is_wrong_says_field_found_and_allowed() {
    let (code, out, err) = berth(&["--display", "usdc", "completions", "bash"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(err, "--display is \"usdc\", allowed: DENOM=NAME:DECIMALS, as in uusdc=USDC:6\n");
    let (code, out, err) = berth(&["--display", "usdc", "completions", "bash", "--json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    let told: serde_json::Value = serde_json::from_str(&err).unwrap();
    assert_eq!((&told["error"]["code"], &told["error"]["exit"]), (&"input".into(), &2.into()));
}

#[test]
fn every_shell_can_complete() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, out, err) = berth(&["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        assert!(out.contains("completions"), "{shell}");
    }
}
