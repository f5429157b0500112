//! Whether a transaction may be paid for.

use berth_chain::Head;
use berth_client::Result;
use cosmwasm_std::{Coin, Uint128};

use super::{Keeper, amount};
use crate::{Mode, money::floor, report::Step};

/// Blocks after which the balance is looked at again.
const BALANCE_EVERY: u64 = 20;

impl Keeper {
    /// Why something that would cost and earn so much is not to be sent; none if it is.
    pub(super) async fn reason_not_to_send(&mut self, fee: &Coin, tips: &[Coin], head: Head) -> Result<Option<Step>> {
        if self.settings.mode == Mode::Profit {
            let worth = self.prices.worth(tips, &fee.denom);
            if worth < floor(amount(fee), self.settings.margin) {
                return Ok(Some(Step::Unprofitable { worth, fee: fee.clone() }));
            }
        }
        if let Some(left) = self.budget.left(head.time).filter(|left| *left < amount(fee)) {
            return Ok(Some(Step::OverBudget { left, fee: fee.clone() }));
        }
        if self.settings.stop_below.is_zero() {
            return Ok(None);
        }
        let balance = self.read_balance(&fee.denom).await?;
        let poor = balance.saturating_sub(amount(fee)) < self.settings.stop_below;
        Ok(poor.then(|| Step::Poor { balance, fee: fee.clone() }))
    }

    /// Reads the balance now and then, for whoever watches it. Work does not wait for it.
    pub(super) async fn look_at_balance(&mut self, head: Head) {
        if head.height < self.balance_due {
            return;
        }
        let denom = self.status.fee_denom();
        match self.read_balance(&denom).await {
            Ok(balance) if balance < self.settings.warn_below => {
                let warn_below = self.settings.warn_below;
                tracing::warn!(%balance, %warn_below, denom, "the key runs out of coins for fees");
            }
            Ok(_) => {}
            Err(error) => return tracing::warn!(denom, "the key's balance cannot be read: {error}"),
        }
        self.balance_due = head.height.saturating_add(BALANCE_EVERY);
    }

    async fn read_balance(&self, denom: &str) -> Result<Uint128> {
        let balance = self.session.exchange().chain().balance(self.session.address(), denom).await?;
        self.metrics.balance(denom, balance);
        self.status.has(denom, balance, self.settings.stop_below);
        Ok(balance)
    }
}
