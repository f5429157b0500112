//! What the contracts' queries must answer, from the model's own state.

use std::collections::{BTreeMap, BTreeSet};

use berth_api::deployment::{DeploymentResponse, InfrastructureResponse, Parameters as DeploymentParameters};
use berth_api::domain::{OrderId, ReputationParameters};
use berth_api::escrow::{
    AccountResponse, BalanceResponse, DryAccountsResponse, Parameters as EscrowParameters, StakeResponse, Total,
    UnbondingEntry,
};
use berth_api::market::{
    BookPlace, FulfillmentResponse, LeaseStatus, ObligationsResponse, OpenStatus, OrderResponse, OrderStatus,
    Parameters as MarketParameters, PendingWorkResponse, QuoteResponse, TrackRecordResponse,
};
use berth_api::provider_registry::{AttestationResponse, AuthorityResponse, CertificateResponse, ProviderResponse};
use berth_api::raw::PendingAdmin;
use cosmwasm_std::{Addr, Uint128, Uint256};

use super::leases::Lease;
use super::orders::{Open, Order};
use super::{Model, WHOLE};

fn whole(amount: u128) -> Uint128 {
    Uint128::new(amount)
}

fn wide(amount: u128) -> Uint256 {
    Uint256::from(amount)
}

fn address(text: &str) -> Addr {
    Addr::unchecked(text)
}

impl Model {
    /// Height and time.
    pub const fn now(&self) -> (u64, u64) {
        (self.height, self.time)
    }

    /// What somebody has in his own purse.
    pub fn purse(&self, owner: &str, denom: &str) -> u128 {
        self.purses.get(owner, denom)
    }

    /// What was sent to escrow without a message.
    pub fn strays(&self, denom: &str) -> u128 {
        self.stray.get(denom).copied().unwrap_or_default()
    }

    /// escrow: `Totals`. By denom, without those of nothing.
    pub fn totals(&self) -> Vec<Total> {
        let held = self.purses.iter().filter(|row| row.0 == self.contracts.escrow);
        let totals = held.map(|row| Total { denom: row.1.to_owned(), owed: whole(row.2 - self.strays(row.1)) });
        totals.filter(|total| !total.owed.is_zero()).collect()
    }

    /// escrow: `Accounts`, by deployment.
    pub fn accounts(&self) -> Vec<AccountResponse> {
        self.accounts.keys().map(|id| self.account_answer(*id)).collect()
    }

    fn account_answer(&self, deployment: u64) -> AccountResponse {
        let (account, rate) = (&self.accounts[&deployment], self.lease_rate(deployment));
        let run_up = |lease: &Lease| lease.rate() * u128::from(lease.seconds) - lease.paid * WHOLE;
        let runs = rate > 0 && !account.is_dry();
        let runway = runs.then(|| u64::try_from(account.spendable / rate).unwrap_or(u64::MAX));
        AccountResponse {
            deployment,
            spendable: wide(account.spendable),
            accrued: wide(self.leases_of(deployment).map(|(_, lease)| run_up(lease)).sum()),
            lease_rate: wide(rate),
            open_rate: wide(self.open_rate(deployment)),
            holds: whole(account.holds),
            settled_at: self.time,
            dry_at: account.dry_at,
            funded_until: runway.map(|runway| self.time.saturating_add(runway)),
            runway: runway.map(|runway| runway.min(u64::MAX - self.time)),
            withdrawable: whole(self.withdrawable(deployment)),
            min_runway: account.min_runway,
        }
    }

    /// escrow: `Balances`, by owner and denom.
    pub fn balances(&self) -> Vec<BalanceResponse> {
        let rows = self.balances.iter().map(|(owner, denom, balance)| BalanceResponse {
            owner: owner.to_owned(),
            denom: denom.to_owned(),
            balance: whole(balance),
            locked: whole(self.locked(owner, denom)),
            withdrawable: whole(self.free(owner, denom)),
        });
        rows.collect()
    }

    /// escrow: `Stake`.
    pub fn stake_of(&self, owner: &str) -> StakeResponse {
        let stake = self.stakes.get(owner).cloned().unwrap_or_default();
        let waiting = stake.unbonding.iter().filter(|entry| entry.1 > self.time);
        let slashed = stake.slashed_in(self.window());
        let coins = stake.bonded + waiting.clone().map(|entry| entry.0).sum::<u128>();
        StakeResponse {
            owner: owner.to_owned(),
            bonded: whole(stake.bonded),
            unbonding: waiting.map(|entry| UnbondingEntry { amount: whole(entry.0), release_at: entry.1 }).collect(),
            matured: whole(stake.matured(self.time)),
            slashed: whole(slashed),
            slashable: whole(coins.min(self.parameters.slash_cap.saturating_sub(slashed))),
        }
    }

    /// escrow: `DryAccounts`.
    pub fn dry_accounts(&self) -> DryAccountsResponse {
        let mut entries: Vec<(u64, u64)> = vec![];
        for account in self.accounts() {
            if !account.lease_rate.is_zero() {
                entries.push((account.dry_at.or(account.funded_until).expect("it runs"), account.deployment));
            }
        }
        entries.sort_unstable();
        let due = entries.iter().filter(|entry| self.time > entry.0);
        let next = entries.iter().find(|entry| self.time <= entry.0);
        DryAccountsResponse {
            deployments: due.map(|entry| entry.1).collect(),
            next_time: next.map(|entry| entry.0.saturating_add(1)),
        }
    }

    /// deployment: `Deployment`, of all that there are or were, by id.
    pub fn deployments(&self) -> Vec<DeploymentResponse> {
        let rows = self.deployments.iter().map(|(id, one)| DeploymentResponse {
            deployment: *id,
            owner: address(&one.owner),
            denom: one.denom.clone(),
            closed: one.infrastructure.is_empty(),
            version: one.version.clone(),
            wait_duration: one.wait,
            infrastructure: one
                .infrastructure
                .iter()
                .map(|(slot, wanted)| InfrastructureResponse { slot: *slot, infrastructure: wanted.clone() })
                .collect(),
        });
        rows.collect()
    }

    /// market: `Order`, of all that there are or were, by id.
    pub fn orders(&self) -> Vec<OrderResponse> {
        let status = |order: &Order| match order {
            Order::Open(open) => OrderStatus::Open(open_status(open)),
            Order::Leased(lease) => OrderStatus::Leased(lease_status(lease)),
            Order::Closed { reason, height } => OrderStatus::Closed { reason: *reason, height: *height },
        };
        self.orders.iter().map(|(id, order)| OrderResponse { order: *id, status: status(order) }).collect()
    }

    /// market: `Fulfillments`, of every order that has bids, live or dead.
    pub fn books(&self) -> BTreeMap<OrderId, Vec<FulfillmentResponse>> {
        let orders: BTreeSet<OrderId> = self.bids.iter().map(|bid| bid.order).collect();
        let rows = |id: &OrderId| {
            let rows = self.book(*id).into_iter().map(|bid| FulfillmentResponse {
                provider: address(&bid.provider),
                place: BookPlace { price: whole(bid.price), sequence: bid.sequence },
            });
            rows.collect()
        };
        orders.iter().map(|id| (*id, rows(id))).collect()
    }

    /// market: `Quote`, of an open order.
    pub fn quote_of(&self, order: OrderId) -> Option<QuoteResponse> {
        let ready_at = self.open_order(order)?.ready_at;
        let mut bids = self.books().remove(&order).unwrap_or_default().into_iter();
        Some(QuoteResponse { order, ready_at, ready: self.is_ready(order), best: bids.next(), second: bids.next() })
    }

    /// market: whether `Eligibility` says yes: whether a bid would be judged by what it offers alone, paused or not.
    pub fn is_eligible(&self, provider: &str, order: OrderId) -> bool {
        let Some(open) = self.open_order(order) else { return false };
        let registered = self.registry.providers.get(provider).is_some_and(|provider| provider.active);
        let deployment = &self.deployments[&order.deployment];
        registered
            && !self.is_ready(order)
            && provider != deployment.owner
            && open.barred.as_deref() != Some(provider)
            && self.meets(provider, &deployment.infrastructure[&order.slot])
            && !self.accounts[&order.deployment].is_dry()
            && (self.bid_of(order, provider).is_some() || self.free(provider, &deployment.denom) >= open.collateral)
    }

    /// market: `Obligations`.
    pub fn obligations(&self, provider: &str) -> ObligationsResponse {
        ObligationsResponse {
            leases: self.leases().any(|(_, lease)| lease.provider == provider),
            bids: self.bids.iter().any(|bid| bid.provider == provider),
        }
    }

    /// market: `TrackRecord`.
    pub fn track_record(&self, provider: &str) -> TrackRecordResponse {
        let (served_seconds, broken) = self.records.get(provider).copied().unwrap_or_default();
        let stake = self.stake_of(provider).bonded;
        let reputation = self.reputation(provider);
        TrackRecordResponse { provider: address(provider), served_seconds, broken, stake, reputation }
    }

    /// market: `PendingWork`.
    pub fn pending_work(&self) -> PendingWorkResponse {
        use berth_api::domain::Moment;

        let dry = self.dry_accounts();
        let waits = self.open_orders().filter(|(id, _)| self.best_bid(*id).is_some());
        let waits: Vec<Moment> = waits.filter_map(|(_, open)| open.ready_at).collect();
        let heights = waits.iter().filter_map(|moment| match moment {
            Moment::Height(height) => Some(*height).filter(|height| *height > self.height),
            Moment::Time(_) => None,
        });
        let times = waits.iter().filter_map(|moment| match moment {
            Moment::Time(time) => Some(*time).filter(|time| *time > self.time),
            Moment::Height(_) => None,
        });
        let late = self.leases().map(|(_, lease)| lease.due_height + 1).filter(|height| *height > self.height);
        let mut finished: Vec<OrderId> = self.dead_bids().into_iter().map(|(order, _)| order).collect();
        finished.dedup();
        PendingWorkResponse {
            height: self.height,
            time: self.time,
            ready: if self.registry.paused { vec![] } else { self.ready() },
            stale: self.late(),
            dry: dry.deployments,
            finished,
            next_height: heights.chain(late).min(),
            next_time: times.chain(dry.next_time).min(),
        }
    }

    /// provider registry: `Providers`, by address.
    pub fn providers(&self) -> Vec<ProviderResponse> {
        let rows = self.registry.providers.iter().map(|(who, provider)| {
            let TrackRecordResponse { served_seconds, broken, stake, reputation, .. } = self.track_record(who);
            let (profile, active) = (provider.profile.clone(), provider.active);
            ProviderResponse { address: address(who), profile, active, served_seconds, broken, stake, reputation }
        });
        rows.collect()
    }

    /// provider registry: `Certificate`, if there ever was one.
    pub fn certificate_of(&self, provider: &str) -> Option<CertificateResponse> {
        let last = self.registry.certificates.get(provider)?;
        let (certificate, serial, changed_at) = (last.content.clone(), last.serial, last.changed_at);
        Some(CertificateResponse { provider: address(provider), certificate, serial, changed_at })
    }

    /// provider registry: `Attestations`, by auditor.
    pub fn attestations_of(&self, provider: &str) -> Vec<AttestationResponse> {
        let rows = self.registry.attestations.iter().filter(|((about, _), _)| about == provider);
        let rows = rows.map(|((about, auditor), (attributes, expires_at))| AttestationResponse {
            provider: address(about),
            auditor: address(auditor),
            attributes: attributes.clone(),
            expires_at: *expires_at,
        });
        rows.collect()
    }

    /// provider registry: `Authority`.
    pub fn authority(&self) -> AuthorityResponse {
        let pending = self.registry.proposed.as_ref();
        AuthorityResponse {
            admin: address(&self.registry.admin),
            pending: pending.map(|(who, expires_at)| PendingAdmin { address: address(who), expires_at: *expires_at }),
            guardian: address(&self.registry.guardian),
            paused: self.registry.paused,
        }
    }

    /// market: `AllTerms`: the number of each denom's terms.
    pub fn current_terms(&self) -> BTreeMap<String, u32> {
        self.current.clone()
    }

    /// market: `Parameters`.
    pub fn market_parameters(&self) -> MarketParameters {
        let p = &self.parameters;
        let (half_service, half_stake, penalty) = (p.half_service, whole(p.half_stake), p.penalty);
        let reputation = ReputationParameters { half_service, half_stake, penalty };
        MarketParameters { reputation, sudo_limit: p.sudo_limit }
    }

    /// escrow: `Parameters`.
    pub fn escrow_parameters(&self) -> EscrowParameters {
        let p = &self.parameters;
        EscrowParameters {
            fee_collector: p.fee_collector.clone(),
            staking_denom: p.staking_denom.clone(),
            unbonding: p.unbonding,
            slash_cap: whole(p.slash_cap),
        }
    }

    /// deployment: `Parameters`.
    pub const fn deployment_parameters(&self) -> DeploymentParameters {
        let p = &self.parameters;
        let (max_wait_blocks, max_wait_seconds, max_notice) = (p.max_wait_blocks, p.max_wait_seconds, p.max_notice);
        DeploymentParameters { max_wait_blocks, max_wait_seconds, max_notice }
    }
}

fn open_status(open: &Open) -> OpenStatus {
    OpenStatus {
        ready_at: open.ready_at,
        max_rate: whole(open.max_rate),
        collateral: whole(open.collateral),
        barred: open.barred.as_deref().map(address),
        terms: open.terms,
        notice: open.notice,
    }
}

fn lease_status(lease: &Lease) -> LeaseStatus {
    LeaseStatus {
        provider: address(&lease.provider),
        rate: whole(lease.rate()),
        price: whole(lease.price),
        collateral: whole(lease.collateral),
        started_at: lease.started_at,
        terms: lease.terms,
        notice: lease.notice,
        leave_at: lease.leave_at,
        reconfirmation_period: lease.period,
        confirmed_height: lease.due_height - lease.period,
        due_height: lease.due_height,
        confirmed_at: lease.confirmed_at,
        paid: whole(lease.paid),
        fee: whole(lease.fee),
    }
}
