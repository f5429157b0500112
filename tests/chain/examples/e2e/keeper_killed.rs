//! A keeper that is killed right after it has sent something, and started again, over and over.

use anyhow::Result;

use crate::chronicle::Chronicle;
use crate::facts::Facts;
use crate::program::{Kind, Program};
use crate::race::{all_leased, cancel, wave};
use crate::stage::Stage;

const REGION: &str = "keeper";
const KILLS: u32 = 5;
const ORDERS: u32 = 4;
const KEEPER: Kind = Kind::Keeper { yields: false };

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let [tenant, provider, party] = stage.parties(["kill-tenant", "kill-provider", "keeper-killed"]).await?;
    stage.provider(&provider, REGION).await?;
    let before = stage.height().await?;
    let url = stage.settings.url.as_str();
    let mut killed = vec![];
    let mut keeper = Program::start(stage, KEEPER, &party, &[url]).await?;
    for _ in 0..KILLS {
        // Started anew it may have sent once more what it could not know of.
        keeper.forget();
        let deployment = wave(stage, &tenant, &provider, REGION, ORDERS, 3).await?;
        let line = keeper.says("sent ").await?;
        keeper.kill().await?;
        killed.push((hash(&line), stage.height().await?));
        keeper = Program::start(stage, KEEPER, &party, &[url]).await?;
        all_leased(stage, deployment).await?;
        cancel(stage, &tenant, deployment).await?;
    }
    facts.same("the keeper has ended by itself", keeper.has_ended()?, false);
    let chronicle = Chronicle::read(&stage.exchange, before, stage.height().await?).await?;
    // Not in a block when it was killed.
    let flying = killed.iter().filter(|(hash, height)| chronicle.height_of(hash).is_none_or(|at| at > *height)).count();
    facts.at_least(format!("of {KILLS} kills, between broadcast and block"), flying, 1);
    let matches = chronicle.matches();
    let orders = usize::try_from(KILLS.saturating_mul(ORDERS))?;
    facts.same("orders that were matched", matches.len(), orders);
    facts.same("orders that were matched twice", matches.values().filter(|count| **count > 1).count(), 0);
    let sent = chronicle.sent_by(&party.address);
    facts.same("failed transactions of the keeper", sent.failed, 0);
    // Started again before the block, it can know nothing of what is on its way: a node simulates without it.
    facts.at_most("transactions of the keeper that did nothing", sent.empty, flying);
    Ok(())
}

/// The longest run of hexadecimal digits: of `.. sent ABCD.. for ..`.
fn hash(line: &str) -> String {
    let words = line.split(|c: char| !c.is_ascii_hexdigit());
    words.max_by_key(|word| word.len()).unwrap_or_default().to_owned()
}
