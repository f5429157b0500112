//! Addresses in messages: only as the chain writes them.

use berth_api::Call;
use berth_api::deployment::QueryMsg as DeploymentQuery;
use berth_api::escrow::{ExecuteMsg as Escrow, QueryMsg as EscrowQuery};
use berth_api::market::{ExecuteMsg as Market, QueryMsg as MarketQuery};
use berth_api::provider_registry::{ExecuteMsg as Registry, QueryMsg as RegistryQuery};
use berth_domain::{Attribute, DeploymentInfrastructure, Requirements, SignedBy};
use berth_tests::cast::{READY, Sender, cast};
use berth_tests::messages::tenants::update;
use berth_tests::outcome::{code, outcome};
use berth_tests::stage::{DENOM, infrastructure};

/// The same account in upper case, on another chain, nothing, and far too much.
fn not_addresses(good: &str) -> [String; 5] {
    let elsewhere = good.replacen("wasm1", "cosmos1", 1);
    [good.to_uppercase(), elsewhere, String::new(), "a".repeat(256), format!("{good} ")]
}

/// Every message with an address in it.
fn messages(address: &str, now: u64) -> Vec<(Sender, Call, &'static str)> {
    let text = || address.to_owned();
    let attributes = vec![Attribute { key: "tier".to_owned(), value: "3".to_owned() }];
    let set = |requirements| {
        update(vec![DeploymentInfrastructure { requirements, ..infrastructure("new", false) }], vec![]).into()
    };
    let signed_by = |all_of, any_of| Requirements { signed_by: SignedBy { all_of, any_of }, ..Default::default() };
    let invalid = "provider-registry/invalid_field";
    vec![
        (Sender::Stranger, Registry::Attest { provider: text(), attributes, expires_at: now + 9 }.into(), invalid),
        (Sender::Stranger, Registry::RevokeAttestation { provider: text() }.into(), invalid),
        (Sender::Admin, Registry::ProposeAdmin { admin: text(), expires_at: now + 9 }.into(), invalid),
        (Sender::Admin, Registry::SetGuardian { guardian: text() }.into(), invalid),
        (
            Sender::Admin,
            Escrow::SetParameters { fee_collector: Some(text()), slash_cap: None }.into(),
            "escrow/invalid_field",
        ),
        (Sender::Tenant, set(Requirements { exclude: vec![text()], ..Default::default() }), "deployment/invalid_field"),
        (Sender::Tenant, set(signed_by(vec![text()], vec![])), "deployment/invalid_field"),
        (Sender::Tenant, set(signed_by(vec![], vec![text()])), "deployment/invalid_field"),
        // Only compared with who has won.
        (Sender::Keeper, Market::SubmitLease { order: READY, provider: text() }.into(), "market/not_winner"),
    ]
}

/// S23: whatever is no address of this chain, letter by letter, is refused wherever a message takes one.
#[test]
fn only_addresses_as_the_chain_writes_them_are_taken() {
    let mut cast = cast();
    let (good, now) = (cast.address(Sender::Provider).into_string(), cast.stage.sandbox.now().time);
    for bad in not_addresses(&good) {
        for (sender, call, expected) in messages(&bad, now) {
            let sent = cast.send(sender, call.clone(), &[]);
            assert_eq!(outcome(&sent), expected, "{call:?}");
        }
    }
}

/// S23: questions are no way round it.
#[test]
fn questions_take_addresses_as_the_chain_writes_them_only() {
    let cast = cast();
    let sandbox = &cast.stage.sandbox;
    let good = cast.address(Sender::Provider).into_string();
    for bad in not_addresses(&good) {
        let (text, denom) = (|| bad.clone(), || DENOM.to_owned());
        let errors = [
            sandbox.query_deployment::<serde_json::Value>(&DeploymentQuery::Deployments {
                owner: text(),
                start_after: None,
                limit: None,
            }),
            sandbox.query_market(&MarketQuery::Locked { owner: text(), denom: denom() }),
            sandbox.query_market(&MarketQuery::Leases { provider: text(), start_after: None, limit: None }),
            sandbox.query_market(&MarketQuery::Eligibility { provider: text(), order: READY }),
            sandbox.query_escrow(&EscrowQuery::Balance { owner: text(), denom: denom() }),
            sandbox.query_escrow(&EscrowQuery::Stake { owner: text() }),
            sandbox.query_provider_registry(&RegistryQuery::Provider { address: text() }),
        ];
        for asked in errors {
            let code = code(&asked.unwrap_err().to_string()).unwrap();
            assert!(code.ends_with("/std") || code.ends_with("/invalid_field"), "{bad}: {code}");
        }
    }
}
