//! What the tenant does, scene by scene: a program of its own.

use berth_api::{deployment, escrow};
use berth_client::Session;
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::{Coin, Decimal, Uint128};

use crate::Failure;
use crate::demo::opening::WAIT;
use crate::demo::wanted::Wanted;

/// What the tenant pays for a changed infrastructure, in percent of what it paid before.
const RAISE: u64 = 110;

/// What the tenant can be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Submit,
    /// Another stack file, with a higher price for the infrastructure of this slot.
    Update(u32),
    TakeBack,
    TopUp,
    Resume,
    Cancel,
}

/// The tenant.
pub struct Tenant {
    session: Session,
    wanted: Wanted,
    deposit: Uint128,
    deployment: u64,
    /// What it has taken out of the account, to let it run dry.
    taken_back: Uint128,
}

impl Tenant {
    pub const fn new(session: Session, wanted: Wanted, deposit: Uint128) -> Self {
        Self { session, wanted, deposit, deployment: 0, taken_back: Uint128::zero() }
    }

    /// The id of its deployment; 0 before there is one.
    pub const fn deployment(&self) -> u64 {
        self.deployment
    }

    pub async fn act(&mut self, act: Act) -> Result<(), Failure> {
        match act {
            Act::Submit => self.submit().await,
            Act::Update(slot) => self.update(slot).await,
            Act::TakeBack => self.take_back().await,
            Act::TopUp => self.top_up().await,
            Act::Resume => self.send(deployment::ExecuteMsg::ResumeDeployment { deployment: self.deployment }).await,
            Act::Cancel => {
                self.send(deployment::ExecuteMsg::CancelDeployment { deployment: self.deployment, payout: false }).await
            }
        }
    }

    async fn send(&self, message: impl Into<berth_api::Call>) -> Result<(), Failure> {
        self.session.execute(message, vec![]).await?;
        Ok(())
    }

    fn coin(&self, amount: Uint128) -> Coin {
        Coin::new(amount, &self.wanted.currency.denom)
    }

    async fn submit(&mut self) -> Result<(), Failure> {
        let submit = deployment::ExecuteMsg::SubmitDeployment {
            version: self.wanted.version.clone(),
            denom: self.wanted.currency.denom.clone(),
            wait_duration: WAIT,
            infrastructure: self.wanted.infrastructure.clone(),
        };
        let sent = self.session.execute(submit, vec![self.coin(self.deposit)]).await;
        // It is the stack that is refused: everything else of it was made here.
        let done = sent.map_err(|error| match error.code() {
            Some(_) => Failure::Input(format!("{}: {error}", self.wanted.source)),
            None => Failure::from(error),
        })?;
        self.deployment = done.answer().deployment().unwrap_or_default();
        Ok(())
    }

    /// A stack file that says something else: a workload has another variable, and one infrastructure may cost more.
    async fn update(&self, slot: u32) -> Result<(), Failure> {
        let mut stack = self.wanted.stack.clone();
        (stack.wait, stack.infrastructure) = (WAIT, self.wanted.infrastructure.clone());
        if let Some(workload) = stack.manifest.workloads.values_mut().next() {
            workload.env.insert("RELEASE".to_owned(), "2".to_owned());
        }
        let index = usize::try_from(slot).unwrap_or_default().saturating_sub(1);
        if let Some(DeploymentInfrastructure { resources, .. }) = stack.infrastructure.get_mut(index) {
            for group in resources {
                group.price = group.price.checked_mul(Decimal::percent(RAISE)).unwrap_or(group.price);
            }
        }
        let record = self.session.exchange().deployment().deployment(self.deployment).await?;
        let update = stack.update(&record).map_err(|e| Failure::Story(e.to_string()))?;
        match update {
            Some(update) => self.send(update).await,
            None => Ok(()),
        }
    }

    /// All but what has to stay for the shortest runway.
    async fn take_back(&mut self) -> Result<(), Failure> {
        let account = || async { self.session.exchange().escrow().account(self.deployment).await };
        let before = account().await?.spendable;
        let withdraw = escrow::ExecuteMsg::WithdrawDeposit { deployment: self.deployment, amount: None, payout: true };
        self.send(withdraw).await?;
        let taken = before.saturating_sub(account().await?.spendable) / cosmwasm_std::Uint256::from(berth_domain::ATTO);
        self.taken_back = taken.try_into().unwrap_or(Uint128::zero());
        Ok(())
    }

    async fn top_up(&self) -> Result<(), Failure> {
        let deposit = escrow::ExecuteMsg::Deposit { deployment: Some(self.deployment) };
        self.session.execute(deposit, vec![self.coin(self.taken_back)]).await?;
        Ok(())
    }
}
