//! All four contracts moved to other code, in the middle of a lease.

use std::sync::Arc;

use anyhow::{Context, Result};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::market::ExecuteMsg as Market;
use berth_api::plan::Each;
use berth_api::{Role, escrow::ExecuteMsg as Escrow};
use berth_chain::{Chain, Message};
use berth_client::deploy::{Code, Migration, Step};
use berth_domain::OrderId;

use crate::facts::Facts;
use crate::stage::Stage;
use crate::wanted::{Want, submit};

const REGION: &str = "migrated";
const WAIT: u64 = 2;

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let [tenant, provider] = stage.parties(["move-tenant", "move-provider"]).await?;
    let exchange = &stage.exchange;
    stage.provider(&provider, REGION).await?;
    let want = Want::small("web", REGION);
    let done = tenant.act(exchange, submit(std::slice::from_ref(&want), WAIT), 20_000_000).await?;
    let order = OrderId::new(done.answer().deployment().context("no deployment")?, 1, 1);
    let bid = provider.act(exchange, want.bid_alone(order, 90_000), 0).await?;
    let ready = bid.receipt.height.saturating_add(WAIT);
    stage.until("the order is ready", 60, || async { Ok((stage.height().await? >= ready).then_some(())) }).await?;
    tenant.act(exchange, Market::MatchOpenOrders { limit: 1 }, 0).await?;

    let mut codes = Each::of(|_| Code::Stored(0));
    for role in Role::ALL {
        let path = stage.settings.artifacts.join(format!("{}.wasm", role.name().replace('-', "_")));
        *codes.get_mut(role) = Code::Wasm(renewed(std::fs::read(path)?));
    }
    let chain: Arc<dyn Chain> = stage.network.clone();
    let migration = Migration::new(chain, &stage.exchange_file, codes)?;
    let stranger = migration.run(&tenant.writer, &mut |_| ()).await.err().map(|error| error.to_string());
    let stranger = stranger.unwrap_or_default();
    facts.holds("nobody but the admin moves contracts", &stranger, stranger.contains("sender of the migration"));
    let mut moved = 0;
    let count = &mut |step| moved = u32::from(matches!(step, Step::Moved { .. })).saturating_add(moved);
    let file = migration.run(&stage.admin.writer, count).await?;
    facts.same("transactions that moved contracts", moved, 1);
    for role in Role::ALL {
        let runs = stage.network.contract(file.contracts.get(role)).await?.context("no such contract")?.code_id;
        facts.same(format!("the code of {role}"), runs, *file.codes.get(role));
    }
    let foreign = Message::Migrate {
        contract: file.contracts.market.clone(),
        code_id: *file.codes.get(Role::Escrow),
        msg: b"{}".to_vec(),
    };
    let told = stage.admin.writer.send(vec![foreign]).await.err().map(|error| error.to_string()).unwrap_or_default();
    facts.holds("code of another contract is refused", &told, told.contains("market"));

    // The lease goes on.
    let confirm = Market::SubmitLeaseConfirmation { leases: vec![order], collect: true, payout: false };
    let done = provider.act(exchange, confirm, 0).await?;
    let refused = done.answer().items().iter().find_map(|item| item.refused.clone());
    facts.same("a lease is confirmed and collected", refused.unwrap_or_else(|| "done".into()), "done".into());
    tenant.act(exchange, Deployment::CancelDeployment { deployment: order.deployment, payout: true }, 0).await?;
    let withdraw = Escrow::Withdraw { denom: crate::wanted::DENOM.into(), amount: None };
    provider.act(exchange, withdraw, 0).await?;
    let holds = stage.exchange.escrow().balance(&provider.address, crate::wanted::DENOM).await?;
    facts.same("what is locked of the provider afterwards", holds.locked.u128(), 0);
    Ok(())
}

/// The same code with a custom section at its end, which makes it another one to the chain.
fn renewed(mut wasm: Vec<u8>) -> Vec<u8> {
    // Section 0, of six bytes: a name of five.
    wasm.extend_from_slice(b"\x00\x06\x05berth");
    wasm
}
