//! What auditors do.

use berth_api::provider_registry::ExecuteMsg;
use berth_chain::Chain as _;

use super::profile::attributes;
use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::output::utc;

/// Vouches for the attributes of a provider, as an auditor
#[derive(Debug, clap::Args)]
pub struct Args {
    /// About whom
    provider: String,
    /// What it is, as in tier=3; may be given several times
    #[arg(long, value_name = "KEY=VALUE", required = true)]
    attribute: Vec<String>,
    /// From when on it says nothing: so many days from now, 5 years at most
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u64).range(1..=1_825))]
    days: u64,
}

/// Attest.
pub async fn run(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Args { provider, attribute, days } = args;
    let attributes = attributes(&attribute)?;
    let now = context.network().await?.head().await?.time;
    let expires_at = now.saturating_add(days.saturating_mul(86_400));
    let told: Vec<String> = attributes.iter().map(ToString::to_string).collect();
    let what = format!("vouch until {} that {provider} is {}", utc(expires_at), told.join(", "));
    carry_out(context, what, vec![(ExecuteMsg::Attest { provider, attributes, expires_at }.into(), vec![])]).await
}
