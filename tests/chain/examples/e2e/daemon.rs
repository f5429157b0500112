//! The programs that are started and killed: as an operator starts them, from a settings file and a key in the environment.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use berth_chain::Network;
use berth_client::{Exchange, ExchangeFile, Session};
use berth_service::{Stop, config, logs};

/// A keeper.
pub async fn keeper(settings: &Path) -> Result<()> {
    let settings: berth_keeper::Settings = config::load(Some(settings), berth_keeper::ENV, ())?;
    logs::init(&settings.logs).map_err(berth_keeper::Error::from)?;
    Ok(berth_keeper::run(settings, Stop::on_signals()?).await?)
}

/// A provider.
pub async fn provider(settings: &Path) -> Result<()> {
    let settings: berth_provider::Settings = config::load(Some(settings), berth_provider::ENV, ())?;
    logs::init(&settings.logs).map_err(berth_provider::Error::from)?;
    let network = settings.chain.connect().await?;
    let file = ExchangeFile::read(&settings.exchange.file)?;
    let writer = network.writer(Arc::new(settings.key.unlock(&network.config().keys)?))?;
    let exchange = Exchange::open_file(Arc::<Network>::clone(&network), &file).await?;
    let session = Session::new(exchange, writer);
    let usable = move || match network.health().iter().any(|endpoint| endpoint.ok) {
        true => Ok(()),
        false => Err("no endpoint can be used".to_owned()),
    };
    Ok(berth_provider::serve(session, settings, usable, Stop::on_signals()?).await?)
}
