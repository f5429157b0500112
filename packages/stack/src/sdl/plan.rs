//! What is to be written.

use std::collections::BTreeSet;

use crate::{Connection, Period};

/// A stack file before it is text.
#[derive(Debug)]
pub(crate) struct Plan {
    /// In the order of their placements in the file.
    pub(crate) infrastructure: Vec<Infrastructure>,
    /// In the order of their services in the file.
    pub(crate) workloads: Vec<Workload>,
}

/// A placement.
#[derive(Debug)]
pub(crate) struct Infrastructure {
    pub(crate) name: String,
    pub(crate) region: Option<String>,
    pub(crate) attributes: Vec<(String, String)>,
    /// Seconds.
    pub(crate) notice: Option<u64>,
    /// Smallest first, so that each instance goes where it fits best.
    pub(crate) groups: Vec<Group>,
}

/// All instances of one compute profile in one placement.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) profile: String,
    pub(crate) count: u32,
    pub(crate) compute: Compute,
    /// Of one unit, in the display unit, for [`Group::PERIOD`].
    pub(crate) price: String,
}

impl Group {
    /// What prices are for.
    pub(crate) const PERIOD: Period = Period::Month;
}

/// A compute profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compute {
    /// Thousandths.
    pub(crate) cpu: u32,
    /// MiB.
    pub(crate) memory: u32,
    /// MiB.
    pub(crate) disk: u32,
    pub(crate) gpu: Option<Gpu>,
}

/// Its graphics processors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gpu {
    pub(crate) count: u32,
    pub(crate) vendor: String,
    pub(crate) model: Option<String>,
    /// MiB.
    pub(crate) memory: Option<u32>,
}

/// A service, as it runs in placements that have the same profile and count.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) name: String,
    pub(crate) container: String,
    pub(crate) compute: Compute,
    pub(crate) count: u32,
    pub(crate) placement: Vec<String>,
    pub(crate) command: Vec<String>,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) connections: BTreeSet<Connection>,
}
