//! Files that a command reads and writes.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use berth_stack::{Stack, StackErrors};

use crate::Failure;

/// A text file.
///
/// Errors name it.
pub fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}

/// A file that was not there before.
///
/// Errors name it.
pub fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let written = OpenOptions::new().write(true).create_new(true).open(file);
    let written = written.and_then(|mut open| open.write_all(text.as_bytes()));
    written.map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}

/// A stack file, read and checked.
///
/// Errors are all that is wrong with it, line by line, the file's name before each.
pub fn stack(file: &Path) -> Result<Stack, Failure> {
    Stack::parse(&read(file)?).map_err(|errors| wrong(file, &errors))
}

/// What is wrong with a file, its name before each line.
pub fn wrong(file: &Path, errors: &StackErrors) -> Failure {
    let lines: Vec<String> = errors.to_string().lines().map(|line| format!("{}: {line}", file.display())).collect();
    Failure::Input(lines.join("\n"))
}
