//! The loop over blocks, with the operations face beside it.

use std::{sync::Arc, time::Duration};

use berth_client::Session;
use berth_service::{
    Backoff, Beat, BlockMetrics, Checks, Face, FaceSettings, Listening, Loop, Stop, config::Wrong, each_block,
};
use prometheus_client::registry::Registry;

use crate::{Error, Keeper, KeeperMetrics, Settings, Status};

/// Keeps the exchange of a session until `stop`, over any chain. `endpoints` says whether one of them can be used, and why
/// not; `fee_denom` is what fees are paid in. Of the settings, those of chain, exchange, key and logs are not looked at.
///
/// Errors as [`crate::run()`].
pub async fn serve(
    session: Session,
    settings: Settings,
    fee_denom: &str,
    endpoints: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    stop: Stop,
) -> Result<(), Error> {
    let mut registry = Registry::with_prefix("berth_keeper");
    let blocks = BlockMetrics::new(&mut registry);
    let metrics = KeeperMetrics::new(&mut registry);
    let chain = Arc::clone(session.exchange().chain());
    let mut keeper = Keeper::new(session, settings.keeper, fee_denom, metrics, stop.clone())?;
    let with = Loop { stop, beat: beat(&settings.face), metrics: blocks, backoff: Backoff::default() };
    // It answers until the last transaction is settled.
    let face_stop = Stop::new();
    let face = face(registry, &with, &settings.face, keeper.status(), endpoints);
    let face = listen(face, &settings.face, &face_stop).await?;
    let ended = each_block(chain.as_ref(), with, &mut keeper).await;
    keeper.finish().await;
    face_stop.now();
    if let Some(face) = face
        && let Ok(Err(error)) = face.task.await
    {
        tracing::warn!("the operations face ended badly: {error}");
    }
    Ok(ended?)
}

fn beat(settings: &FaceSettings) -> Beat {
    Beat::new(Duration::from_secs(settings.stuck_after))
}

fn face(
    metrics: Registry,
    with: &Loop,
    settings: &FaceSettings,
    status: Status,
    endpoints: impl Fn() -> Result<(), String> + Send + Sync + 'static,
) -> Face {
    let (head, fresh, query, balance) = (with.metrics.clone(), settings.fresh_within, status.clone(), status.clone());
    let ready = Checks::new()
        .with("head", move || head.fresh(fresh))
        .with("endpoint", endpoints)
        .with("query", move || query.check_asked())
        .with("balance", move || balance.check_balance());
    Face { metrics, live: with.beat.clone(), ready, status: Box::new(move || status.to_json()) }
}

async fn listen(face: Face, settings: &FaceSettings, stop: &Stop) -> Result<Option<Listening>, Error> {
    let Some(address) = settings.address()? else { return Ok(None) };
    let failed =
        |error: std::io::Error| Wrong::new("face.listen", address, format!("an address that is free: {error}"));
    Ok(Some(face.listen(address, stop.clone()).await.map_err(failed)?))
}
