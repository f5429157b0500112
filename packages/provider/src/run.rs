//! The whole program.

use std::sync::Arc;

use berth_chain::Network;
use berth_client::{Exchange, ExchangeFile, Session};
use berth_service::Stop;

use crate::daemon::{backoff, block_once, serve_with};
use crate::{Error, Provider, Report, Settings};

/// Provides until `stop`: then waits for the fate of what is on its way, and returns. Logs must have been started.
///
/// Errors if it cannot start; not for anything that may pass.
pub async fn run(settings: Settings, stop: Stop) -> Result<(), Error> {
    run_with(settings, stop, |provider| provider).await
}

/// The same with a provider that `change` gives other machines or prices: for programs with a driver of their own.
///
/// Errors as [`run`].
pub async fn run_with(settings: Settings, stop: Stop, change: impl FnOnce(Provider) -> Provider) -> Result<(), Error> {
    let network = settings.chain.connect().await?;
    let Some(session) = open(&settings, &network, &stop).await? else { return Ok(()) };
    serve_with(session, settings, move || network.usable(), stop, change).await
}

/// Does what is to be done in the newest block, and waits for what comes of it. None if it was stopped before the chain answered.
///
/// Errors as [`block_once`].
pub async fn once(settings: Settings, stop: Stop) -> Result<Option<Report>, Error> {
    let network = settings.chain.connect().await?;
    let Some(session) = open(&settings, &network, &stop).await? else { return Ok(None) };
    block_once(session, settings).await.map(Some)
}

/// The key on the exchange, after looking at the contracts; none if the program was stopped before the chain answered.
async fn open(settings: &Settings, network: &Arc<Network>, stop: &Stop) -> Result<Option<Session>, Error> {
    let file = ExchangeFile::read(&settings.exchange.file)?;
    let key = settings.key.unlock(&network.config().keys)?;
    let writer = network.writer(Arc::new(key))?;
    let look = || Exchange::open_file(Arc::<Network>::clone(network), &file);
    let exchange = backoff().until_done(stop, look, berth_client::Error::is_retryable).await?;
    Ok(exchange.map(|exchange| Session::new(exchange, writer)))
}
