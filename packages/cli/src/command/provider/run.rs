//! `berth provider run`.

use std::io::{self, Write};

use berth_provider::{ENV, Report, Settings};
use berth_service::Stop;
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
    if !args.once {
        return Ok(berth_provider::run(settings, stop).await?);
    }
    let Some(report) = berth_provider::once(settings, stop).await? else { return Ok(()) };
    let failed = report.failed.len();
    context.answer(&Worked { report })?;
    if failed == 0 { Ok(()) } else { Err(Failure::Story(format!("{failed} things could not be sent"))) }
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
