//! Finding the message that can be carried out: small enough, and without what makes it fail.

use berth_api::Call;
use berth_api::market::{ExecuteMsg, PendingWorkResponse};
use berth_chain::{Cause, Estimate};
use berth_client::{Error, Heard, Result, Session};
use berth_domain::OrderId;

use crate::aside::{Aside, Item};
use crate::batch::Batch;
use crate::bound::bound;
use crate::decide::{decide_around, longest_dry};
use crate::{Config, KeeperMetrics};

/// Most changes of the message in one block.
const MOST_TRIES: u32 = 16;

/// A message that would be carried out.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The message.
    pub call: Call,
    /// What it would cost.
    pub estimate: Estimate,
    /// What it would bring about.
    pub heard: Vec<Heard>,
}

/// What is due, and what of it must be passed over.
#[derive(Clone, Debug)]
pub struct Due {
    pub pending: PendingWorkResponse,
    pub skip: Vec<OrderId>,
}

impl Due {
    pub fn new(mut pending: PendingWorkResponse, aside: &Aside) -> Self {
        let skip = aside.take_out(&mut pending);
        Self { pending, skip }
    }

    /// Takes out what has been put aside since.
    fn take_out(&mut self, aside: &Aside) {
        self.skip.extend(aside.take_out(&mut self.pending));
        self.skip.sort_unstable();
    }

    /// Facilitate for the first so many, and for these deployments.
    fn facilitate(&self, limit: u32, deployments: Vec<u64>) -> Call {
        ExecuteMsg::Facilitate { limit, deployments, skip: self.skip.clone() }.into()
    }
}

/// What a trial may change.
pub struct Trial<'a> {
    session: &'a Session,
    config: Config,
    batch: &'a mut Batch,
    aside: &'a mut Aside,
    /// Until when what fails is put aside.
    until: u64,
    metrics: &'a KeeperMetrics,
    /// At most so much, because what comes after it fails and cannot be left out.
    most: u32,
}

impl<'a> Trial<'a> {
    /// Nothing is known yet.
    pub fn new(
        session: &'a Session,
        config: Config,
        batch: &'a mut Batch,
        aside: &'a mut Aside,
        until: u64,
        metrics: &'a KeeperMetrics,
    ) -> Self {
        Self { session, config, batch, aside, until, metrics, most: config.limit() }
    }

    /// The message for what is due, tried by simulation; none if nothing is left that can be done. What needs too much gas is
    /// halved; what a contract refuses is looked for and put aside.
    ///
    /// Errors with what has nothing to do with the work: the chain, the key, the fee.
    pub async fn run(mut self, mut due: Due) -> Result<Option<Passed>> {
        for _ in 0..MOST_TRIES {
            let Some(call) = self.decide(&due) else { return Ok(None) };
            match self.session.simulate(&[(call.clone(), vec![])]).await {
                Ok((estimate, heard)) => {
                    let call = bound(call, &estimate, &heard);
                    return Ok(Some(Passed { call, estimate, heard }));
                }
                Err(error) => {
                    if !self.make_smaller(&due, &error).await? {
                        return Ok(None);
                    }
                }
            }
            due.take_out(self.aside);
        }
        Ok(None)
    }

    fn decide(&self, due: &Due) -> Option<Call> {
        let config = self.config.with_limit(self.batch.size().min(self.most));
        decide_around(&due.pending, config, due.skip.clone())
    }

    /// Halves the batch or puts something aside. False if nothing of the sort helps.
    async fn make_smaller(&mut self, due: &Due, error: &Error) -> Result<bool> {
        let (passes, culprit) = match cause(error) {
            Cause::Gas if self.batch.too_large() => {
                tracing::info!(batch = self.batch.size(), "more than a transaction can carry: {error}");
                return Ok(true);
            }
            // Not even one: the first that would be visited.
            Cause::Gas => (0, Item::all(&due.pending, self.config.public_good()).first().copied()),
            Cause::Contract => self.culprit(due).await?,
            Cause::Other => return Err(error.clone()),
        };
        self.metrics.set_aside();
        if let Some(item) = culprit.filter(|item| self.aside.put(*item, self.until)) {
            tracing::error!(%item, until = self.until, "left alone: {error}");
            return Ok(true);
        }
        tracing::error!(passes, "only what comes before it can be done: {error}");
        let smaller = passes > 0 && passes < self.most;
        self.most = passes;
        Ok(smaller)
    }

    /// What makes the message fail, and how many orders and leases before it do not: it is the last of the shortest message
    /// that fails. None if it is a dead bid.
    async fn culprit(&self, due: &Due) -> Result<(u32, Option<Item>)> {
        let size = self.batch.size().min(self.most);
        let deployments = longest_dry(&due.pending);
        if self.passes(due.facilitate(size, vec![])).await? {
            let most = u32::try_from(deployments.len()).unwrap_or(u32::MAX);
            let first = |count: u32| deployments.iter().take(to_usize(count)).copied().collect();
            let place = self.shortest(most, |count| due.facilitate(size, first(count))).await?;
            return Ok((size, deployments.get(to_usize(place)).copied().map(Item::Deployment)));
        }
        let place = self.shortest(size, |count| due.facilitate(count, vec![])).await?;
        let orders = due.pending.ready.iter().chain(&due.pending.stale);
        Ok((place, orders.copied().nth(to_usize(place)).map(Item::Order)))
    }

    /// How many pass: one more fails, and `most` do. Looked for by halving.
    async fn shortest(&self, most: u32, message: impl Fn(u32) -> Call) -> Result<u32> {
        let (mut passes, mut fails) = (0_u32, most);
        while passes.checked_add(1).is_some_and(|next| next < fails) {
            let middle = passes.midpoint(fails);
            if self.passes(message(middle)).await? {
                passes = middle;
            } else {
                fails = middle;
            }
        }
        Ok(passes)
    }

    async fn passes(&self, call: Call) -> Result<bool> {
        match self.session.simulate(&[(call, vec![])]).await {
            Ok(_) => Ok(true),
            Err(error) if cause(&error) == Cause::Contract => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn to_usize(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Whose fault an error is. What somebody has stopped for now is nobody's: it is not put aside.
pub fn cause(error: &Error) -> Cause {
    match error {
        Error::Chain(error) if !error.contract_code().is_some_and(|code| code.ends_with("/paused")) => error.cause(),
        _ => Cause::Other,
    }
}
