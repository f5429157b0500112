//! What runs on what is leased.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::ComputeUnit;

/// Workloads and who may connect to them (DCS-2 "manifest"). It never goes on chain; its hash does.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// By name.
    pub workloads: BTreeMap<String, Workload>,
}

/// Equal instances of one container.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// The image.
    pub container: String,
    /// What each instance needs.
    pub compute: ComputeUnit,
    /// Instances on each infrastructure of the placement.
    pub count: u32,
    /// Names of infrastructures, at least one.
    pub placement: BTreeSet<String>,
    /// Replaces the image's entry point unless empty.
    pub command: Vec<String>,
    /// Replaces the image's arguments unless empty.
    pub args: Vec<String>,
    /// Environment variables.
    pub env: BTreeMap<String, String>,
    /// From where it may be connected to.
    pub connections: BTreeSet<Connection>,
}

/// A port that is open to somebody. What is not named is closed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// TCP port.
    pub port: u16,
    /// To whom.
    pub from: Source,
}

/// Who may connect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The instances of the workload of this name, wherever they run.
    Workload(String),
    /// Everything that runs on the infrastructure of this name.
    Datacenter(String),
    /// Everybody.
    Global,
}
