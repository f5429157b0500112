//! Plays a seed: blocks by hand, each as soon as every program has done what the one before asks for.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;
use berth_client::reckon::reckon;
use berth_devnet::{Faults, Head, Trouble};
use cosmwasm_std::coin;
use futures_util::future::join_all;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::chronicle::Chronicle;
use crate::program::Program;
use crate::script::{Death, STEPS, Script, Wish};
use crate::stage::{DENOM, FAULTY, KEEPERS, PERIOD, PROVIDERS, SECONDS, Stage};

/// A block comes after this at the latest, however much a program has still to do: less than a block of a real chain takes.
const BLOCK: Duration = Duration::from_secs(3);
/// The same while nobody can do anything.
const BLACK: Duration = Duration::from_millis(150);
/// Blocks without any fault after which nothing is left to do.
pub const RECOVERY: u64 = 40;
/// Blocks after that, in which each lease must be confirmed once more.
const AFTERWARDS: u64 = PERIOD / 2 + 6;
/// Solvency is looked at once in so many steps.
const CHECK: u64 = 10;
/// How often a tenant tries to submit.
const TRIES: usize = 100;

/// What came of a seed.
pub struct Played {
    /// What stands in the blocks.
    pub chronicle: Chronicle,
    /// Heights of blocks in which gas cost more than a simulation had said.
    pub dear: BTreeSet<u64>,
    /// Who died, and at which height.
    pub deaths: Vec<(&'static str, u64)>,
    /// Blocks without faults until nothing was left to do; none if that did not come about.
    pub recovered: Option<u64>,
    /// What must not be, found on the way.
    pub found: Vec<String>,
}

/// A seed that is being played.
struct Play<'a> {
    stage: &'a Stage,
    script: &'a Script,
    programs: Vec<Program>,
    /// Programs that are dead, and the step in which they come back.
    dead: Vec<(u64, usize)>,
    tenants: JoinSet<bool>,
    dear: BTreeSet<u64>,
    deaths: Vec<(&'static str, u64)>,
    found: Vec<String>,
}

/// Plays a seed from its beginning to its end.
pub async fn play(stage: &Stage, script: &Script) -> Result<Played> {
    let mut programs: Vec<_> = PROVIDERS.into_iter().enumerate().map(|(i, name)| Program::provider(name, i)).collect();
    let keepers = if script.rivals { 2 } else { 1 };
    programs.extend(KEEPERS.into_iter().take(keepers).map(|name| Program::keeper(name, script.rivals)));
    for program in &mut programs {
        program.start(stage)?;
    }
    let first = stage.devnet.head().height;
    let mut play = Play {
        stage,
        script,
        programs,
        dead: vec![],
        tenants: JoinSet::new(),
        dear: BTreeSet::new(),
        deaths: vec![],
        found: vec![],
    };
    for step in 1..=STEPS {
        play.step(step).await?;
    }
    let recovered = play.recover().await?;
    play.check().await?;
    let head = stage.devnet.head().height;
    let chronicle = Chronicle::read(&stage.exchange, first, head).await?;
    let Play { dear, deaths, found, .. } = play;
    Ok(Played { chronicle, dear, deaths, recovered, found })
}

impl Play<'_> {
    async fn step(&mut self, step: u64) -> Result<()> {
        self.fail(step).await?;
        self.come_back(step)?;
        for wish in self.script.wishes.iter().filter(|wish| wish.step == step) {
            self.wish(wish.clone())?;
        }
        let before = self.stage.devnet.head();
        let head = self.stage.devnet.produce_block(SECONDS).await?;
        if head == before {
            // Halted: there is nothing to wait for.
            sleep(Duration::from_millis(20)).await;
        }
        if self.script.trouble(step).gas_percent > 100 {
            self.dear.insert(head.height);
        }
        for death in self.script.deaths.iter().filter(|death| death.step == step) {
            self.die(death, head).await;
        }
        let patience = if self.script.is_black(step) { BLACK } else { BLOCK };
        self.settle(head, patience).await;
        if step.is_multiple_of(CHECK) {
            self.stage.devnet.check(self.stage.exchange.contracts())?;
        }
        Ok(())
    }

    /// Switches the faults of a step.
    async fn fail(&self, step: u64) -> Result<()> {
        let (devnet, script) = (&self.stage.devnet, self.script);
        for endpoint in 0..FAULTY {
            let Some(switch) = devnet.faults(endpoint) else { continue };
            let black = Faults { is_dead: true, ..Faults::default() };
            let faults = if script.is_black(step) { black } else { script.faults.faults(endpoint, step) };
            if faults != switch.get() {
                switch.set(faults);
            }
        }
        devnet.trouble(script.trouble(step)).await?;
        if script.faults.loses_pool(step) {
            devnet.lose_pool().await?;
        }
        Ok(())
    }

    async fn heal(&mut self) -> Result<()> {
        (0..FAULTY).filter_map(|endpoint| self.stage.devnet.faults(endpoint)).for_each(berth_devnet::Switch::heal);
        self.stage.devnet.trouble(Trouble::default()).await?;
        self.come_back(u64::MAX)
    }

    async fn die(&mut self, death: &Death, head: Head) {
        sleep(Duration::from_millis(death.after_ms)).await;
        if let Some(program) = self.programs.get_mut(death.program) {
            program.kill();
            self.deaths.push((program.name, head.height));
            self.dead.push((death.step.saturating_add(death.for_steps).saturating_add(1), death.program));
        }
    }

    fn come_back(&mut self, step: u64) -> Result<()> {
        let (back, dead): (Vec<_>, Vec<_>) = self.dead.drain(..).partition(|(at, _)| *at <= step);
        self.dead = dead;
        for (_, index) in back {
            // Who died twice is started once.
            if self.dead.iter().all(|(_, other)| *other != index)
                && let Some(program) = self.programs.get_mut(index)
            {
                program.kill();
                program.start(self.stage)?;
            }
        }
        Ok(())
    }

    fn wish(&mut self, wish: Wish) -> Result<()> {
        let tenant = self.stage.session("tenant")?;
        self.tenants.spawn(async move {
            for _ in 0..TRIES {
                if tenant.execute(wish.message.clone(), vec![coin(wish.amount, DENOM)]).await.is_ok() {
                    return true;
                }
                sleep(Duration::from_millis(50)).await;
            }
            false
        });
        Ok(())
    }

    async fn settle(&mut self, head: Head, patience: Duration) {
        let all = join_all(self.programs.iter().map(|program| program.has_handled(head.height)));
        // Who is not done has had its time.
        drop(timeout(patience, all).await);
        for program in &mut self.programs {
            if let Some(why) = program.ended().await {
                self.found.push(format!("{} ended: {why}", program.name));
            }
        }
    }

    /// Without faults, until nothing is left to do and some blocks more: after how many blocks that was.
    async fn recover(&mut self) -> Result<Option<u64>> {
        self.heal().await?;
        let mut recovered = None;
        for block in 1..=RECOVERY {
            self.block().await?;
            if self.is_done().await? {
                recovered = Some(block);
                break;
            }
        }
        for _ in 0..AFTERWARDS {
            self.block().await?;
        }
        Ok(recovered)
    }

    async fn block(&mut self) -> Result<()> {
        let head = self.stage.devnet.produce_block(SECONDS).await?;
        self.settle(head, BLOCK).await;
        Ok(())
    }

    /// Whether nothing is due, and no order open.
    async fn is_done(&mut self) -> Result<bool> {
        while let Some(came_through) = self.tenants.try_join_next() {
            if !came_through? {
                self.found.push("a tenant could not submit".to_owned());
            }
        }
        let market = self.stage.exchange.market();
        let pending = market.pending_work(None).await?;
        let due = [pending.ready.len(), pending.stale.len(), pending.dry.len(), pending.finished.len()];
        let open = market.every_open_order().await?;
        Ok(self.tenants.is_empty() && due == [0; 4] && open.is_empty())
    }

    async fn check(&mut self) -> Result<()> {
        self.stage.devnet.check(self.stage.exchange.contracts())?;
        let reckoning = reckon(&self.stage.exchange, None).await?;
        self.found.extend(reckoning.faults.iter().map(ToString::to_string));
        Ok(())
    }
}
