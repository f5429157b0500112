//! The loop over blocks, with the operations face beside it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use berth_client::Session;
use berth_service::config::Wrong;
use berth_service::{Backoff, Beat, Face, FaceSettings, Listening, Loop, Stop, each_block};
use prometheus_client::registry::Registry;
use serde_json::{Value, json};

use super::{Metrics, Provider, Report, Seen};
use crate::{Error, Settings};

/// How long a stop waits for the fate of what is on its way. What is not known by then is found on the chain by the next start.
const FINISH: Duration = Duration::from_secs(60);

/// Provides on the exchange of a session until `stop`, over any chain. `endpoints` says whether one of them can be used, and why not.
/// Of the settings, those of chain, exchange, key and logs are not looked at.
///
/// Errors if a setting is wrong, or the face's address is taken. Nothing that happens on the chain ends it.
pub async fn serve(
    session: Session,
    settings: Settings,
    endpoints: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    stop: Stop,
) -> Result<(), Error> {
    serve_with(session, settings, endpoints, stop, |provider| provider).await
}

/// The same with a provider that `change` gives other machines or prices.
///
/// Errors as [`serve`].
pub async fn serve_with(
    session: Session,
    settings: Settings,
    endpoints: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    stop: Stop,
    change: impl FnOnce(Provider) -> Provider,
) -> Result<(), Error> {
    settings.provider.check()?;
    let mut registry = Registry::with_prefix("berth_provider");
    let metrics = Metrics::new(&mut registry);
    let chain = Arc::clone(session.exchange().chain());
    let mut provider = change(begin(&session, &settings, metrics.clone()));
    let beat = Beat::new(Duration::from_secs(settings.face.stuck_after));
    let with = Loop { stop, beat, metrics: metrics.blocks, backoff: backoff() };
    // It answers until the last transaction is settled.
    let face_stop = Stop::new();
    let status = status(&session, provider.seen());
    let ready = provider.health().checks(settings.face.fresh_within).with("endpoint", endpoints);
    let face = Face { metrics: registry, live: with.beat.clone(), ready, status };
    let face = listen(face, &settings.face, &face_stop).await?;
    let ended = each_block(chain.as_ref(), with, &mut provider).await;
    provider.finish(FINISH).await;
    farewell(&provider.seen());
    face_stop.now();
    if let Some(face) = face
        && let Ok(Err(error)) = face.task.await
    {
        tracing::warn!("the operations face ended badly: {error}");
    }
    Ok(ended?)
}

/// Acts on the newest block alone, and waits for what comes of it. Bids are made at once: do not call it again before
/// `bid_blocks` blocks have passed.
///
/// Errors if a setting is wrong, or the situation cannot be read.
pub async fn block_once(session: Session, settings: Settings) -> Result<Report, Error> {
    settings.provider.check()?;
    let metrics = Metrics::new(&mut Registry::default());
    let mut provider = begin(&session, &settings, metrics).bidding_at_once();
    let head = session.exchange().chain().head().await?;
    let report = provider.block(head).await?;
    provider.finish(FINISH).await;
    Ok(report)
}

fn begin(session: &Session, settings: &Settings, metrics: Metrics) -> Provider {
    let writer = Arc::clone(session.writer());
    Provider::new(session.exchange().clone(), writer, settings.provider.clone(), metrics)
}

/// Waits are short: a lease may have few blocks left when an endpoint comes back.
pub const fn backoff() -> Backoff {
    Backoff::new(Duration::from_millis(250), Duration::from_secs(4))
}

fn status(session: &Session, seen: Arc<Mutex<Seen>>) -> Box<dyn Fn() -> Value + Send + Sync> {
    let chain = session.exchange().chain().id().to_owned();
    let market = session.exchange().contracts().market.clone();
    Box::new(move || {
        json!({
            "program": "provider",
            "version": env!("CARGO_PKG_VERSION"),
            "chain": chain,
            "market": market,
            "seen": &*seen.lock().unwrap_or_else(PoisonError::into_inner),
        })
    })
}

/// How long it may stay away.
fn farewell(seen: &Mutex<Seen>) {
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    match seen.due.first() {
        Some(due) => {
            let (leases, height) = (seen.leases, seen.height);
            tracing::info!(leases, height, until = due.due_height, "stopped: start again before that block");
        }
        None => tracing::info!("stopped, without leases"),
    }
}

async fn listen(face: Face, settings: &FaceSettings, stop: &Stop) -> Result<Option<Listening>, Error> {
    let Some(address) = settings.address()? else { return Ok(None) };
    let failed =
        |error: std::io::Error| Wrong::new("face.listen", address, format!("an address that is free: {error}"));
    Ok(Some(face.listen(address, stop.clone()).await.map_err(failed)?))
}
