//! What the tenant does, scene by scene.

use berth_api::deployment::{self, DeploymentResponse};
use berth_api::escrow::{self, AccountResponse};
use berth_domain::DeploymentInfrastructure;
use cosmwasm_std::{Coin, Decimal, Uint128};

use crate::Failure;
use crate::demo::opening::WAIT;
use crate::demo::play::Play;
use crate::demo::story::Scene;

/// There is one deployment.
const DEPLOYMENT: u64 = 1;
/// What the tenant pays for a changed infrastructure, in percent of what it paid before.
const RAISE: u64 = 110;

impl Play<'_> {
    pub(super) fn tenant_submits(&mut self) -> Result<(), Failure> {
        let submit = deployment::ExecuteMsg::SubmitDeployment {
            version: self.wanted.version.clone(),
            denom: self.wanted.currency.denom.clone(),
            wait_duration: WAIT,
            infrastructure: self.wanted.infrastructure.clone(),
        };
        let deposit = self.coin(self.deposit);
        let sent = self.stage.send(&self.cast.tenant.address, submit.into(), &[deposit]);
        // It is the stack that is refused: everything else of it was made here.
        sent.map_err(|failure| match failure {
            Failure::Internal(cause) => Failure::Input(format!("{}: {cause:#}", self.wanted.source)),
            other => other,
        })
    }

    /// Goes on to the next scene once what this one waits for is there.
    pub(super) fn tenant_acts(&mut self) -> Result<(), Failure> {
        let is_dry = self.story.scene == Scene::Drain && self.account()?.dry_at.is_some();
        if !self.story.is_over(is_dry) {
            return Ok(());
        }
        match self.story.scene {
            Scene::Break => self.begin(Scene::Change).and_then(|()| self.tenant_updates()),
            Scene::Change => self.begin(Scene::Drain).and_then(|()| self.tenant_takes_back()),
            Scene::Drain => self.begin(Scene::TopUp).and_then(|()| self.tenant_tops_up()),
            Scene::TopUp => self.begin(Scene::Resume).and_then(|()| self.tenant_resumes()),
            Scene::Resume => {
                self.story.somebody_leaves();
                self.begin(Scene::Leave)
            }
            Scene::Leave | Scene::End => self.begin(Scene::End),
        }
    }

    fn account(&self) -> Result<AccountResponse, Failure> {
        Ok(self.stage.chain.query_escrow(&escrow::QueryMsg::Account { deployment: DEPLOYMENT })?)
    }

    fn tenant_sends(&mut self, call: impl Into<berth_api::Call>, funds: &[Coin]) -> Result<(), Failure> {
        self.stage.send(&self.cast.tenant.address, call.into(), funds)
    }

    /// A stack file that says something else: a workload has another variable, and one infrastructure may cost more.
    fn tenant_updates(&mut self) -> Result<(), Failure> {
        let mut stack = self.wanted.stack.clone();
        (stack.wait, stack.infrastructure) = (WAIT, self.wanted.infrastructure.clone());
        if let Some(workload) = stack.manifest.workloads.values_mut().next() {
            workload.env.insert("RELEASE".to_owned(), "2".to_owned());
        }
        let index = usize::try_from(self.story.slot()).unwrap_or_default().saturating_sub(1);
        if let Some(DeploymentInfrastructure { resources, .. }) = stack.infrastructure.get_mut(index) {
            for group in resources {
                group.price = group.price.checked_mul(Decimal::percent(RAISE)).unwrap_or(group.price);
            }
        }
        let asked = deployment::QueryMsg::Deployment { deployment: DEPLOYMENT };
        let record: DeploymentResponse = self.stage.chain.query_deployment(&asked)?;
        let update = stack.update(&record).map_err(|e| Failure::Story(e.to_string()))?;
        update.map_or(Ok(()), |update| self.tenant_sends(update, &[]))
    }

    /// All but what has to stay for the shortest runway.
    fn tenant_takes_back(&mut self) -> Result<(), Failure> {
        self.taken_back = self.account()?.withdrawable;
        let withdraw = escrow::ExecuteMsg::WithdrawDeposit { deployment: DEPLOYMENT, amount: None, payout: true };
        self.tenant_sends(withdraw, &[])
    }

    fn tenant_tops_up(&mut self) -> Result<(), Failure> {
        let coin = self.coin(self.taken_back);
        self.tenant_sends(escrow::ExecuteMsg::Deposit { deployment: Some(DEPLOYMENT) }, &[coin])
    }

    fn tenant_resumes(&mut self) -> Result<(), Failure> {
        self.tenant_sends(deployment::ExecuteMsg::ResumeDeployment { deployment: DEPLOYMENT }, &[])
    }

    pub(super) fn tenant_cancels(&mut self) -> Result<(), Failure> {
        self.tenant_sends(deployment::ExecuteMsg::CancelDeployment { deployment: DEPLOYMENT, payout: false }, &[])
    }

    pub(super) fn coin(&self, amount: Uint128) -> Coin {
        Coin::new(amount, &self.wanted.currency.denom)
    }
}
