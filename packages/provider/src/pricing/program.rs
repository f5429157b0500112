//! An external program that says what an order costs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use berth_domain::{Now, OrderId};
use cosmwasm_std::Decimal;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::protocol::{Answer, Question, quoted};
use super::{Pricing, Wanted};
use crate::{Quotes, Unfit};

/// What a program without a `PATH` of its own gets.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";
/// Bytes of an answer. What is more is no answer.
const MAX_OUTPUT: u64 = 64 * 1024;
/// Bytes of standard error that are kept, to say why it failed.
const MAX_COMPLAINT: u64 = 2 * 1024;

/// A program that is started once for each order that wants a price: a [`Question`] on its standard input, an [`Answer`] on its standard
/// output, exit code 0. Anything else, or nothing within the time limit, is no price: never the one before.
///
/// It gets no environment but `environment` (and a plain `PATH`), so no key of the provider's. It runs in a process group of its
/// own, which is killed when it has answered and when it is late, with whatever it started.
#[derive(Clone, Debug)]
pub struct Program {
    /// Who bids.
    pub provider: String,
    /// What to start.
    pub command: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
    /// Its environment.
    pub environment: BTreeMap<String, String>,
    /// Where it runs.
    pub directory: PathBuf,
    /// How long one answer may take.
    pub time_limit: Duration,
    /// How long all answers of one block may take together.
    pub round_limit: Duration,
    /// How many run at once, at least 1.
    pub at_once: usize,
}

#[async_trait]
impl Pricing for Program {
    async fn quotes(&self, now: Now, wanted: Vec<Wanted>) -> Quotes {
        let mut quotes = Quotes::default();
        let late = format!("the pricing program was not asked within the {:?} that a block has", self.round_limit);
        for order in wanted.iter().map(|wanted| wanted.order.order.order) {
            quotes.insert(order, Err(Unfit::Unpriced(late.clone())));
        }
        let mut running = self.start(now, wanted);
        let round = async {
            while let Some(answered) = running.join_next().await {
                let Ok((order, answer)) = answered else { continue };
                quotes.insert(order, answer.map_err(Unfit::Unpriced));
            }
        };
        // Those that are late are dropped with `running`, and killed by that.
        let _in_time = timeout(self.round_limit, round).await;
        quotes
    }

    fn is_costly(&self) -> bool {
        true
    }
}

type Priced = (OrderId, Result<Vec<Decimal>, String>);

impl Program {
    fn start(&self, now: Now, wanted: Vec<Wanted>) -> JoinSet<Priced> {
        let places = Arc::new(Semaphore::new(self.at_once.max(1)));
        let mut running = JoinSet::new();
        for wanted in wanted {
            let (program, places) = (self.clone(), Arc::clone(&places));
            running.spawn(async move {
                let order = wanted.order.order.order;
                let _place = places.acquire_owned().await;
                let question = Question::new(program.provider.clone(), now, wanted);
                (order, program.ask(&question).await)
            });
        }
        running
    }

    /// One order's unit prices. Errors say what went wrong, in a sentence.
    pub async fn ask(&self, question: &Question) -> Result<Vec<Decimal>, String> {
        let question = serde_json::to_vec(question).map_err(|e| format!("the question cannot be written: {e}"))?;
        let mut child = self.spawn().map_err(|e| format!("the pricing program does not start: {e}"))?;
        let _group = Group::of(&child);
        let late = || format!("the pricing program did not answer within {:?}", self.time_limit);
        let (status, output, complaint) =
            timeout(self.time_limit, talk(&mut child, &question)).await.map_err(|_| late())??;
        if !status.success() {
            return Err(format!("the pricing program failed with {status}: {}", quoted(&complaint)));
        }
        Answer::read(&output)
    }

    fn spawn(&self) -> std::io::Result<Child> {
        Command::new(&self.command)
            .args(&self.args)
            .env_clear()
            .env("PATH", PATH)
            .envs(&self.environment)
            .current_dir(&self.directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
    }
}

/// Hands over the question and hears the program out.
async fn talk(child: &mut Child, question: &[u8]) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), String> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let ask = async {
        // A program that answers without reading to the end is free to.
        if let Some(mut stdin) = stdin {
            let _read = stdin.write_all(question).await;
        }
    };
    let answer = async {
        let mut output = vec![];
        if let Some(stdout) = stdout {
            // One byte more than is allowed shows that there is more.
            let read = stdout.take(MAX_OUTPUT.saturating_add(1)).read_to_end(&mut output).await;
            read.map_err(|e| format!("the pricing program's answer cannot be read: {e}"))?;
        }
        match u64::try_from(output.len()) {
            Ok(length) if length <= MAX_OUTPUT => Ok(output),
            _ => Err(format!("the pricing program's answer is too long, allowed: {MAX_OUTPUT} bytes")),
        }
    };
    let complaint = async {
        let mut complaint = vec![];
        if let Some(stderr) = stderr {
            hear_out(stderr, &mut complaint).await;
        }
        Ok(complaint)
    };
    let asked = async {
        ask.await;
        Ok(())
    };
    let (output, complaint, ()) = tokio::try_join!(answer, complaint, asked)?;
    let status = child.wait().await.map_err(|e| format!("the pricing program's end cannot be seen: {e}"))?;
    Ok((status, output, complaint))
}

/// Keeps the beginning and reads the rest too, so that nobody waits for a full pipe.
async fn hear_out(mut stderr: impl AsyncRead + Unpin, complaint: &mut Vec<u8>) {
    let _kept = (&mut stderr).take(MAX_COMPLAINT).read_to_end(complaint).await;
    let _rest = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
}

/// A process group, killed when this goes.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // Fails if none of the group is left, which is the rule.
            let _killed = kill_process_group(leader, Signal::KILL);
        }
    }
}
