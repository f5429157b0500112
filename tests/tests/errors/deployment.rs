//! What deployment refuses.

use berth_api::deployment::{ExecuteMsg as Deployment, QueryMsg};
use berth_api::market::ExecuteMsg as Market;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{Terms, WaitDuration};
use berth_sandbox::Setup;
use berth_tests::cast::{Cast, FOREIGN, Sender, submission};
use berth_tests::messages::tenants::update;
use berth_tests::stage::{DENOM, WAIT, infrastructure};
use cosmwasm_std::{Decimal, Uint128, coin};

use crate::{Case, refusal};

pub const CASES: &[Case] = &[
    ("deployment/unauthorized", |cast| {
        let set = Deployment::SetParameters { max_wait_blocks: Some(9), max_wait_seconds: None, max_notice: None };
        refusal(cast, Sender::Stranger, set, &[])
    }),
    ("deployment/paused", |cast| {
        cast.send(Sender::Guardian, Registry::Pause {}, &[]).unwrap();
        refusal(cast, Sender::Tenant, submission("web"), &[coin(200_000, DENOM)])
    }),
    ("deployment/payment", |cast| refusal(cast, Sender::Tenant, submission("web"), &[])),
    ("deployment/invalid_field", |cast| refusal(cast, Sender::Tenant, submission("Web"), &[coin(200_000, DENOM)])),
    ("deployment/denom_not_allowed", |cast| {
        cast.send(Sender::Admin, Market::RemoveTerms { denom: DENOM.to_owned() }, &[]).unwrap();
        refusal(cast, Sender::Tenant, submission("web"), &[coin(200_000, DENOM)])
    }),
    ("deployment/wrong_denom", |cast| refusal(cast, Sender::Tenant, submission("web"), &[coin(200_000, FOREIGN)])),
    ("deployment/insufficient_deposit", |cast| {
        refusal(cast, Sender::Tenant, submission("web"), &[coin(43_779, DENOM)])
    }),
    ("deployment/money", holds_beyond_all_coins),
    ("deployment/not_found", |cast| {
        refusal(cast, Sender::Tenant, Deployment::CancelDeployment { deployment: 9, payout: false }, &[])
    }),
    ("deployment/infrastructure_not_found", |cast| asked(cast, &QueryMsg::Infrastructure { deployment: 1, slot: 9 })),
    ("deployment/closed", |cast| {
        let cancel = Deployment::CancelDeployment { deployment: 1, payout: false };
        cast.send(Sender::Tenant, cancel.clone(), &[]).unwrap();
        refusal(cast, Sender::Tenant, cancel, &[])
    }),
    ("deployment/not_owner", |cast| {
        refusal(cast, Sender::OtherTenant, Deployment::ResumeDeployment { deployment: 1 }, &[])
    }),
    ("deployment/nothing_to_do", |cast| refusal(cast, Sender::Tenant, update(vec![], vec![]), &[])),
    ("deployment/unknown_infrastructure", |cast| {
        refusal(cast, Sender::Tenant, update(vec![], vec!["nothing".to_owned()]), &[])
    }),
    ("deployment/std", |cast| {
        asked(cast, &QueryMsg::Deployments { owner: "nobody".to_owned(), start_after: None, limit: None })
    }),
];

fn asked(cast: &Cast, question: &QueryMsg) -> String {
    cast.stage.sandbox.query_deployment::<serde_json::Value>(question).unwrap_err().to_string()
}

/// Two orders whose holds are 2^127 each.
fn holds_beyond_all_coins(cast: &mut Cast) -> String {
    let half = Uint128::new(1 << 127);
    let collateral = half + Uint128::new(70_000);
    let usual = Setup::default().terms[0].clone();
    let tips = Terms { match_tip: half, min_collateral: collateral, interest_rate: Decimal::zero(), ..usual };
    cast.send(Sender::Admin, Market::SetTerms { terms: tips }, &[]).unwrap();
    let two = ["web", "db"].map(|name| {
        let mut wanted = infrastructure(name, false);
        wanted.resources[0].collateral = collateral;
        wanted
    });
    let submit = Deployment::SubmitDeployment {
        version: [7; 32].into(),
        denom: DENOM.to_owned(),
        wait_duration: WaitDuration::Blocks(WAIT),
        infrastructure: two.to_vec(),
    };
    refusal(cast, Sender::Tenant, submit, &[coin(200_000, DENOM)])
}
