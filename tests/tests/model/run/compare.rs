//! Everything that can be asked of the contracts, against what the model says.

use std::fmt::Debug;

use berth_api::deployment::{self as tenants, AllDeploymentsResponse};
use berth_api::escrow::{self, AccountsResponse, BalancesResponse, StakesResponse, TotalsResponse};
use berth_api::market::{
    self, AllTermsResponse, EligibilityResponse, FulfillmentsResponse, OrdersResponse, PendingWorkResponse,
};
use berth_api::provider_registry::{self as registry, AttestationsResponse, ProvidersResponse};
use serde::de::DeserializeOwned;

use super::cast::DENOMS;
use super::lockstep::{Difference, Lockstep};

const ALL: Option<u32> = Some(100);

impl Lockstep {
    fn same<T: PartialEq + Debug>(&self, what: &str, contracts: &T, model: &T) -> Result<(), Difference> {
        if contracts == model { Ok(()) } else { Err(self.differs(what, contracts, model)) }
    }

    fn market<T: DeserializeOwned>(&self, asked: &market::QueryMsg) -> T {
        self.sandbox.query_market(asked).unwrap()
    }

    fn escrow<T: DeserializeOwned>(&self, asked: &escrow::QueryMsg) -> T {
        self.sandbox.query_escrow(asked).unwrap()
    }

    fn tenants<T: DeserializeOwned>(&self, asked: &tenants::QueryMsg) -> T {
        self.sandbox.query_deployment(asked).unwrap()
    }

    fn registry<T: DeserializeOwned>(&self, asked: &registry::QueryMsg) -> T {
        self.sandbox.query_provider_registry(asked).unwrap()
    }

    /// After each step: all money, every order, bid and deployment, all that is due; the purse of who sent something.
    pub fn compare(&self, sender: &str) -> Result<(), Difference> {
        self.compare_money()?;
        self.compare_purse(sender)?;
        self.compare_deployments()?;
        self.compare_orders()?;
        let due: PendingWorkResponse = self.market(&market::QueryMsg::PendingWork { limit: ALL });
        self.same("PendingWork", &due, &self.model.pending_work())?;
        let authority = self.registry(&registry::QueryMsg::Authority {});
        self.same("Authority", &authority, &self.model.authority())?;
        let providers: ProvidersResponse =
            self.registry(&registry::QueryMsg::Providers { start_after: None, limit: ALL });
        self.same("Providers", &providers.providers, &self.model.providers())
    }

    fn compare_money(&self) -> Result<(), Difference> {
        let found: AccountsResponse = self.escrow(&escrow::QueryMsg::Accounts { start_after: None, limit: ALL });
        self.same("Accounts", &found.accounts, &self.model.accounts())?;
        let found: BalancesResponse = self.escrow(&escrow::QueryMsg::Balances { start_after: None, limit: ALL });
        self.same("Balances", &found.balances, &self.model.balances())?;
        let found: TotalsResponse = self.escrow(&escrow::QueryMsg::Totals { start_after: None, limit: None });
        self.same("Totals", &found.totals, &self.model.totals())?;
        let found: StakesResponse = self.escrow(&escrow::QueryMsg::Stakes { start_after: None, limit: ALL });
        for stake in found.stakes {
            let expected = self.model.stake_of(&stake.owner);
            self.same("Stakes", &stake, &expected)?;
        }
        self.compare_purse(&self.sandbox.contracts().escrow)
    }

    fn compare_purse(&self, owner: &str) -> Result<(), Difference> {
        for denom in DENOMS {
            let purse = self.sandbox.bank_balance(owner, denom).unwrap().u128();
            self.same("a purse", &(owner, purse), &(owner, self.model.purse(owner, denom)))?;
        }
        Ok(())
    }

    fn compare_deployments(&self) -> Result<(), Difference> {
        for expected in self.model.deployments() {
            let asked = tenants::QueryMsg::Deployment { deployment: expected.deployment };
            self.same("Deployment", &self.tenants(&asked), &expected)?;
        }
        Ok(())
    }

    fn compare_orders(&self) -> Result<(), Difference> {
        let expected = self.model.orders();
        let mut found = vec![];
        for deployment in self.model.deployments() {
            let (deployment, start_after) = (deployment.deployment, None);
            let page: OrdersResponse = self.market(&market::QueryMsg::Orders { deployment, start_after, limit: ALL });
            found.extend(page.orders);
        }
        self.same("Orders", &found, &expected)?;
        for (order, expected) in self.model.books() {
            let asked = market::QueryMsg::Fulfillments { order, start_after: None, limit: ALL };
            self.same("Fulfillments", &self.market::<FulfillmentsResponse>(&asked).fulfillments, &expected)?;
        }
        Ok(())
    }

    /// Now and then: everything else that can be asked.
    pub fn compare_the_rest(&self) -> Result<(), Difference> {
        self.compare_parameters()?;
        let found: AllDeploymentsResponse =
            self.tenants(&tenants::QueryMsg::AllDeployments { start_after: None, limit: ALL });
        let found: Vec<_> = found.deployments.into_iter().map(|one| (one.deployment, one.owner, one.closed)).collect();
        let expected = self.model.deployments().into_iter().map(|one| (one.deployment, one.owner, one.closed));
        self.same("AllDeployments", &found, &expected.collect())?;
        let dry = self.escrow(&escrow::QueryMsg::DryAccounts { limit: ALL });
        self.same("DryAccounts", &dry, &self.model.dry_accounts())?;
        for owner in self.addresses() {
            self.compare_purse(&owner)?;
            self.compare_person(owner)?;
        }
        for order in self.model.orders() {
            if let Some(expected) = self.model.quote_of(order.order) {
                self.same("Quote", &self.market(&market::QueryMsg::Quote { order: order.order }), &expected)?;
            }
        }
        Ok(())
    }

    fn compare_parameters(&self) -> Result<(), Difference> {
        let found: AllTermsResponse = self.market(&market::QueryMsg::AllTerms { start_after: None, limit: ALL });
        let found = found.terms.into_iter().map(|one| (one.terms.denom, one.number)).collect();
        self.same("AllTerms", &found, &self.model.current_terms())?;
        let found = self.market(&market::QueryMsg::Parameters {});
        self.same("market: Parameters", &found, &self.model.market_parameters())?;
        let found = self.escrow(&escrow::QueryMsg::Parameters {});
        self.same("escrow: Parameters", &found, &self.model.escrow_parameters())?;
        let found = self.tenants(&tenants::QueryMsg::Parameters {});
        self.same("deployment: Parameters", &found, &self.model.deployment_parameters())
    }

    fn compare_person(&self, owner: String) -> Result<(), Difference> {
        let stake = self.escrow(&escrow::QueryMsg::Stake { owner: owner.clone() });
        self.same("Stake", &stake, &self.model.stake_of(&owner))?;
        let found = self.market(&market::QueryMsg::TrackRecord { provider: owner.clone() });
        self.same("TrackRecord", &found, &self.model.track_record(&owner))?;
        let found = self.market(&market::QueryMsg::Obligations { provider: owner.clone() });
        self.same("Obligations", &found, &self.model.obligations(&owner))?;
        let asked = registry::QueryMsg::Certificate { provider: owner.clone() };
        let found = self.sandbox.query_provider_registry(&asked).ok();
        self.same("Certificate", &found, &self.model.certificate_of(&owner))?;
        let asked = registry::QueryMsg::Attestations { provider: owner.clone(), start_after: None, limit: ALL };
        let found: AttestationsResponse = self.registry(&asked);
        self.same("Attestations", &found.attestations, &self.model.attestations_of(&owner))?;
        for order in self.model.orders().into_iter().rev().take(5) {
            let asked = market::QueryMsg::Eligibility { provider: owner.clone(), order: order.order };
            let found: EligibilityResponse = self.market(&asked);
            let expected = self.model.is_eligible(&owner, order.order);
            self.same("Eligibility", &(order.order, &owner, found.eligible), &(order.order, &owner, expected))?;
        }
        Ok(())
    }
}
