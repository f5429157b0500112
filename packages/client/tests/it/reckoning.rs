//! The reckoning finds nothing in a sound exchange, and everything that is bent.

use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_chain::Chain;
use berth_client::reckon::{Reckoning, reckon};
use berth_domain::OrderId;
use cosmwasm_std::{Uint128, Uint256, coin};

use crate::world::{DENOM, Stage, bids};

/// Leases that run, one that was paid, open orders with bids, an idle deployment, a cancelled one, stakes.
async fn busy() -> Stage {
    let stage = Stage::new().await;
    stage.submit(&["web", "db"]).await;
    let orders = [OrderId::new(1, 1, 1), OrderId::new(1, 2, 1)];
    stage.let_to_provider(&orders).await;
    stage.chain.pass(7);
    let confirm = |collect| Market::SubmitLeaseConfirmation { leases: vec![orders[0]], collect, payout: false };
    stage.provider.execute(confirm(true), vec![]).await.unwrap();
    stage.submit(&["more"]).await;
    stage.submit(&["idle"]).await;
    stage.let_to_provider(&[OrderId::new(3, 1, 1)]).await;
    let close = Market::CloseLease { lease: OrderId::new(3, 1, 1), reorder: false };
    stage.tenant.execute(close, vec![]).await.unwrap();
    stage.submit(&["gone"]).await;
    stage.tenant.execute(Deployment::CancelDeployment { deployment: 4, payout: false }, vec![]).await.unwrap();
    stage.other.execute(Escrow::Stake {}, vec![coin(700, "ustake")]).await.unwrap();
    stage.other.execute(Escrow::Unstake { amount: Uint128::new(300) }, vec![]).await.unwrap();
    stage.other.execute(bids(&[OrderId::new(2, 1, 1)], 70), vec![]).await.unwrap();
    stage.chain.pass(2);
    stage
}

async fn of(stage: &Stage) -> Reckoning {
    reckon(&stage.exchange, None).await.unwrap()
}

#[tokio::test]
async fn a_sound_exchange_adds_up() {
    let stage = busy().await;
    let reckoning = of(&stage).await;
    assert_eq!(reckoning.faults, []);
    assert!(reckoning.is_sound());
    let Reckoning { accounts, leases, open_orders, .. } = reckoning;
    assert_eq!((accounts, leases, open_orders), (3, 2, 1));
    let denoms: Vec<_> = reckoning.coins.iter().map(|coins| coins.denom.as_str()).collect();
    assert_eq!(denoms, ["ustake", DENOM]);
    let [staked, paid] = [&reckoning.coins[0], &reckoning.coins[1]];
    assert_eq!((staked.stakes, staked.owed), (Uint128::new(700), Uint128::new(700)));
    assert_eq!(paid.held, Uint256::from(paid.owed));
    assert!(!paid.balances.is_zero() && !paid.accounts.is_zero());
}

/// Whatever the length of the way: as of every block it adds up, an account that ran dry included.
#[tokio::test]
async fn it_adds_up_as_of_every_block() {
    let stage = busy().await;
    stage.tenant.execute(Escrow::WithdrawDeposit { deployment: 1, amount: None, payout: false }, vec![]).await.unwrap();
    stage.chain.run(|world| {
        world.sandbox.next_block(20_000);
        world.pass(2);
    });
    let dry = stage.exchange.escrow().account(1).await.unwrap();
    assert!(dry.dry_at.is_some());
    let last = stage.chain.head().await.unwrap().height;
    for height in last - 12..=last {
        if stage.chain.block(height).await.is_ok() {
            let reckoning = reckon(&stage.exchange, Some(height)).await.unwrap();
            assert_eq!(reckoning.faults, [], "block {height}");
            assert_eq!(reckoning.height, height);
        }
    }
}

/// Every number that a contract could have wrong is compared with something.
#[tokio::test]
async fn a_bent_number_is_found() {
    let stage = busy().await;
    let (contracts, at) = (stage.chain.contracts(), stage.chain.head().await.unwrap().height);
    // The contract, the question, the field of its first row with something in it, and how many faults that makes.
    let cases = [
        (&contracts.escrow, "accounts", "spendable", "what is owed of uusdc"),
        (&contracts.escrow, "accounts", "accrued", "what is accrued of account 1"),
        (&contracts.escrow, "accounts", "lease_rate", "the lease rate of account 1"),
        (&contracts.escrow, "accounts", "open_rate", "the open rate of account 2"),
        (&contracts.escrow, "accounts", "holds", "what is owed of uusdc"),
        (&contracts.escrow, "balances", "balance", "what is owed of uusdc"),
        (&contracts.escrow, "balances", "locked", "has locked of uusdc"),
        (&contracts.escrow, "stakes", "bonded", "what is owed of ustake"),
        (&contracts.escrow, "solvency", "held", "what the bank holds of ustake"),
        (&contracts.escrow, "solvency", "owed", "what is owed of ustake"),
        (&contracts.market, "due_leases", "rate", "the lease rate of account 1"),
        (&contracts.market, "due_leases", "paid", "what is accrued of account 1"),
        (&contracts.market, "due_leases", "collateral", "has locked of uusdc"),
        (&contracts.market, "open_orders", "max_rate", "the open rate of account 2"),
    ];
    for (contract, question, field, expected) in cases {
        bend(&stage, contract, question, field, at).await;
        let faults = of(&stage).await.faults;
        let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|fault| fault.contains(expected)), "{question} {field}: {told:?}");
    }
}

/// From now on the first number of this field that is not 0 is told otherwise.
async fn bend(stage: &Stage, contract: &str, question: &'static str, field: &'static str, at: u64) {
    stage.chain.lie(|_, _| None);
    let query = match question {
        "solvency" => "{\"solvency\":{\"denom\":\"ustake\"}}".to_owned(),
        "due_leases" => "{\"due_leases\":{\"until\":null,\"start_after\":null,\"limit\":100}}".to_owned(),
        other => format!("{{\"{other}\":{{\"start_after\":null,\"limit\":100}}}}"),
    };
    let truth = String::from_utf8(stage.chain.smart(contract, query.as_bytes(), Some(at)).await.unwrap()).unwrap();
    let marker = format!("\"{field}\":\"");
    let place = truth.match_indices(&marker).map(|(at, _)| at + marker.len());
    let place = place.clone().find(|at| !truth[*at..].starts_with("0\"")).expect("a number that is not 0");
    let digits = truth[place..].find('"').unwrap();
    // Of what is held less, of what is locked more than there is; of everything else something else.
    let bent = match field {
        "held" => "1".to_owned(),
        "locked" | "collateral" => format!("9999{}", &truth[place..place + digits]),
        _ => format!("{}7", &truth[place..place + digits]),
    };
    let lie = format!("{}{bent}{}", &truth[..place], &truth[place + digits..]).into_bytes();
    let contract = contract.to_owned();
    stage.chain.lie(move |asked, asked_query| (asked == contract && asked_query == query).then(|| Ok(lie.clone())));
}
