//! Every question of every contract.

use std::collections::BTreeSet;

use berth_api::escrow::{BalanceKey, ExecuteMsg as Escrow};
use berth_api::market::{ExecuteMsg as Market, OrderStatus};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_chain::Chain;
use berth_client::Error;
use berth_domain::{Attribute, OrderId, ProviderProfile};
use cosmwasm_std::{Uint128, coin};

use crate::world::{COLLATERAL, DENOM, Stage, bids};

const WEB: OrderId = OrderId::new(1, 1, 1);
const DB: OrderId = OrderId::new(1, 2, 1);

/// Orders 1.1.1, leased, and 1.2.1, with two bids.
async fn busy() -> Stage {
    let stage = Stage::new().await;
    stage.submit(&["web", "db"]).await;
    stage.let_to_provider(&[WEB]).await;
    for (provider, percent) in [(&stage.provider, 40), (&stage.other, 60)] {
        provider.execute(bids(&[DB], percent), vec![]).await.unwrap();
    }
    stage
}

fn addresses<T>(rows: &[T], address: impl Fn(&T) -> &str) -> BTreeSet<String> {
    rows.iter().map(|row| address(row).to_owned()).collect()
}

#[tokio::test]
async fn market_answers() {
    let stage = busy().await;
    let (market, provider, other) = (stage.exchange.market(), stage.provider.address(), stage.other.address());
    assert_eq!(market.contracts().await.unwrap(), stage.chain.contracts());
    assert_eq!(market.version().await.unwrap().contract, "berth/market");
    assert_eq!(market.parameters().await.unwrap().sudo_limit, 0);
    let terms = market.terms(DENOM).await.unwrap();
    assert_eq!((terms.number, terms.terms.denom.as_str()), (1, DENOM));
    assert_eq!(market.numbered_terms(1).await.unwrap(), terms);
    assert_eq!(market.all_terms(None, Some(1)).await.unwrap().terms, std::slice::from_ref(&terms));
    assert_eq!(market.all_terms(Some(DENOM.into()), None).await.unwrap().terms, []);
    assert_eq!(market.every_terms().await.unwrap(), [terms]);

    assert!(matches!(market.order(WEB).await.unwrap().status, OrderStatus::Leased(_)));
    let orders = market.orders(1, None, None).await.unwrap().orders;
    assert_eq!(orders.iter().map(|row| row.order).collect::<Vec<_>>(), [WEB, DB]);
    assert_eq!(market.orders(1, Some(WEB), None).await.unwrap().orders, orders[1..]);
    assert_eq!(market.every_order(1).await.unwrap(), orders);
    let open = market.open_orders(None, None).await.unwrap().orders;
    assert_eq!((open.len(), open[0].order, open[0].owner.as_str()), (1, DB, stage.tenant.address()));
    assert_eq!(market.every_open_order().await.unwrap(), open);
    assert_eq!(market.open_orders(Some(DB), Some(3)).await.unwrap().orders, []);

    let quote = market.quote(DB).await.unwrap();
    let best = quote.best.unwrap();
    assert_eq!((best.provider.as_str(), quote.second.unwrap().provider.as_str()), (provider, other));
    assert_eq!(market.fulfillment(DB, provider).await.unwrap(), best);
    let book = market.fulfillments(DB, None, None).await.unwrap().fulfillments;
    assert_eq!(book.len(), 2);
    assert_eq!(market.fulfillments(DB, Some(best.place), None).await.unwrap().fulfillments, book[1..]);
    assert_eq!(market.every_fulfillment(DB).await.unwrap(), book);
    let own = market.own_fulfillments(other, None, None).await.unwrap().fulfillments;
    assert_eq!((own.len(), own[0].order, own[0].live), (1, DB, true));
    assert_eq!(market.every_own_fulfillment(other).await.unwrap(), own);
    assert_eq!(market.own_fulfillments(other, Some(DB), None).await.unwrap().fulfillments, []);
    let eligibility = market.eligibility(provider, WEB).await.unwrap();
    assert!(!eligibility.eligible && eligibility.reasons[0].starts_with("market/order_not_open"), "{eligibility:?}");

    let leases = market.leases(provider, None, None).await.unwrap().leases;
    assert_eq!((leases.len(), leases[0].lease), (1, WEB));
    assert_eq!(market.every_lease(provider).await.unwrap(), leases);
    assert_eq!(market.leases(other, None, None).await.unwrap().leases, []);
    let due = leases[0].status.due_height;
    assert_eq!(market.due_leases(Some(due), None, None).await.unwrap().leases, leases);
    assert_eq!(market.due_leases(Some(due - 1), None, None).await.unwrap().leases, []);
    assert_eq!(market.every_due_lease(None).await.unwrap(), leases);
    assert_eq!(market.locked(provider, DENOM).await.unwrap(), Uint128::new(2 * COLLATERAL));
    assert_eq!(market.track_record(provider).await.unwrap().served_seconds, 0);
    let obligations = market.obligations(other).await.unwrap();
    assert!(obligations.bids && !obligations.leases);

    assert_eq!(market.ready_orders(None).await.unwrap().orders, []);
    stage.chain.pass(4);
    assert_eq!(market.ready_orders(Some(5)).await.unwrap().orders[0].order, DB);
    assert_eq!(market.pending_work(Some(5)).await.unwrap().ready, [DB]);
    let work = market.provider_work(provider, vec![DENOM.into()], None, Some(30)).await.unwrap();
    assert_eq!((work.leases.len(), work.bids.len(), work.collateral.len()), (1, 1, 1));
    assert_eq!(market.whole_provider_work(provider, vec![DENOM.into()]).await.unwrap(), work);
}

#[tokio::test]
async fn escrow_answers() {
    let stage = busy().await;
    let (escrow, provider) = (stage.exchange.escrow(), stage.provider.address());
    stage.other.execute(Escrow::Stake {}, vec![coin(700, "ustake")]).await.unwrap();
    assert_eq!(escrow.contracts().await.unwrap(), stage.chain.contracts());
    assert_eq!(escrow.version().await.unwrap().contract, "berth/escrow");
    assert_eq!(escrow.parameters().await.unwrap().staking_denom, "ustake");
    let account = escrow.account(1).await.unwrap();
    assert_eq!(account.deployment, 1);
    assert_eq!(escrow.accounts(None, Some(2)).await.unwrap().accounts, std::slice::from_ref(&account));
    assert_eq!(escrow.every_account().await.unwrap(), [account]);
    assert_eq!(escrow.accounts(Some(1), None).await.unwrap().accounts, []);
    let balance = escrow.balance(provider, DENOM).await.unwrap();
    assert_eq!(balance.locked, Uint128::new(2 * COLLATERAL));
    let balances = escrow.balances(None, None).await.unwrap().balances;
    assert!(balances.contains(&balance));
    assert_eq!(escrow.every_balance().await.unwrap(), balances);
    let first = BalanceKey { owner: balances[0].owner.clone(), denom: DENOM.to_owned() };
    assert_eq!(escrow.balances(Some(first), None).await.unwrap().balances, balances[1..]);
    let stake = escrow.stake(stage.other.address()).await.unwrap();
    assert_eq!(stake.bonded, Uint128::new(700));
    assert_eq!(escrow.stakes(None, None).await.unwrap().stakes, std::slice::from_ref(&stake));
    assert_eq!(escrow.every_stake().await.unwrap(), [stake]);
    assert!(escrow.dry_accounts(Some(9)).await.unwrap().deployments.is_empty());
    let solvency = escrow.solvency(DENOM).await.unwrap();
    assert!(!solvency.owed.is_zero());
    let totals = escrow.totals(None, None).await.unwrap().totals;
    assert_eq!(totals.iter().map(|total| total.denom.as_str()).collect::<Vec<_>>(), ["ustake", DENOM]);
    assert_eq!(totals[1].owed, solvency.owed);
    assert_eq!(escrow.every_total().await.unwrap(), totals);
    assert_eq!(escrow.totals(Some("ustake".into()), None).await.unwrap().totals, totals[1..]);
}

#[tokio::test]
async fn deployment_answers() {
    let stage = busy().await;
    let (deployment, tenant) = (stage.exchange.deployment(), stage.tenant.address());
    stage.submit(&["more"]).await;
    assert_eq!(deployment.contracts().await.unwrap(), stage.chain.contracts());
    assert_eq!(deployment.version().await.unwrap().contract, "berth/deployment");
    assert_eq!(deployment.parameters().await.unwrap().max_wait_blocks, 14_400);
    let one = deployment.deployment(1).await.unwrap();
    assert_eq!((one.owner.as_str(), one.infrastructure.len()), (tenant, 2));
    assert_eq!(deployment.infrastructure(1, 2).await.unwrap(), one.infrastructure[1]);
    assert_eq!(deployment.deployments(tenant, Some(1), None).await.unwrap().deployments, [2]);
    assert_eq!(deployment.every_deployment_of(tenant).await.unwrap(), [1, 2]);
    assert!(deployment.every_deployment_of(stage.other.address()).await.unwrap().is_empty());
    let all = deployment.all_deployments(None, None).await.unwrap().deployments;
    assert_eq!(all.len(), 2);
    assert_eq!(deployment.every_deployment().await.unwrap(), all);
    assert_eq!(deployment.all_deployments(Some(1), Some(1)).await.unwrap().deployments, all[1..]);
}

#[tokio::test]
async fn the_registry_answers() {
    let stage = busy().await;
    let (registry, provider, other) =
        (stage.exchange.provider_registry(), stage.provider.address(), stage.other.address());
    let profile =
        ProviderProfile { endpoint: "https://dc.example".into(), region: "eu-north".into(), attributes: vec![] };
    stage.other.execute(Registry::UpdateProvider { profile }, vec![]).await.unwrap();
    let certificate = vec![0x30, 1, 1].into();
    stage.provider.execute(Registry::PublishCertificate { certificate }, vec![]).await.unwrap();
    let attributes = vec![Attribute { key: "tier".to_owned(), value: "3".to_owned() }];
    let expires_at = stage.chain.head().await.unwrap().time + 1_000;
    let attest = Registry::Attest { provider: provider.to_owned(), attributes, expires_at };
    stage.other.execute(attest, vec![]).await.unwrap();

    assert_eq!(registry.contracts().await.unwrap(), stage.chain.contracts());
    assert_eq!(registry.version().await.unwrap().contract, "berth/provider-registry");
    let authority = registry.authority().await.unwrap();
    assert_eq!((authority.admin.as_str(), authority.paused), (stage.admin.address(), false));
    let one = registry.provider(provider).await.unwrap();
    assert_eq!((one.profile.region.as_str(), one.active), ("eu-west", true));
    let all = registry.providers(None, None).await.unwrap().providers;
    let expected: BTreeSet<String> = [provider, other].map(str::to_owned).into();
    assert_eq!(addresses(&all, |row| row.address.as_str()), expected);
    assert_eq!(registry.every_provider().await.unwrap(), all);
    assert_eq!(registry.providers(Some(all[0].address.to_string()), None).await.unwrap().providers, all[1..]);
    assert_eq!(
        registry.providers_by_region("eu-west", None, None).await.unwrap().providers,
        std::slice::from_ref(&one)
    );
    assert_eq!(registry.every_provider_of_region("eu-west").await.unwrap(), [one]);
    assert_eq!(registry.certificate(provider).await.unwrap().serial, 1);
    let attested = registry.attestation(provider, other).await.unwrap();
    assert_eq!(attested.expires_at, expires_at);
    assert_eq!(
        registry.attestations(provider, None, None).await.unwrap().attestations,
        std::slice::from_ref(&attested)
    );
    assert_eq!(registry.every_attestation(provider).await.unwrap(), [attested]);
}

#[tokio::test]
async fn a_question_is_answered_as_of_its_height() {
    let stage = Stage::new().await;
    let before = stage.chain.head().await.unwrap().height;
    stage.submit(&["web"]).await;
    let market = stage.exchange.market();
    assert_eq!(market.at(before).every_open_order().await.unwrap(), []);
    assert_eq!(market.every_open_order().await.unwrap().len(), 1);
    assert_eq!(market.at(before).at(None).open_orders(None, None).await.unwrap().orders.len(), 1);
    let error = market.at(before).order(WEB).await.unwrap_err();
    assert_eq!((error.code(), error.advice()), (Some("market/no_order"), Some("look the id up")));
    assert!(market.at(before + 1_000).order(WEB).await.is_err());
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end_as_of_one_height() {
    let stage = Stage::new().await;
    for _ in 0..21 {
        stage.submit(&["a", "b", "c", "d", "e"]).await;
    }
    let height = stage.chain.head().await.unwrap().height;
    stage.chain.asked();
    let all = stage.exchange.market().every_open_order().await.unwrap();
    assert_eq!(all.len(), 105);
    assert!(all.is_sorted_by_key(|row| row.order));
    assert_eq!(stage.chain.asked(), [Some(height); 2]);
    let work = stage.exchange.market().whole_provider_work(stage.provider.address(), vec![]).await.unwrap();
    assert_eq!((work.orders.len(), work.next), (105, None));
    assert!(stage.chain.asked().len() > 1);
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_says_where() {
    let stage = Stage::new().await;
    stage.chain.lie(|_, query| query.contains("pending_work").then(|| Ok(b"{\"height\":\"7\"}".to_vec())));
    let error = stage.exchange.market().pending_work(None).await.unwrap_err();
    assert!(error.is_retryable());
    match error {
        Error::Answer { question, field, .. } => {
            assert_eq!((question.as_str(), field.as_str()), ("pending_work", "height"))
        }
        other => panic!("{other:?}"),
    }
}

/// What a program runs in a task of its own must be able to move between threads.
#[tokio::test]
async fn questions_can_be_asked_in_a_task() {
    fn movable<T: Send>(future: T) -> T {
        future
    }
    let stage = Stage::new().await;
    let market = stage.exchange.market();
    movable(market.pending_work(None)).await.unwrap();
    movable(market.every_open_order()).await.unwrap();
    movable(market.every_lease(stage.provider.address())).await.unwrap();
    movable(market.whole_provider_work(stage.provider.address(), vec![])).await.unwrap();
    movable(stage.keeper.execute(Market::MatchOpenOrders { limit: 1 }, vec![])).await.unwrap();
}
