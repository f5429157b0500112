//! The `berth` command. Everything it does is in the library.

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    berth_cli::run(std::env::args_os(), &mut io::stdout(), &mut io::stderr())
}
