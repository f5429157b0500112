//! How a command can end badly.

use std::io;

use thiserror::Error;

/// Why a command did not succeed.
#[derive(Debug, Error)]
pub enum Failure {
    /// It ran, and did not come to a good end. Exit code 1.
    #[error("{0}")]
    Story(String),
    /// What it was given is wrong. Exit code 2.
    #[error("{0}")]
    Input(String),
    /// Something that should not happen. Exit code 1.
    #[error("{0:#}")]
    Internal(#[from] anyhow::Error),
    /// The output could not be written. Exit code 1.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// What the process exits with.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Story(_) | Self::Internal(_) | Self::Output(_) => 1,
            Self::Input(_) => 2,
        }
    }
}
