//! `berth provider run`.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use berth_chain::{EndpointHealth, Network};
use berth_client::{Exchange, ExchangeFile, Session};
use berth_provider::{ENV, Report, Settings, block_once, serve};
use berth_service::{Backoff, Stop};
use serde::Serialize;

use crate::Failure;
use crate::command::program::{RunArgs, settings};
use crate::context::Context;
use crate::money::Currencies;
use crate::output::Answer;

/// Where its own settings stand in its configuration.
pub const SECTION: &str = "provider";

/// What a provider did in one block.
#[derive(Debug, Serialize)]
struct Worked {
    #[serde(flatten)]
    report: Report,
}

/// Runs it.
pub async fn run(args: RunArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let settings: Settings = settings(args.config.as_deref(), ENV, SECTION, &context.globals)?;
    berth_service::logs::init(&settings.logs)?;
    let stop = Stop::on_signals()?;
    let network = settings.chain.connect().await?;
    let Some(session) = open(&settings, &network, &stop).await? else { return Ok(()) };
    if !args.once {
        return Ok(serve(session, settings, move || usable(&network.health()), stop).await?);
    }
    let report = block_once(session, settings).await?;
    let failed = report.failed.len();
    context.answer(&Worked { report })?;
    if failed == 0 { Ok(()) } else { Err(Failure::Story(format!("{failed} things could not be sent"))) }
}

/// The key on the exchange, after looking at the contracts; none if it was stopped before the chain answered. A provider that is
/// started while the chain cannot be reached waits for it.
async fn open(settings: &Settings, network: &Arc<Network>, stop: &Stop) -> Result<Option<Session>, Failure> {
    let file = ExchangeFile::read(&settings.exchange.file)?;
    let key = settings.key.unlock(&network.config().keys)?;
    let writer = network.writer(Arc::new(key))?;
    let mut backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(4));
    loop {
        match Exchange::open_file(Arc::<Network>::clone(network), &file).await {
            Ok(exchange) => return Ok(Some(Session::new(exchange, writer))),
            Err(error) if error.is_retryable() => {
                let wait = backoff.failed();
                tracing::warn!(wait_ms = wait.as_millis(), "the exchange cannot be looked at yet: {error}");
                tokio::select! {
                    () = stop.stopped() => return Ok(None),
                    () = tokio::time::sleep(wait) => {}
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether one of the endpoints can be used; if not, what is wrong with each.
fn usable(endpoints: &[EndpointHealth]) -> Result<(), String> {
    if endpoints.iter().any(|endpoint| endpoint.ok) {
        return Ok(());
    }
    let told: Vec<_> = endpoints.iter().map(|endpoint| format!("{}: {}", endpoint.url, endpoint.reason)).collect();
    Err(told.join("; "))
}

impl Answer for Worked {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Report { height, sent, failed, .. } = &self.report;
        writeln!(out, "block {height}")?;
        sent.iter().try_for_each(|(purpose, ids)| writeln!(out, "  {purpose:?}: {ids}"))?;
        failed.iter().try_for_each(|reason| writeln!(out, "  failed: {reason}"))
    }
}

impl From<berth_provider::Error> for Failure {
    fn from(error: berth_provider::Error) -> Self {
        match error {
            berth_provider::Error::Setting(wrong) => wrong.into(),
            berth_provider::Error::Exchange(error) => error.into(),
            berth_provider::Error::Loop(error) => Self::Story(error.to_string()),
        }
    }
}
