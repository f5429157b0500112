//! Between balance and purse.

use berth_api::escrow;
use cosmwasm_std::Uint128;

use super::Provider;
use super::provider::Report;
use crate::{Parcel, Purpose, Situation, tidy_up, top_up, withdrawals};

/// Blocks after which coins are moved again when that failed.
const MONEY_AGAIN: u64 = 20;

impl Provider {
    /// Earnings to the purse, the purse to the collateral, and what tidies up where there is nothing else to do.
    pub(super) async fn move_coins(&mut self, next: &Situation, report: &mut Report) {
        if next.now.height < self.money_from {
            return;
        }
        let after = self.in_flight.assume(next.clone());
        let mut parcels: Vec<_> = withdrawals(&after, &self.settings.reserves)
            .into_iter()
            .map(|call| Parcel::of(Purpose::Money, vec![call]))
            .collect();
        parcels.extend(self.top_ups(&after).await);
        if parcels.is_empty() && report.sent.is_empty() && self.in_flight.is_empty() {
            parcels.extend(tidy_up(&after, self.settings.tidy_up).map(|call| Parcel::of(Purpose::Free, vec![call])));
        }
        let failed = report.failed.len();
        let well = self.deliver(parcels, &after, report).await;
        if !well || report.failed.len() > failed {
            self.money_from = next.now.height.saturating_add(MONEY_AGAIN);
        }
    }

    async fn top_ups(&self, after: &Situation) -> Vec<Parcel> {
        let mut parcels = vec![];
        for reserve in self.settings.reserves.iter().filter(|reserve| reserve.top_up_below.is_some()) {
            // Only a purse that is wanted is looked into.
            let wanted = top_up(after, reserve, Uint128::MAX).is_some();
            if !wanted || self.in_flight.deposits(&reserve.denom) {
                continue;
            }
            let purse = self.exchange.chain().balance(self.writer.address(), &reserve.denom).await;
            let purse = purse.unwrap_or_default();
            if let Some(coin) = top_up(after, reserve, purse) {
                let call = escrow::ExecuteMsg::Deposit { deployment: None }.into();
                parcels.push(Parcel { funds: vec![coin], ..Parcel::of(Purpose::Money, vec![call]) });
            }
        }
        parcels
    }
}
