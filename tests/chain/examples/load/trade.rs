//! The measured time: blocks with new orders, while keeper and providers do their work.

use std::time::Instant;

use anyhow::Result;
use berth_client::ExchangeFile;
use futures_util::future::try_join_all;

use crate::cast::{patient, tenant};
use crate::daemons::Assignment;
use crate::figures::{Figures, Taken};
use crate::ground::{Door, Ground};
use crate::opening::{Opened, submission};
use crate::plan::Plan;
use crate::program::{Program, own_usage};

/// Blocks from the start of the programs on that are not measured: providers make no bids at first, and see all leases for the
/// first time.
const WARM_UP: u64 = 10;
/// Blocks that the last orders have to be matched.
const DRAIN: u64 = 30;

/// The programs.
struct Programs {
    keeper: Program,
    providers: Program,
}

impl Programs {
    async fn start(ground: &Ground, plan: &Plan, opened: &Opened) -> Result<Self> {
        let file = ExchangeFile::read(&opened.dir.path().join("exchange.toml"))?;
        let assignment = |door: Door| -> Result<Assignment> {
            let (run, prices) = (ground.cast.run.clone(), plan.prices.clone());
            Ok(Assignment { chain: ground.chain(door)?, exchange: file.clone(), run, prices })
        };
        let keeper = Program::start("keeper", opened.dir.path(), &assignment(Door::Keeper)?).await?;
        let providers = Program::start("providers", opened.dir.path(), &assignment(Door::Providers)?).await?;
        Ok(Self { keeper, providers })
    }

    async fn until(&self, height: u64) -> Result<()> {
        self.keeper.until(height).await?;
        self.providers.until(height).await
    }

    fn taken(&self, ground: &Ground) -> Result<[Taken; 3]> {
        let asked = |door| ground.asked(door);
        Ok([
            Taken { usage: own_usage()?, asked: asked(Door::Driver) },
            Taken { usage: self.keeper.usage()?, asked: asked(Door::Keeper) },
            Taken { usage: self.providers.usage()?, asked: asked(Door::Providers) },
        ])
    }
}

/// Lets them work, and measures.
pub async fn trade(ground: &Ground, plan: &Plan, mut opened: Opened) -> Result<Figures> {
    let programs = Programs::start(ground, plan, &opened).await?;
    programs.until(opened.height).await?;
    let first = opened.height + WARM_UP;
    while opened.height < first {
        step(ground, &programs, &mut opened, &[], false).await?;
    }
    let (before, began) = (programs.taken(ground)?, Instant::now());
    let started_at = opened.height;
    let mut tenants = (0..plan.tenants()).cycle();
    for deployments in &plan.arrivals {
        let deployments: Vec<_> = deployments.iter().zip(&mut tenants).collect();
        step(ground, &programs, &mut opened, &deployments, true).await?;
    }
    let (after, seconds) = (programs.taken(ground)?, began.elapsed().as_secs_f64());
    let blocks = opened.height - started_at;
    let last = opened.height + DRAIN;
    while opened.tally.open() > 0 && opened.height < last {
        step(ground, &programs, &mut opened, &[], false).await?;
    }
    ground.check(opened.exchange.contracts())?;
    Ok(Figures { tally: opened.tally, height: opened.height, before, after, blocks, seconds })
}

/// One block, or more on a node that makes them by itself. It holds what everybody had to say to the one before.
async fn step(
    ground: &Ground,
    programs: &Programs,
    opened: &mut Opened,
    deployments: &[(&Vec<usize>, usize)],
    measured: bool,
) -> Result<()> {
    let mut sending = vec![];
    for (regions, number) in deployments {
        let (call, funds) = submission(regions);
        let (message, writer) = (opened.exchange.message(call, funds), ground.cast.writer(&tenant(*number))?);
        sending.push(async move { writer.submit(patient(vec![message])).await });
    }
    try_join_all(sending).await?;
    let before = opened.height;
    if ground.is_by_hand() {
        programs.until(before).await?;
    }
    opened.height = ground.next(before).await?;
    opened.tally.read(&opened.exchange, before + 1..=opened.height, measured).await
}
