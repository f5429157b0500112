//! Who may bid, asked beforehand and judged once.

use berth_api::ItemOutcome;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::{EligibilityResponse, ExecuteMsg as Market, Parameters, QueryMsg, TrackRecordResponse};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_domain::{Attribute, OrderId, ReputationParameters, Requirements, SignedBy, WaitDuration};
use berth_tests::stage::{DENOM, PERIOD, Stage, WAIT, infrastructure, profile, stage, stage_with};
use cosmwasm_std::{Addr, Decimal, Uint128, coin, from_json};

use crate::{FIRST, SECOND, order};

const STAKED: &str = "ustake";

/// Whether a provider may bid: asked and tried, and both say the same. Nothing changes by it.
fn may_bid(stage: &mut Stage, provider: &Addr, order: OrderId) -> bool {
    let asked = QueryMsg::Eligibility { provider: provider.to_string(), order };
    let EligibilityResponse { eligible, reasons } = stage.sandbox.query_market(&asked).unwrap();
    let before = stage.sandbox.remember();
    let bids = vec![stage.answer(order, Decimal::percent(50))];
    let refused = match stage.sandbox.send(provider, Market::SubmitFulfillment { bids }, &[]) {
        Ok(receipt) => from_json::<Vec<ItemOutcome>>(receipt.data.unwrap()).unwrap().remove(0).refused,
        Err(error) => Some(error.to_string()),
    };
    stage.sandbox.check().unwrap();
    stage.sandbox.go_back(&before);
    match refused {
        None => assert!(eligible, "{reasons:?}"),
        Some(text) => assert!(reasons.iter().any(|reason| text.contains(reason)), "{text}: {reasons:?}"),
    }
    assert_eq!(eligible, reasons.is_empty());
    eligible
}

fn asking(requirements: Requirements) -> Stage {
    let mut stage = stage();
    submit_asking(&mut stage, requirements);
    stage
}

fn submit_asking(stage: &mut Stage, requirements: Requirements) {
    let mut wanted = infrastructure("web", false);
    wanted.requirements = requirements;
    stage.submit(vec![wanted], 1_000_000);
}

fn stake(stage: &mut Stage, provider: &Addr, amount: u128) {
    stage.mint(provider, amount, STAKED);
    stage.send(provider, Escrow::Stake {}, &[coin(amount, STAKED)]);
}

#[test]
fn stake_counts_while_it_is_bonded() {
    let mut stage = asking(Requirements { min_stake: Uint128::new(600), ..Default::default() });
    let one = stage.providers[0].clone();
    assert!(!may_bid(&mut stage, &one, FIRST));
    stake(&mut stage, &one, 599);
    assert!(!may_bid(&mut stage, &one, FIRST));
    stake(&mut stage, &one, 1);
    assert!(may_bid(&mut stage, &one, FIRST));
    // Judged once: what unbonds afterwards does not touch the bid that stands; but no second one.
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.by(0, Escrow::Unstake { amount: Uint128::one() });
    assert!(!may_bid(&mut stage, &one, FIRST));
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.lease(FIRST).provider, one);
    stage.exit();
}

fn reputation(stage: &Stage, provider: &Addr) -> (u64, u32, u32) {
    let asked = QueryMsg::TrackRecord { provider: provider.to_string() };
    let record: TrackRecordResponse = stage.sandbox.query_market(&asked).unwrap();
    (record.served_seconds, record.broken, record.reputation)
}

#[test]
fn reputation_grows_by_service_and_stake_and_falls_by_broken_leases() {
    let weights = ReputationParameters { half_service: 60, half_stake: Uint128::new(500), penalty: 90 };
    let mut stage = stage_with(|setup| setup.parameters.reputation = weights);
    let one = stage.providers[0].clone();
    stage.submit(vec![infrastructure("web", false)], 1_000_000);
    submit_asking(&mut stage, Requirements { min_reputation: 500, ..Default::default() });
    submit_asking(&mut stage, Requirements { min_reputation: 501, ..Default::default() });
    let (wanted, too_much) = (order(2, 1, 1), order(3, 1, 1));
    stake(&mut stage, &one, 500);
    // 300 x 500 / 1,000.
    assert_eq!(reputation(&stage, &one), (0, 0, 150));
    stage.let_to(0, FIRST, 50);
    stage.pass(10);
    // Counted when the lease ends.
    assert_eq!(reputation(&stage, &one), (0, 0, 150));
    stage.by_tenant(Market::CloseLease { lease: FIRST, reorder: false });
    // 60 s: 700 x 60 / 120 = 350.
    assert_eq!(reputation(&stage, &one), (60, 0, 500));
    assert!(may_bid(&mut stage, &one, wanted));
    assert!(!may_bid(&mut stage, &one, too_much));

    assert_eq!(stage.bid(0, wanted, 50), None);
    let before = stage.sandbox.remember();
    // Other weights: a bid that stands is not judged again.
    let other = ReputationParameters { half_service: 61, ..weights };
    stage.by_admin(Market::SetParameters { parameters: Parameters { reputation: other, sudo_limit: 0 } });
    // floor(700 x 60 / 121) = 347.
    assert_eq!(reputation(&stage, &one), (60, 0, 497));
    assert!(!may_bid(&mut stage, &one, wanted));
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.lease(wanted).provider, one);
    // Broken after 12 confirmed seconds: floor(700 x 72 / (72 + 90 + 61)) = 226.
    stage.pass(2);
    assert_eq!(stage.confirm(0, wanted, false), None);
    stage.by(0, Market::LeaveLease { lease: wanted });
    assert_eq!(reputation(&stage, &one), (72, 1, 226 + 150));
    // Kept for ever, also for one who goes and comes again.
    stage.by(0, Registry::DeregisterProvider {});
    stage.by(0, Registry::RegisterProvider { profile: profile() });
    assert_eq!(reputation(&stage, &one), (72, 1, 376));
    stage.exit();

    // The other way: lower weights let in who was not.
    stage.sandbox.go_back(&before);
    let other = ReputationParameters { half_service: 59, ..weights };
    stage.by_admin(Market::SetParameters { parameters: Parameters { reputation: other, sudo_limit: 0 } });
    // floor(700 x 60 / 119) = 352.
    assert!(may_bid(&mut stage, &one, too_much));
    stage.exit();
}

fn tier(value: &str) -> Vec<Attribute> {
    vec![Attribute { key: "tier".to_owned(), value: value.to_owned() }]
}

fn attest(stage: &mut Stage, auditor: &Addr, value: &str, expires_at: u64) {
    let provider = stage.providers[0].to_string();
    let mut attributes = tier(value);
    attributes.push(Attribute { key: "zone".to_owned(), value: "7".to_owned() });
    stage.send(auditor, Registry::Attest { provider, attributes, expires_at }, &[]);
}

/// Four auditors, in the order of their addresses; the first provider states its tier. The order wants it signed by the
/// first two and by one of the others.
fn audited() -> (Stage, Vec<Addr>) {
    let mut stage = stage();
    let mut auditors = ["anna", "bert", "carl", "dora"].map(|name| stage.person(name)).to_vec();
    auditors.sort();
    let names = |auditors: &[Addr]| auditors.iter().map(Addr::to_string).collect();
    let signed_by = SignedBy { all_of: names(&auditors[..2]), any_of: names(&auditors[2..]) };
    submit_asking(&mut stage, Requirements { attributes: tier("3"), signed_by, ..Default::default() });
    let profile = berth_domain::ProviderProfile { attributes: tier("3"), ..profile() };
    stage.by(0, Registry::UpdateProvider { profile });
    (stage, auditors)
}

#[test]
fn all_of_some_auditors_and_one_of_others_sign_what_is_asked() {
    let (mut stage, auditors) = audited();
    let one = stage.providers[0].clone();
    let later = stage.sandbox.now().time + 1_000;
    assert!(!may_bid(&mut stage, &one, FIRST));
    attest(&mut stage, &auditors[0], "3", later);
    attest(&mut stage, &auditors[3], "3", later);
    assert!(!may_bid(&mut stage, &one, FIRST), "one of all is missing");
    attest(&mut stage, &auditors[1], "2", later);
    assert!(!may_bid(&mut stage, &one, FIRST), "another word than asked for");
    attest(&mut stage, &auditors[1], "3", later);
    assert!(may_bid(&mut stage, &one, FIRST));
    let revoke = |stage: &Stage| Registry::RevokeAttestation { provider: stage.providers[0].to_string() };
    let call = revoke(&stage);
    stage.send(&auditors[3], call.clone(), &[]);
    assert!(!may_bid(&mut stage, &one, FIRST), "none of any");
    attest(&mut stage, &auditors[2], "3", later);
    assert!(may_bid(&mut stage, &one, FIRST));
    // The bid stands whatever the auditors do.
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.send(&auditors[0], call, &[]);
    assert!(!may_bid(&mut stage, &one, FIRST));
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.lease(FIRST).provider, one);
    stage.exit();
}

#[test]
fn a_word_holds_until_the_second_before_it_expires() {
    for expiring in [0, 2] {
        let (mut stage, auditors) = audited();
        let one = stage.providers[0].clone();
        let expires_at = stage.sandbox.now().time + 100;
        for index in [0, 1, 2] {
            let until = if index == expiring { expires_at } else { expires_at + 1_000 };
            attest(&mut stage, &auditors[index], "3", until);
        }
        stage.sandbox.blocks(1, 99);
        assert!(may_bid(&mut stage, &one, FIRST));
        for _ in 0..2 {
            stage.sandbox.blocks(1, 1);
            assert!(!may_bid(&mut stage, &one, FIRST));
        }
        stage.exit();
    }
}

#[test]
fn everything_else_that_keeps_a_provider_from_bidding() {
    let mut stage = stage();
    let [one, two, three] = stage.providers.clone();
    let (tenant, keeper) = (stage.tenant.clone(), stage.keeper.clone());
    let mut elsewhere = infrastructure("elsewhere", false);
    elsewhere.region = "us-east".to_owned();
    let mut anywhere = infrastructure("anywhere", false);
    anywhere.region = String::new();
    let mut excluding = infrastructure("excluding", false);
    excluding.requirements.exclude = vec![one.to_string()];
    stage.submit(vec![infrastructure("plain", true), elsewhere, anywhere, excluding], 10_000_000);
    let [plain, elsewhere, anywhere, excluding] = [1, 2, 3, 4].map(|slot| order(1, slot, 1));
    let asked = [plain, elsewhere, anywhere, excluding].map(|id| may_bid(&mut stage, &one, id));
    assert_eq!(asked, [true, false, true, false]);
    assert!(may_bid(&mut stage, &two, excluding));
    // Nobody registered; the tenant himself; an order that never was.
    assert!(!may_bid(&mut stage, &keeper, plain));
    stage.by_tenant(Registry::RegisterProvider { profile: profile() });
    stage.by_tenant_paying(Escrow::Deposit { deployment: None }, 50_000_000);
    assert!(!may_bid(&mut stage, &tenant, plain));
    assert!(!may_bid(&mut stage, &one, order(9, 1, 1)));
    // Nothing free.
    stage.send(&two, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }, &[]);
    assert!(!may_bid(&mut stage, &two, plain));
    let back = coin(31_535_999, DENOM);
    stage.send(&two, Escrow::Deposit { deployment: None }, &[back]);
    assert!(!may_bid(&mut stage, &two, plain));
    stage.send(&two, Escrow::Deposit { deployment: None }, &[coin(1, DENOM)]);
    assert!(may_bid(&mut stage, &two, plain));
    // Not active.
    stage.by(2, Registry::DeactivateProvider {});
    assert!(!may_bid(&mut stage, &three, plain));
    stage.by(2, Registry::ActivateProvider {});
    assert!(may_bid(&mut stage, &three, plain));
    // Leased, ready, barred.
    assert_eq!(stage.bid(1, plain, 50), None);
    stage.pass(WAIT);
    assert!(!may_bid(&mut stage, &three, plain));
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert!(!may_bid(&mut stage, &three, plain));
    stage.pass(PERIOD + 1);
    stage.keep(Market::InvalidateStaleLeases { limit: 1 });
    stage.send(&two, Escrow::Deposit { deployment: None }, &[coin(40_000_000, DENOM)]);
    assert_eq!([&two, &three].map(|who| may_bid(&mut stage, who, SECOND)), [false, true]);
    stage.exit();
}

#[test]
fn who_stops_bidding_may_still_win_with_the_bid_that_stands() {
    let mut stage = stage();
    let one = stage.providers[0].clone();
    stage.submit_waiting(WaitDuration::Blocks(WAIT), vec![infrastructure("web", false)]);
    assert_eq!(stage.bid(0, FIRST, 50), None);
    stage.by(0, Registry::DeactivateProvider {});
    let bids = vec![stage.answer(FIRST, Decimal::percent(40))];
    stage.refuse(&one, Market::SubmitFulfillment { bids }, &[], "market/inactive");
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    assert_eq!(stage.lease(FIRST).provider, one);
    // And serve it.
    stage.pass(1);
    assert_eq!(stage.confirm(0, FIRST, true), None);
    stage.exit();
}

#[test]
fn a_provider_goes_when_no_lease_and_no_bid_binds_it() {
    let mut stage = stage();
    let [one, two, _] = stage.providers.clone();
    stage.submit_waiting(WaitDuration::Blocks(WAIT), vec![infrastructure("web", false)]);
    for provider in [0, 1] {
        assert_eq!(stage.bid(provider, FIRST, 50), None);
    }
    let go = Registry::DeregisterProvider {};
    let bound = "provider-registry/has_obligations";
    stage.refuse(&one, go.clone(), &[], bound);
    stage.pass(WAIT);
    stage.keep(Market::MatchOpenOrders { limit: 1 });
    stage.refuse(&one, go.clone(), &[], bound);
    // A dead bid binds too, until anybody frees it.
    stage.refuse(&two, go.clone(), &[], bound);
    stage.by(1, Market::CancelFulfillment { orders: vec![FIRST] });
    stage.by(1, go.clone());
    stage.by(0, Market::LeaveLease { lease: FIRST });
    stage.by(0, go);
    assert!(!may_bid(&mut stage, &one, FIRST));
    stage.exit();
}
