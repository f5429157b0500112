//! A keeper over a chain that is made by hand: what it sends, what it leaves alone, what it pays.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod alone;
mod docs;
mod faces;
mod failing;
mod money;
mod program;
mod rivals;
mod world;

use berth_keeper::{Keeper, KeeperMetrics, KeeperSettings};
use berth_service::Stop;
use prometheus_client::registry::Registry;
use world::{FEE_DENOM, World};

/// Settings of a keeper that is alone and waits for nothing.
fn alone() -> KeeperSettings {
    KeeperSettings { yields: false, start_blocks: 0, spread_ms: 0, ..KeeperSettings::default() }
}

async fn keeper(world: &World, address: &str, settings: KeeperSettings) -> (Keeper, KeeperMetrics) {
    let metrics = KeeperMetrics::new(&mut Registry::default());
    let session = world.session(address).await;
    let keeper = Keeper::new(session, settings, FEE_DENOM, metrics.clone(), Stop::new()).unwrap();
    (keeper, metrics)
}
