//! Who coins go to: never anybody but the sender, never one of the four contracts, and who cannot have them harms no other.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_api::{Call, Role};
use berth_domain::{DeploymentInfrastructure, Requirements, SignedBy};
use berth_tests::cast::{LEASED, Sender, cast};
use berth_tests::messages::tenants::update;
use berth_tests::outcome::outcome;
use berth_tests::stage::{DENOM, PERIOD, infrastructure};

/// S14: a provider and a tenant that the bank refuses: what pays them out fails and changes nothing; all else goes on.
#[test]
fn a_payee_that_cannot_be_paid_harms_nobody_else() {
    let mut cast = cast();
    let refused = [Sender::Provider, Sender::Tenant];
    for sender in refused {
        let address = cast.address(sender);
        cast.stage.sandbox.refuse_coins_to(&address);
    }
    cast.stage.pass(5);
    assert_eq!(cast.stage.confirm(0, LEASED, false), None);
    let withdraw = Escrow::Withdraw { denom: DENOM.to_owned(), amount: None };
    let paid_out: [(Sender, Call); 5] = [
        (Sender::Provider, Market::CollectEarnings { leases: vec![LEASED], payout: true }.into()),
        (
            Sender::Provider,
            Market::SubmitLeaseConfirmation { leases: vec![LEASED], collect: true, payout: true }.into(),
        ),
        (Sender::Provider, withdraw.clone().into()),
        (Sender::Tenant, Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: true }.into()),
        (Sender::Tenant, Deployment::CancelDeployment { deployment: 1, payout: true }.into()),
    ];
    for (sender, call) in paid_out {
        let error = cast.send(sender, call.clone(), &[]).unwrap_err().to_string();
        assert!(error.contains("is not allowed to receive funds"), "{call:?}: {error}");
        cast.stage.sandbox.check().unwrap();
    }

    // Confirmed, collected to the balance, matched, collected by another, booked, cancelled: nothing sends them a coin.
    assert_eq!(cast.stage.confirm(0, LEASED, true), None);
    cast.stage.keep(Market::MatchOpenOrders { limit: 32 });
    cast.stage.pass(PERIOD + 1);
    cast.stage.keep(Market::Facilitate { limit: 32, deployments: vec![], skip: vec![] });
    cast.send(Sender::OtherProvider, withdraw, &[]).unwrap();
    cast.send(Sender::Tenant, Deployment::CancelDeployment { deployment: 1, payout: false }, &[]).unwrap();
    cast.send(Sender::OtherTenant, Deployment::CancelDeployment { deployment: 2, payout: true }, &[]).unwrap();
    cast.stage.sandbox.check().unwrap();
}

/// S15: none of the four contracts is named where it would hold authority, be paid, or be waited for in vain.
#[test]
fn none_of_the_four_contracts_is_payee_officer_auditor_or_excluded() {
    let mut cast = cast();
    for role in Role::ALL {
        let contract = cast.stage.sandbox.contracts().get(role).to_owned();
        let one = || vec![contract.clone()];
        let wanted = |requirements| DeploymentInfrastructure { requirements, ..infrastructure("new", false) };
        let signed_by = |all_of, any_of| Requirements { signed_by: SignedBy { all_of, any_of }, ..Default::default() };
        let excluding = Requirements { exclude: one(), ..Default::default() };
        let cases: [(Sender, Call, &str); 7] = [
            (
                Sender::Admin,
                Escrow::SetParameters { fee_collector: Some(contract.clone()), slash_cap: None }.into(),
                "escrow/invalid_field",
            ),
            (
                Sender::Admin,
                Registry::ProposeAdmin { admin: contract.clone(), expires_at: u64::MAX }.into(),
                "provider-registry/own_contract",
            ),
            (
                Sender::Admin,
                Registry::SetGuardian { guardian: contract.clone() }.into(),
                "provider-registry/own_contract",
            ),
            (Sender::Tenant, update(vec![wanted(excluding)], vec![]).into(), "deployment/invalid_field"),
            (Sender::Tenant, update(vec![wanted(signed_by(one(), vec![]))], vec![]).into(), "deployment/invalid_field"),
            (Sender::Tenant, update(vec![wanted(signed_by(vec![], one()))], vec![]).into(), "deployment/invalid_field"),
            (
                Sender::Stranger,
                Registry::RevokeAttestation { provider: contract.clone() }.into(),
                "provider-registry/no_attestation",
            ),
        ];
        for (sender, call, expected) in cases {
            assert_eq!(outcome(&cast.send(sender, call.clone(), &[])), expected, "{call:?}");
        }
    }
}
