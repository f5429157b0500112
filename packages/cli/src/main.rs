//! The `berth` command. Everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    berth_cli::run(std::env::args_os())
}
