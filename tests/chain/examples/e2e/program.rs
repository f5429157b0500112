//! Keepers and providers as processes of their own, that can be killed.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use secrecy::ExposeSecret;
use tokio::fs::OpenOptions;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::party::Party;
use crate::stage::Stage;

/// What a program does.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Moves the exchange along; `yields` to others first.
    Keeper { yields: bool },
    /// Bids, so many uusdc per second for a CPU, and confirms.
    Provider { cpu: u32 },
}

/// A program that runs, until it is killed or dropped.
pub struct Program {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Program {
    /// Starts it with the key of a party, over these endpoints. What it logs goes to a file by the party's name.
    pub async fn start(stage: &Stage, kind: Kind, party: &Party, endpoints: &[&str]) -> Result<Self> {
        let name = &party.name;
        let settings = stage.settings.dir.join(format!("{name}.toml"));
        tokio::fs::write(&settings, kind.settings(stage, endpoints)).await?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["run".as_ref(), kind.name().as_ref(), settings.as_os_str()])
            .env("BERTH_MNEMONIC", party.words.expose_secret())
            .env_remove("BERTH_E2E_KEY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (sender, lines) = mpsc::unbounded_channel();
        let stderr = child.stderr.take().context("no stderr")?;
        let log = stage.settings.dir.join(format!("{name}.log"));
        let log = OpenOptions::new().create(true).append(true).open(log).await?;
        tokio::spawn(listen(stderr, log, sender));
        Ok(Self { child, lines })
    }

    /// The next line of its log that holds a text, within a minute.
    pub async fn says(&mut self, text: &str) -> Result<String> {
        let found = async {
            while let Some(line) = self.lines.recv().await {
                if line.contains(text) {
                    return Ok(line);
                }
            }
            bail!("it ended without saying {text}")
        };
        timeout(Duration::from_secs(60), found).await.with_context(|| format!("it did not say {text}"))?
    }

    /// What it has said until now is not waited for any more.
    pub fn forget(&mut self) {
        while self.lines.try_recv().is_ok() {}
    }

    /// SIGKILL: it has no time to do anything.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Keeper { .. } => "keeper",
            Self::Provider { .. } => "provider",
        }
    }

    /// As an operator writes them.
    fn settings(self, stage: &Stage, endpoints: &[&str]) -> String {
        let file = stage.exchange_file.display();
        let common = format!(
            "chain = {{ name = \"local\", endpoints = {endpoints:?} }}\nexchange = {{ file = \"{file}\" }}\n\
             key = {{ source = \"environment\" }}\nface = {{ listen = \"off\" }}\n"
        );
        let own = match self {
            Self::Keeper { yields } => {
                let spread = if yields { 200 } else { 0 };
                format!("[keeper]\nyields = {yields}\nspread_ms = {spread}\n")
            }
            Self::Provider { cpu } => format!(
                "[provider]\ncollect_after = 5\nconfirm_blocks = 10\nbid_blocks = 3\n\
                 inventory = {{ cpu = 1000000, memory = 1000000, disk = 10000000, bandwidth = 100000 }}\n\
                 [[provider.sheets]]\ndenom = \"uusdc\"\ncpu = \"{cpu}\"\nmemory = \"1\"\ndisk = \"0.5\"\n\
                 bandwidth = \"0.25\"\ngpus = []\n"
            ),
        };
        common + &own
    }
}

async fn listen(stderr: ChildStderr, mut log: tokio::fs::File, lines: mpsc::UnboundedSender<String>) {
    let mut read = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = read.next_line().await {
        drop(log.write_all(format!("{line}\n").as_bytes()).await);
        drop(lines.send(line));
    }
}
