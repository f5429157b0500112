//! What there is to see of providers.

use std::io::{self, Write};

use berth_api::escrow::StakeResponse;
use berth_api::market::{ObligationsResponse, ProviderWorkResponse};
use berth_api::provider_registry::{AttestationResponse, ProviderResponse};
use serde::Serialize;

use crate::Failure;
use crate::command::order::standing;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, span, table, utc};

/// Providers.
#[derive(Debug, Serialize)]
struct Listed {
    providers: Vec<ProviderResponse>,
    staking_denom: String,
}

/// One of them.
#[derive(Debug, Serialize)]
struct Shown {
    provider: ProviderResponse,
    staking_denom: String,
    stake: StakeResponse,
    obligations: ObligationsResponse,
    attestations: Vec<AttestationResponse>,
    /// Whether it has a certificate that is not revoked.
    certificate: bool,
}

/// What there is to do for it.
#[derive(Debug, Serialize)]
struct Work {
    provider: String,
    #[serde(flatten)]
    work: ProviderWorkResponse,
}

/// Lists them.
pub async fn list(region: Option<String>, limit: Option<usize>, context: &mut Context<'_>) -> Result<(), Failure> {
    let exchange = context.exchange().await?;
    let registry = exchange.provider_registry();
    let mut providers = match &region {
        Some(region) => registry.every_provider_of_region(region).await?,
        None => registry.every_provider().await?,
    };
    providers.truncate(limit.unwrap_or(usize::MAX));
    let staking_denom = exchange.escrow().parameters().await?.staking_denom;
    context.answer(&Listed { providers, staking_denom })
}

/// Shows one.
pub async fn show(provider: Option<String>, context: &mut Context<'_>) -> Result<(), Failure> {
    let address = context.address_or_own(provider.as_ref())?;
    let exchange = context.exchange().await?;
    let registry = exchange.provider_registry();
    let provider = registry.provider(&address).await?;
    let certificate = match registry.certificate(&address).await {
        Ok(certificate) => certificate.certificate.is_some(),
        Err(error) if error.code() == Some("provider-registry/no_certificate") => false,
        Err(error) => return Err(error.into()),
    };
    let shown = Shown {
        provider,
        staking_denom: exchange.escrow().parameters().await?.staking_denom,
        stake: exchange.escrow().stake(&address).await?,
        obligations: exchange.market().obligations(&address).await?,
        attestations: registry.every_attestation(&address).await?,
        certificate,
    };
    context.answer(&shown)
}

/// ProviderWork, all of it.
pub async fn work(provider: Option<String>, denoms: Vec<String>, context: &mut Context<'_>) -> Result<(), Failure> {
    let provider = context.address_or_own(provider.as_ref())?;
    let denoms = denoms.iter().map(|denom| context.money().denom(denom)).collect();
    let work = context.exchange().await?.market().whole_provider_work(&provider, denoms).await?;
    context.answer(&Work { provider, work })
}

impl Answer for Listed {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.providers.iter().map(|provider| {
            [
                provider.address.to_string(),
                provider.profile.region.clone(),
                if provider.active { "active" } else { "not bidding" }.to_owned(),
                money.show(provider.stake, &self.staking_denom),
                provider.reputation.to_string(),
                provider.broken.to_string(),
            ]
        });
        table(out, ["provider", "region", "", "stake", "reputation", "broken leases"], rows, "no providers")
    }
}

impl Answer for Shown {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let Self { provider, staking_denom, stake, obligations, attestations, certificate } = self;
        let attributes: Vec<String> = provider.profile.attributes.iter().map(ToString::to_string).collect();
        let has = match (obligations.leases, obligations.bids) {
            (true, true) => "leases and bids",
            (true, false) => "leases",
            (false, true) => "bids",
            (false, false) => "neither leases nor bids",
        };
        let mut rows = vec![
            ("provider", provider.address.to_string()),
            ("status", if provider.active { "active" } else { "not bidding" }.to_owned()),
            ("endpoint", provider.profile.endpoint.clone()),
            ("region", provider.profile.region.clone()),
            ("attributes", attributes.join(", ")),
            ("reputation", format!("{} of 1000", provider.reputation)),
            ("served", format!("{}, {} leases broken", span(provider.served_seconds), provider.broken)),
            ("stake", money.show(stake.bonded, staking_denom)),
        ];
        rows.extend(stake.unbonding.iter().map(|entry| {
            ("unbonding", format!("{} until {}", money.show(entry.amount, staking_denom), utc(entry.release_at)))
        }));
        rows.push(("has", has.to_owned()));
        rows.push(("certificate", if *certificate { "published" } else { "none" }.to_owned()));
        rows.extend(attestations.iter().map(|one| {
            let told: Vec<String> = one.attributes.iter().map(ToString::to_string).collect();
            ("attested", format!("{} by {} until {}", told.join(", "), one.auditor, utc(one.expires_at)))
        }));
        pairs(out, &rows)
    }
}

impl Answer for Work {
    fn text(&self, money: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let ProviderWorkResponse { height, time, paused, may_bid, leases, bids, orders, collateral, .. } = &self.work;
        let bidding = match (paused, may_bid) {
            (true, _) => "the exchange is paused",
            (_, true) => "may bid",
            _ => "may not bid",
        };
        writeln!(out, "{} at block {height}, {}: {bidding}", self.provider, utc(*time))?;
        for one in leases {
            let status = berth_api::market::OrderStatus::Leased(one.lease.status.clone());
            let (_, rest) = standing(&status, &one.denom, money);
            writeln!(out, "  lease {} {rest}", one.lease.lease)?;
        }
        for bid in bids {
            let (own, stands) = (&bid.fulfillment, if bid.fulfillment.live { "stands" } else { "dead" });
            writeln!(out, "  bid on {} {}, {stands}", own.order, money.per_month(own.place.price, &bid.denom))?;
        }
        for one in orders {
            let most = money.per_month(one.order.status.max_rate, &one.order.denom);
            writeln!(out, "  order {} at most {most}", one.order.order)?;
        }
        collateral.iter().try_for_each(|free| writeln!(out, "  free {}", money.show(free.free, &free.denom)))
    }
}
