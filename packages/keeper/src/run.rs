//! The whole program.

use std::sync::Arc;

use berth_chain::Network;
use berth_client::{Exchange, ExchangeFile, Session};
use berth_service::{Backoff, Stop};
use prometheus_client::registry::Registry;

use crate::{Error, Fate, Keeper, KeeperMetrics, KeeperSettings, Settings, Step, serve};

/// Keeps the exchange until `stop`: then waits for the fate of what is on its way, and returns. Logs must have been started.
///
/// Errors if it cannot start, or can never go on; not for anything that may pass.
pub async fn run(settings: Settings, stop: Stop) -> Result<(), Error> {
    let network = settings.chain.connect().await?;
    let Some(session) = open(&settings, &network, &stop).await? else { return Ok(()) };
    let fee_denom = network.config().fee.denom.clone();
    serve(session, settings, &fee_denom, move || network.usable(), stop).await
}

/// What came of one block.
#[derive(Clone, Debug, PartialEq)]
pub struct Once {
    /// What was done.
    pub step: Step,
    /// What became of the transaction, if one was sent.
    pub fate: Option<Fate>,
}

impl Once {
    /// Whether what was due is done, or nothing was due.
    pub const fn is_done(&self) -> bool {
        match &self.fate {
            Some(fate) => matches!(fate, Fate::Done { .. } | Fate::Beaten { .. }),
            None => matches!(self.step, Step::Idle | Step::Gone | Step::WouldSend { .. }),
        }
    }
}

/// Does what is due in the newest block, without leaving it to others first, and waits for the transaction's fate. None if
/// it was stopped before the chain answered.
///
/// Errors if it cannot: nothing was sent then.
pub async fn once(settings: Settings, stop: Stop) -> Result<Option<Once>, Error> {
    let network = settings.chain.connect().await?;
    let Some(session) = open(&settings, &network, &stop).await? else { return Ok(None) };
    let alone = KeeperSettings { yields: false, start_blocks: 0, spread_ms: 0, ..settings.keeper };
    let metrics = KeeperMetrics::new(&mut Registry::default());
    let head = session.exchange().chain().head().await?;
    let mut keeper = Keeper::new(session, alone, &network.config().fee.denom, metrics, stop)?;
    let step = keeper.block(head).await?;
    let fate = keeper.finish().await;
    Ok(Some(Once { step, fate }))
}

/// The key on the exchange, after looking at the contracts; none if the program was stopped before the chain answered.
async fn open(settings: &Settings, network: &Arc<Network>, stop: &Stop) -> Result<Option<Session>, Error> {
    let file = ExchangeFile::read(&settings.exchange.file)?;
    let key = settings.key.unlock(&network.config().keys)?;
    let writer = network.writer(Arc::new(key))?;
    let look = || Exchange::open_file(Arc::<Network>::clone(network), &file);
    let exchange = Backoff::default().until_done(stop, look, berth_client::Error::is_retryable).await?;
    Ok(exchange.map(|exchange| Session::new(exchange, writer)))
}
