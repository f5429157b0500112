//! A keeper: one key on one exchange, block by block.

mod spend;

use std::time::Duration;

use async_trait::async_trait;
use berth_api::market::PendingWorkResponse;
use berth_chain::{Cause, Head, Receipt, Request};
use berth_client::{Error, Result, Session, tips_to};
use berth_service::{BlockHandler, Failure, Stop, error_kind};
use cosmwasm_std::Coin;
use tokio::time::sleep;

use crate::{
    Config, KeeperMetrics, KeeperSettings,
    aside::{Aside, Item},
    batch::Batch,
    flight::Flight,
    money::{Budget, Prices},
    report::{Fate, Step},
    status::Status,
    trial::{Due, Passed, Trial, cause},
    turns::{Turns, delay},
};

/// Ids of each kind that are looked at: what a message may do and what it may leave alone.
const LOOKED_AT: u32 = 40;

/// A keeper: one key on one exchange. It keeps nothing that a restart loses for good.
pub struct Keeper {
    session: Session,
    settings: KeeperSettings,
    config: Config,
    prices: Prices,
    metrics: KeeperMetrics,
    status: Status,
    stop: Stop,
    batch: Batch,
    aside: Aside,
    turns: Turns,
    budget: Budget,
    flight: Option<Flight>,
    /// From which height on the balance is read again.
    balance_due: u64,
    /// From which height on it sends; none before the first block.
    sends_from: Option<u64>,
}

impl Keeper {
    /// A keeper that ends, within a block too, when `stop` is triggered. `fee_denom` is what it pays fees in.
    ///
    /// Errors as [`KeeperSettings::check`].
    pub fn new(
        session: Session,
        settings: KeeperSettings,
        fee_denom: &str,
        metrics: KeeperMetrics,
        stop: Stop,
    ) -> std::result::Result<Self, berth_service::config::Wrong> {
        let config = settings.config()?;
        let turns = if settings.yields { Turns::new(session.address()) } else { Turns::alone() };
        Ok(Self {
            config,
            prices: Prices::new(settings.value.clone()),
            batch: Batch::new(config),
            aside: Aside::default(),
            turns,
            budget: Budget::new(settings.fee_budget),
            flight: None,
            balance_due: 0,
            sends_from: None,
            status: Status::new(session.address(), session.exchange(), fee_denom),
            session,
            settings,
            metrics,
            stop,
        })
    }

    /// What it says of itself; goes on being up to date.
    pub fn status(&self) -> Status {
        self.status.clone()
    }

    /// Does what is due in this block, if it is worth it: at most one transaction, whose fate it does not wait for.
    ///
    /// Errors if a question could not be asked, or a message not be tried or sent. Nothing was sent then.
    pub async fn block(&mut self, head: Head) -> Result<Step> {
        self.settle(head).await;
        self.aside.forget(head.height);
        self.sends_from(head.height);
        self.look_at_balance(head).await;
        let step = self.step(head).await;
        self.metrics.state(self.aside.len(), self.batch.size(), self.turns.patience());
        let step = step?;
        self.metrics.step(step.name());
        self.status.stepped(head, &step, self.turns.patience(), self.batch.size(), self.aside.len());
        match step {
            Step::Idle | Step::Listens | Step::InFlight { .. } => tracing::debug!(height = head.height, "{step}"),
            _ => tracing::info!(height = head.height, "{step}"),
        }
        Ok(step)
    }

    /// Waits for the fate of the transaction that is on its way, if there is one: at most until its last height.
    pub async fn finish(&mut self) -> Option<Fate> {
        let flight = self.flight.take()?;
        let (call, submitted) = (flight.call.clone(), flight.submitted.clone());
        let fate = match flight.landed().await {
            Ok(receipt) => self.landed(&call, receipt),
            Err(berth_chain::Error::Expired { .. }) => {
                self.budget.take_back(amount(&submitted.fee));
                Fate::Expired
            }
            Err(error) => self.failed(&submitted.fee, &Error::Chain(error)),
        };
        self.metrics.transaction(fate.name());
        self.status.settled(&submitted.hash, &fate);
        tracing::info!(hash = submitted.hash, fate = fate.name(), "{}", serde_json::json!(fate));
        Some(fate)
    }

    async fn settle(&mut self, head: Head) {
        let landed = match &self.flight {
            Some(flight) => flight.has_landed(head.height).await,
            None => false,
        };
        if landed {
            self.finish().await;
        }
    }

    fn landed(&mut self, call: &berth_api::Call, receipt: Receipt) -> Fate {
        let (height, fee) = (receipt.height, receipt.fee.clone());
        self.metrics.gas(receipt.gas_wanted, receipt.gas_used);
        self.metrics.paid(&fee);
        match self.session.exchange().done(std::slice::from_ref(call), receipt) {
            Ok(done) if done.events.is_empty() => {
                self.turns.lost(height, self.session.address());
                Fate::Beaten { height, fee }
            }
            Ok(done) => {
                self.turns.acted();
                self.batch.went_well(done.answer().work().map_or(0, |work| work.visited.saturating_add(work.released)));
                let tips = tips_to(&done.events, self.session.address());
                self.metrics.earned(&tips);
                Fate::Done { height, fee, tips }
            }
            Err(error) => {
                tracing::error!("{error}");
                Fate::Done { height, fee, tips: vec![] }
            }
        }
    }

    fn failed(&mut self, fee: &Coin, error: &Error) -> Fate {
        self.metrics.paid(fee);
        if cause(error) == Cause::Gas {
            self.batch.too_large();
        }
        Fate::Failed { reason: error.to_string() }
    }

    async fn step(&mut self, head: Head) -> Result<Step> {
        let Some(due) = self.due(head).await? else { return Ok(Step::Idle) };
        if let Some(flight) = &self.flight {
            return Ok(Step::InFlight { hash: flight.submitted.hash.clone() });
        }
        if due.is_none_left() {
            return Ok(Step::Failing);
        }
        if head.height < self.sends_from(head.height) || !self.turns.is_on(head.height) {
            return Ok(Step::Listens);
        }
        if !self.wait_for_turn(head).await {
            return Ok(Step::Stopping);
        }
        // Right before sending: what has become of it?
        let latest = self.session.exchange().chain().head().await?;
        let latest = if latest.height < head.height { head } else { latest };
        let Some(due) = self.due(latest).await? else { return Ok(Step::Gone) };
        if !self.turns.is_on(latest.height) {
            return Ok(Step::Gone);
        }
        self.act(due, latest).await
    }

    /// The height from which on it sends: some blocks after the first that it has seen.
    fn sends_from(&mut self, height: u64) -> u64 {
        *self.sends_from.get_or_insert(height.saturating_add(self.settings.start_blocks))
    }

    /// What is due at a height; none if nothing is.
    async fn due(&mut self, head: Head) -> Result<Option<Due>> {
        let pending = self.session.exchange().market().at(head.height).pending_work(Some(LOOKED_AT)).await?;
        self.metrics.due(&pending);
        let anything = !Item::all(&pending, self.config.public_good()).is_empty();
        let due = Due::new(pending, &self.aside);
        self.turns.see(&Item::all(&due.pending, self.config.public_good()), head.height);
        Ok(anything.then_some(due))
    }

    /// A part of a block, another one for each keeper. False if the program is to end.
    async fn wait_for_turn(&self, head: Head) -> bool {
        let part = delay(head.height, self.session.address());
        let wait = self.settings.spread_ms.saturating_mul(part).checked_div(1_000).unwrap_or_default();
        tokio::select! {
            biased;
            () = self.stop.stopped() => false,
            () = sleep(Duration::from_millis(wait)) => true,
        }
    }

    async fn act(&mut self, due: Due, head: Head) -> Result<Step> {
        let until = head.height.saturating_add(self.settings.aside_blocks);
        let (batch, aside) = (&mut self.batch, &mut self.aside);
        let trial = Trial::new(&self.session, self.config, batch, aside, until, &self.metrics);
        let passed = match trial.run(due).await {
            Ok(Some(passed)) => passed,
            Ok(None) => return Ok(Step::Failing),
            Err(error) => return too_dear(error),
        };
        if passed.heard.is_empty() {
            return Ok(Step::Gone);
        }
        let tips = tips_to(&passed.heard, self.session.address());
        if let Some(reason) = self.reason_not_to_send(&passed.estimate.fee, &tips, head).await? {
            return Ok(reason);
        }
        self.send(passed, tips, head).await
    }

    async fn send(&mut self, passed: Passed, tips: Vec<Coin>, head: Head) -> Result<Step> {
        let Passed { call, estimate, .. } = passed;
        let message = self.session.exchange().message(call.clone(), vec![]);
        if self.settings.dry_run {
            let message = serde_json::to_string(&call).unwrap_or_default();
            return Ok(Step::WouldSend { message, fee: estimate.fee, tips });
        }
        if self.stop.is_stopped() {
            return Ok(Step::Stopping);
        }
        let blocks = self.settings.timeout_blocks;
        let request = Request { estimate: Some(estimate), blocks, ..Request::new(vec![message]) };
        let submitted = match self.session.writer().submit(request).await {
            Ok(submitted) => submitted,
            Err(error) => {
                let error = Error::Chain(error);
                if cause(&error) == Cause::Gas {
                    self.batch.too_large();
                }
                return too_dear(error);
            }
        };
        self.budget.spend(head.time, amount(&submitted.fee));
        let step = Step::Sent { hash: submitted.hash.clone(), fee: submitted.fee.clone(), tips };
        self.flight = Some(Flight::new(std::sync::Arc::clone(self.session.writer()), call, submitted));
        Ok(step)
    }
}

/// What the config forbids is no failure: it may be cheaper in the next block.
fn too_dear(error: Error) -> Result<Step> {
    match error {
        Error::Chain(error @ berth_chain::Error::TooDear { .. }) => Ok(Step::TooDear { reason: error.to_string() }),
        other => Err(other),
    }
}

fn amount(coin: &Coin) -> cosmwasm_std::Uint128 {
    cosmwasm_std::Uint128::try_from(coin.amount).unwrap_or(cosmwasm_std::Uint128::MAX)
}

impl Due {
    fn is_none_left(&self) -> bool {
        let PendingWorkResponse { ready, stale, dry, finished, .. } = &self.pending;
        ready.is_empty() && stale.is_empty() && dry.is_empty() && finished.is_empty()
    }
}

#[async_trait]
impl BlockHandler for Keeper {
    async fn block(&mut self, head: Head, _passed: u64) -> std::result::Result<(), Failure> {
        let result = Self::block(self, head).await;
        self.status.asked(result.as_ref().map(drop).map_err(ToString::to_string));
        result.map(drop).map_err(|error| failure(&error))
    }
}

/// A program that is to run for years ends of nothing that may ever be otherwise: a key gets its first coins, contracts are moved
/// to other code.
fn failure(error: &Error) -> Failure {
    let kind = match error {
        Error::Chain(error) => error_kind(error),
        _ => "exchange",
    };
    Failure::Retryable { kind, reason: error.to_string() }
}
