//! A program as a process of its own: how far it is, and what it takes.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::daemons::Assignment;

/// A program that is not done with a block after so long never will be.
const PATIENCE: Duration = Duration::from_secs(600);

/// Linux tells times in hundredths of a second, whatever its clock does.
const TICKS: f64 = 100.0;

/// A program that runs until this is dropped.
pub struct Program {
    name: &'static str,
    child: Child,
    done: watch::Receiver<u64>,
}

/// What a process has taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Seconds of CPU time, of all its threads.
    pub cpu: f64,
    /// KiB of memory at its peak.
    pub memory: u64,
}

impl Program {
    /// Starts it with what it is told.
    pub async fn start(name: &'static str, dir: &Path, assignment: &Assignment) -> Result<Self> {
        let file = dir.join(format!("{name}.json"));
        tokio::fs::write(&file, serde_json::to_vec(assignment)?).await?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["run".as_ref(), name.as_ref(), file.as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (sender, done) = watch::channel(0);
        tokio::spawn(listen(child.stdout.take().context("no stdout")?, sender));
        Ok(Self { name, child, done })
    }

    /// Waits until it is done with a block.
    pub async fn until(&self, height: u64) -> Result<()> {
        let mut done = self.done.clone();
        match timeout(PATIENCE, done.wait_for(|done| *done >= height)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => bail!("the {} program has ended", self.name),
            Err(_) => bail!("the {} program does not get done with block {height}", self.name),
        }
    }

    /// What it has taken since it was started.
    pub fn usage(&self) -> Result<Usage> {
        usage(&self.child.id().context("it has ended")?.to_string())
    }
}

/// What this process has taken.
pub fn own_usage() -> Result<Usage> {
    usage("self")
}

/// Out of Linux's `/proc`.
fn usage(process: &str) -> Result<Usage> {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{process}/{file}")).context("this needs Linux");
    let (stat, status) = (read("stat")?, read("status")?);
    // After the name, which may hold anything, come the fields from the third on: 14 and 15 are the times.
    let (_, fields) = stat.rsplit_once(')').context("stat")?;
    let times = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks: u64 = times.sum::<Result<u64, _>>()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    let memory = peak.trim().trim_end_matches(" kB").parse()?;
    Ok(Usage { cpu: f64::from(u32::try_from(ticks)?) / TICKS, memory })
}

async fn listen(stdout: ChildStdout, done: watch::Sender<u64>) {
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Ok(height) = line.parse() {
            done.send_replace(height);
        }
    }
}
