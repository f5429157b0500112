//! `docs/cli.md` is the command line's own help.
#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::path::Path;

#[test]
fn the_reference_is_what_the_commands_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let told = berth_cli::reference();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &told).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap_or_default() == told, "docs/cli.md differs: see UPDATE_GOLDEN");
}

#[test]
fn the_exit_codes_are_in_it_all() {
    let told = berth_cli::reference();
    for exit in berth_cli::Exit::ALL {
        assert!(told.contains(&format!("\n| {} | {} |\n", exit.number(), exit.meaning())), "{exit:?}");
    }
}
