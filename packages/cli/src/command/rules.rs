//! `berth admin set-rules`: from the rules as they are to those of a setup file.

use std::path::Path;

use berth_api::plan::Setup;
use berth_api::{Call, deployment, escrow, market};
use berth_client::deploy::rules;
use berth_domain::Invalid;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::files;
use crate::money::Currencies;
use crate::output::Answer;

/// The rules are those already.
#[derive(Debug, Serialize)]
struct Unchanged {
    /// Always true.
    unchanged: bool,
}

impl Answer for Unchanged {
    fn text(&self, _: &Currencies, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        writeln!(out, "the rules are those of the file already")
    }
}

/// Makes the rules those of a setup file, in one transaction.
pub async fn set(file: &Path, context: &mut Context<'_>) -> Result<(), Failure> {
    let wrong = |reason: String| Failure::Input(format!("{}: {}", file.display(), reason.trim_end()));
    let wanted: Setup = toml::from_str(&files::read(file)?).map_err(|error| wrong(error.to_string()))?;
    wanted.check().map_err(|invalid| wrong(invalid.to_string()))?;
    let now = rules(&context.exchange().await?).await?;
    let changes = changes(&now, &wanted).map_err(|invalid| wrong(invalid.to_string()))?;
    if changes.is_empty() {
        return context.answer(&Unchanged { unchanged: true });
    }
    let told: Vec<&str> = changes.iter().map(|(told, _)| told.as_str()).collect();
    let what = format!("set {}", told.join(", "));
    carry_out(context, what, changes.into_iter().map(|(_, call)| (call, vec![])).collect()).await
}

/// What is to be sent, each with what it sets.
///
/// Errors name what no message of this kind can change.
fn changes(now: &Setup, wanted: &Setup) -> Result<Vec<(String, Call)>, Invalid> {
    fixed(now, wanted)?;
    let mut changes: Vec<(String, Call)> = vec![];
    for terms in wanted.terms.iter().filter(|terms| !now.terms.contains(terms)) {
        let msg = market::ExecuteMsg::SetTerms { terms: terms.clone() };
        changes.push((format!("terms of {}", terms.denom), msg.into()));
    }
    for gone in now.terms.iter().filter(|terms| !wanted.terms.iter().any(|wanted| wanted.denom == terms.denom)) {
        let msg = market::ExecuteMsg::RemoveTerms { denom: gone.denom.clone() };
        changes.push((format!("no terms of {}: nothing opens in it any more", gone.denom), msg.into()));
    }
    if wanted.parameters != now.parameters {
        let msg = market::ExecuteMsg::SetParameters { parameters: wanted.parameters };
        changes.push(("market's parameters".to_owned(), msg.into()));
    }
    let differs = |wanted: u64, now: u64| (wanted != now).then_some(wanted);
    let max_wait_blocks = differs(wanted.max_wait_blocks, now.max_wait_blocks);
    let max_wait_seconds = differs(wanted.max_wait_seconds, now.max_wait_seconds);
    let max_notice = differs(wanted.max_notice, now.max_notice);
    if max_wait_blocks.or(max_wait_seconds).or(max_notice).is_some() {
        let msg = deployment::ExecuteMsg::SetParameters { max_wait_blocks, max_wait_seconds, max_notice };
        changes.push(("deployment's parameters".to_owned(), msg.into()));
    }
    let fee_collector = wanted.fee_collector.clone().filter(|wanted| Some(wanted) != now.fee_collector.as_ref());
    let slash_cap = (wanted.slash_cap != now.slash_cap).then_some(wanted.slash_cap);
    if fee_collector.is_some() || slash_cap.is_some() {
        let msg = escrow::ExecuteMsg::SetParameters { fee_collector, slash_cap };
        changes.push(("escrow's parameters".to_owned(), msg.into()));
    }
    Ok(changes)
}

/// What is for ever, or has a command of its own, is as it is.
fn fixed(now: &Setup, wanted: &Setup) -> Result<(), Invalid> {
    let same = |field: &str, wanted: &str, now: &str, why: &str| {
        if wanted == now { Ok(()) } else { Err(Invalid::new(field, wanted, format!("{now}, {why}"))) }
    };
    let ever = "which is fixed for ever";
    same("staking_denom", &wanted.staking_denom, &now.staking_denom, ever)?;
    same("unbonding", &wanted.unbonding.to_string(), &now.unbonding.to_string(), ever)?;
    for (field, wanted, now, command) in [
        ("admin", &wanted.admin, &now.admin, "`berth admin propose`"),
        ("guardian", &wanted.guardian, &now.guardian, "`berth admin set-guardian`"),
    ] {
        if let (Some(wanted), Some(now)) = (wanted, now) {
            same(field, wanted, now, &format!("or nobody; {command} changes it"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Uint128;

    use super::*;

    fn now() -> Setup {
        let named = |name: &str| Some(name.to_owned());
        Setup { admin: named("wasm1a"), guardian: named("wasm1g"), fee_collector: named("wasm1f"), ..Setup::default() }
    }

    #[test]
    fn only_what_differs_is_sent() {
        assert_eq!(changes(&now(), &now()), Ok(vec![]));
        assert_eq!(changes(&now(), &Setup::default()), Ok(vec![]), "what is left open stays");
        let mut wanted = now();
        wanted.terms[0].denom = "uatom".into();
        wanted.max_notice = 0;
        wanted.slash_cap = Uint128::zero();
        wanted.parameters.sudo_limit = 1;
        let changes = changes(&now(), &wanted).unwrap();
        let told: Vec<&str> = changes.iter().map(|(told, _)| told.as_str()).collect();
        let expected = [
            "terms of uatom",
            "no terms of uusdc: nothing opens in it any more",
            "market's parameters",
            "deployment's parameters",
            "escrow's parameters",
        ];
        assert_eq!(told, expected);
        let escrow = escrow::ExecuteMsg::SetParameters { fee_collector: None, slash_cap: Some(Uint128::zero()) };
        assert_eq!(changes[4].1, escrow.into());
        let tenants = deployment::ExecuteMsg::SetParameters {
            max_wait_blocks: None,
            max_wait_seconds: None,
            max_notice: Some(0),
        };
        assert_eq!(changes[3].1, tenants.into());
    }

    #[test]
    fn what_is_for_ever_is_refused() {
        let refused = |wanted: Setup| changes(&now(), &wanted).unwrap_err().to_string();
        let told = refused(Setup { unbonding: 86_400, ..now() });
        assert_eq!(told, "unbonding is 86400, allowed: 1209600, which is fixed for ever");
        let told = refused(Setup { admin: Some("wasm1b".into()), ..now() });
        assert_eq!(told, "admin is wasm1b, allowed: wasm1a, or nobody; `berth admin propose` changes it");
    }
}
