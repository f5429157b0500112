//! What escrow refuses.

use berth_api::escrow::{ExecuteMsg as Escrow, QueryMsg};
use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_tests::cast::{Cast, FOREIGN, STAKED, Sender};
use berth_tests::stage::DENOM;
use cosmwasm_std::{Uint128, coin};

use crate::{Case, refusal};

pub const CASES: &[Case] = &[
    ("escrow/unauthorized", |cast| refusal(cast, Sender::Stranger, parameters(None), &[])),
    ("escrow/paused", |cast| {
        cast.send(Sender::Guardian, Registry::Pause {}, &[]).unwrap();
        refusal(cast, Sender::Provider, Escrow::Stake {}, &[coin(5, STAKED)])
    }),
    ("escrow/payment", |cast| refusal(cast, Sender::Tenant, Escrow::Deposit { deployment: None }, &[])),
    ("escrow/invalid_field", |cast| {
        let market = cast.stage.sandbox.contracts().market.clone();
        refusal(cast, Sender::Admin, parameters(Some(market)), &[])
    }),
    ("escrow/money", more_than_all_coins),
    ("escrow/denom_not_allowed", |cast| {
        refusal(cast, Sender::Tenant, Escrow::Deposit { deployment: None }, &[coin(5, FOREIGN)])
    }),
    ("escrow/wrong_denom", |cast| {
        refusal(cast, Sender::Tenant, Escrow::Deposit { deployment: Some(1) }, &[coin(5, STAKED)])
    }),
    ("escrow/wrong_denom", |cast| refusal(cast, Sender::Tenant, Escrow::Stake {}, &[coin(5, DENOM)])),
    ("escrow/insufficient_stake", |cast| refusal(cast, Sender::Provider, unstake(101), &[])),
    ("escrow/insufficient_stake", |cast| refusal(cast, Sender::Provider, unstake(0), &[])),
    ("escrow/too_many_unbonding", |cast| {
        for _ in 0..7 {
            cast.send(Sender::Provider, unstake(1), &[]).unwrap();
            cast.stage.pass(1);
        }
        refusal(cast, Sender::Provider, unstake(1), &[])
    }),
    ("escrow/not_owner", |cast| refusal(cast, Sender::OtherTenant, withdraw_deposit(1, 1), &[])),
    ("escrow/insufficient_deposit", |cast| refusal(cast, Sender::Tenant, withdraw_deposit(1, 1_000_000), &[])),
    ("escrow/no_account", |cast| refusal(cast, Sender::Tenant, withdraw_deposit(9, 1), &[])),
    ("escrow/no_account", |cast| {
        refusal(cast, Sender::Tenant, Escrow::Deposit { deployment: Some(9) }, &[coin(5, DENOM)])
    }),
    ("escrow/insufficient_balance", |cast| refusal(cast, Sender::Provider, withdraw(200_000_000), &[])),
    ("escrow/nothing_to_withdraw", |cast| refusal(cast, Sender::Provider, withdraw(0), &[])),
    ("escrow/invalid_field", |cast| refusal(cast, Sender::Admin, parameters(Some("nobody".to_owned())), &[])),
    ("escrow/std", |cast| {
        let asked = QueryMsg::Stake { owner: "nobody".to_owned() };
        cast.stage.sandbox.query_escrow::<serde_json::Value>(&asked).unwrap_err().to_string()
    }),
];

const fn parameters(fee_collector: Option<String>) -> Escrow {
    Escrow::SetParameters { fee_collector, slash_cap: None }
}

const fn unstake(amount: u128) -> Escrow {
    Escrow::Unstake { amount: Uint128::new(amount) }
}

const fn withdraw_deposit(deployment: u64, amount: u128) -> Escrow {
    Escrow::WithdrawDeposit { deployment, amount: Some(Uint128::new(amount)), payout: false }
}

fn withdraw(amount: u128) -> Escrow {
    Escrow::Withdraw { denom: DENOM.to_owned(), amount: Some(Uint128::new(amount)) }
}

/// A supply beyond 128 bits.
fn more_than_all_coins(cast: &mut Cast) -> String {
    let stranger = cast.address(Sender::Stranger);
    let all = coin(u128::MAX, DENOM);
    cast.stage.sandbox.fund(&stranger, all.clone()).unwrap();
    refusal(cast, Sender::Stranger, Escrow::Deposit { deployment: None }, &[all])
}
