//! What happens while an exchange is made or moved, for whoever watches.

use std::fmt;

use berth_api::{Contracts, Role};

/// Something that is about to happen, or has.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A code is stored already.
    Found {
        /// Whose.
        role: Role,
        /// Its number.
        code_id: u64,
    },
    /// A code is being stored.
    Storing {
        /// Whose.
        role: Role,
        /// How large it is, uncompressed.
        bytes: usize,
    },
    /// It is stored.
    Stored {
        /// Whose.
        role: Role,
        /// Its number.
        code_id: u64,
        /// The transaction.
        hash: String,
    },
    /// The four are being made, all in one transaction.
    Making {
        /// Where they will be.
        contracts: Contracts,
    },
    /// They are made.
    Made {
        /// In which block.
        height: u64,
        /// By which transaction.
        hash: String,
    },
    /// They were made before.
    Already {
        /// Where they are.
        contracts: Contracts,
    },
    /// Contracts are being moved to other code, all in one transaction.
    Moving {
        /// Which.
        roles: Vec<Role>,
    },
    /// They are moved.
    Moved {
        /// In which block.
        height: u64,
        /// By which transaction.
        hash: String,
    },
    /// All four are what they should be, and belong together.
    Verified,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found { role, code_id } => write!(f, "{role}: code {code_id} is stored already"),
            Self::Storing { role, bytes } => write!(f, "{role}: storing {bytes} bytes of code"),
            Self::Stored { role, code_id, hash } => write!(f, "{role}: code {code_id} is stored by {hash}"),
            Self::Making { contracts } => {
                write!(f, "making the four in one transaction:")?;
                Role::ALL.into_iter().try_for_each(|role| write!(f, "\n  {role} {}", contracts.get(role)))
            }
            Self::Made { height, hash } => write!(f, "the four are made in block {height} by {hash}"),
            Self::Already { .. } => f.write_str("the four were made before"),
            Self::Moving { roles } => {
                let names: Vec<_> = roles.iter().map(|role| role.name()).collect();
                write!(f, "moving {} to their new code in one transaction", names.join(", "))
            }
            Self::Moved { height, hash } => write!(f, "moved in block {height} by {hash}"),
            Self::Verified => f.write_str("all four are what they should be, and know one another"),
        }
    }
}
