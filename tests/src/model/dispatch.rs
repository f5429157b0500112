//! Each message to what carries it out, once it is let in: who sent it, whether the exchange is paused, which coins came with
//! it, in this order (the contracts' READMEs, "who may send what").

use berth_api::{deployment, escrow, market, provider_registry};
use cosmwasm_std::Coin;

use super::{Answer, Code, Model};

impl Model {
    pub(super) fn at_market(&mut self, msg: &market::ExecuteMsg, funds: &[Coin]) -> Result<Answer, Code> {
        use market::ExecuteMsg as M;
        let (stops, admins, internal) = match msg {
            M::SubmitFulfillment { .. } | M::MatchOpenOrders { .. } | M::SubmitLease { .. } => (true, false, false),
            M::SetTerms { .. } | M::RemoveTerms { .. } | M::SetParameters { .. } => (false, true, false),
            M::OpenOrders { .. } | M::UpdateOrders { .. } | M::CloseDeployment { .. } => (false, false, true),
            _ => (false, false, false),
        };
        // Only deployment sends these, and it does so as a part of its own messages, which the model knows whole.
        if internal || (admins && self.sender() != self.registry.admin) {
            return Err("market/unauthorized");
        }
        if stops && self.registry.paused {
            return Err("market/paused");
        }
        if !funds.is_empty() {
            return Err("market/payment");
        }
        match msg {
            M::SubmitFulfillment { bids } => self.submit_fulfillment(bids),
            M::CancelFulfillment { orders } => self.cancel_fulfillment(orders),
            M::MatchOpenOrders { limit } => self.match_open_orders(*limit),
            M::SubmitLease { order, provider } => self.submit_lease(*order, provider),
            M::SubmitLeaseConfirmation { leases, collect, payout } => self.confirm_leases(leases, *collect, *payout),
            M::CollectEarnings { leases, payout } => self.collect_earnings(leases, *payout),
            M::GiveNotice { lease } => self.give_notice(*lease),
            M::LeaveLease { lease } => self.leave_lease(*lease),
            M::CloseLease { lease, reorder } => self.close_lease(*lease, *reorder),
            M::InvalidateStaleLeases { limit } => self.invalidate_stale_leases(*limit),
            M::SubmitStaleLease { lease } => self.submit_stale_lease(*lease),
            M::CloseUnfundedLeases { deployments, limit } => self.close_unfunded_leases(deployments, *limit),
            M::ReleaseFulfillments { limit } => self.release_fulfillments(*limit),
            M::Facilitate { limit, deployments, skip } => self.facilitate(*limit, deployments, skip),
            M::SetTerms { terms } => self.set_terms(terms),
            M::RemoveTerms { denom } => self.remove_terms(denom),
            M::SetParameters { parameters } => self.set_market_parameters(parameters),
            M::OpenOrders { .. } | M::UpdateOrders { .. } | M::CloseDeployment { .. } => Err("market/unauthorized"),
        }
    }

    pub(super) fn at_escrow(&mut self, msg: &escrow::ExecuteMsg, funds: &[Coin]) -> Result<Answer, Code> {
        use escrow::ExecuteMsg as M;
        match msg {
            M::OpenAccount { .. } | M::Settle(_) => return Err("escrow/unauthorized"),
            M::SetParameters { .. } if self.sender() != self.registry.admin => return Err("escrow/unauthorized"),
            M::Stake {} if self.registry.paused => return Err("escrow/paused"),
            _ => {}
        }
        let takes_a_coin = matches!(msg, M::Deposit { .. } | M::Stake {});
        if funds.len() != usize::from(takes_a_coin) {
            return Err("escrow/payment");
        }
        match msg {
            M::Deposit { deployment: Some(deployment) } => self.deposit_to_account(*deployment, &funds[0]),
            M::Deposit { deployment: None } => self.deposit_to_oneself(&funds[0]),
            M::Withdraw { denom, amount } => self.withdraw(denom, amount.map(|amount| amount.u128())),
            M::WithdrawDeposit { deployment, amount, payout } => {
                self.withdraw_deposit(*deployment, amount.map(|amount| amount.u128()), *payout)
            }
            M::Stake {} => self.stake(&funds[0]),
            M::Unstake { amount } => self.unstake(amount.u128()),
            M::SetParameters { fee_collector, slash_cap } => {
                self.set_escrow_parameters(fee_collector.as_deref(), slash_cap.map(|cap| cap.u128()))
            }
            M::OpenAccount { .. } | M::Settle(_) => Err("escrow/unauthorized"),
        }
    }

    pub(super) fn at_deployment(&mut self, msg: &deployment::ExecuteMsg, funds: &[Coin]) -> Result<Answer, Code> {
        use deployment::ExecuteMsg as M;
        match msg {
            M::SetParameters { .. } if self.sender() != self.registry.admin => return Err("deployment/unauthorized"),
            M::SubmitDeployment { .. } | M::ResumeDeployment { .. } if self.registry.paused => {
                return Err("deployment/paused");
            }
            _ => {}
        }
        let takes_a_coin = matches!(msg, M::SubmitDeployment { .. });
        if funds.len() != usize::from(takes_a_coin) {
            return Err("deployment/payment");
        }
        match msg {
            M::SubmitDeployment { version, denom, wait_duration, infrastructure } => {
                self.submit_deployment(version, denom, *wait_duration, infrastructure, &funds[0])
            }
            M::UpdateDeployment { deployment, version, set, remove } => {
                self.update_deployment(*deployment, version.as_ref(), set, remove)
            }
            M::ResumeDeployment { deployment } => self.resume_deployment(*deployment),
            M::CancelDeployment { deployment, payout } => self.cancel_deployment(*deployment, *payout),
            M::SetParameters { max_wait_blocks, max_wait_seconds, max_notice } => {
                self.set_deployment_parameters(*max_wait_blocks, *max_wait_seconds, *max_notice)
            }
        }
    }

    pub(super) fn at_registry(&mut self, msg: &provider_registry::ExecuteMsg, funds: &[Coin]) -> Result<Answer, Code> {
        self.let_into_registry(msg)?;
        if !funds.is_empty() {
            return Err("provider-registry/payment");
        }
        self.carry_out_in_registry(msg)
    }
}
