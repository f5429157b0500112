//! Who may send what, with which coins, and while paused: every message against every kind of sender and purse.

use berth_api::escrow::{ExecuteMsg, Settlement};
use cosmwasm_std::{Addr, Coin, Uint128, Uint256, coin};

use crate::fixture::{DENOM, Fixture, MINE, STAKED, address, unstake, withdraw};

/// Each message, who may send it, and whether it takes a coin.
fn messages(fixture: &Fixture) -> Vec<(ExecuteMsg, Vec<Addr>, Option<&'static str>)> {
    let all = || ["alice", "tenant", "admin", "guardian"].map(address).to_vec();
    let market = Addr::unchecked(&fixture.contracts.market);
    let deployment = Addr::unchecked(&fixture.contracts.deployment);
    let empty =
        Settlement { caller: address("keeper").into_string(), payout: false, accounts: vec![], slashes: vec![] };
    vec![
        (ExecuteMsg::Deposit { deployment: None }, all(), Some(DENOM)),
        (ExecuteMsg::Deposit { deployment: Some(MINE) }, all(), Some(DENOM)),
        (withdraw(DENOM, Some(1)), all(), None),
        (
            ExecuteMsg::WithdrawDeposit { deployment: MINE, amount: Some(Uint128::one()), payout: false },
            vec![address("tenant")],
            None,
        ),
        (ExecuteMsg::Stake {}, all(), Some(STAKED)),
        (unstake(1), all(), None),
        (ExecuteMsg::SetParameters { fee_collector: None, slash_cap: None }, vec![address("admin")], None),
        (ExecuteMsg::OpenAccount { deployment: 9, min_runway: 1, movements: vec![] }, vec![deployment], Some(DENOM)),
        (ExecuteMsg::Settle(empty), vec![market], None),
    ]
}

fn senders(fixture: &Fixture) -> Vec<Addr> {
    let named = ["alice", "tenant", "admin", "guardian", "keeper", "collector"].map(address);
    let contracts = &fixture.contracts;
    let siblings = [&contracts.market, &contracts.deployment, &contracts.provider_registry, &contracts.escrow];
    named.into_iter().chain(siblings.map(Addr::unchecked)).collect()
}

/// An exchange in which each message can succeed.
fn ready() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.open(MINE, vec![], coin(1_000, DENOM)).unwrap();
    for name in ["alice", "tenant", "admin", "guardian"] {
        fixture.send(&address(name), ExecuteMsg::Deposit { deployment: None }, &[coin(100, DENOM)]).unwrap();
        fixture.send(&address(name), ExecuteMsg::Stake {}, &[coin(100, STAKED)]).unwrap();
    }
    fixture
}

#[test]
fn every_message_has_its_senders() {
    for (index, (msg, allowed, takes)) in messages(&Fixture::new()).into_iter().enumerate() {
        let anyone = allowed.len() > 1;
        for sender in senders(&ready()) {
            if anyone && !allowed.contains(&sender) {
                continue;
            }
            let mut fixture = ready();
            let funds: Vec<Coin> = takes.into_iter().map(|denom| coin(5, denom)).collect();
            if allowed.contains(&sender) {
                fixture.send(&sender, msg.clone(), &funds).unwrap_or_else(|e| panic!("message {index}: {e}"));
            } else {
                let code = fixture.refused(&sender, msg.clone(), &funds);
                assert!(["unauthorized", "not_owner"].contains(&code.as_str()), "message {index}: {code}");
            }
        }
    }
}

#[test]
fn every_message_takes_its_coins() {
    for (msg, allowed, takes) in messages(&Fixture::new()) {
        let mut fixture = ready();
        let huge = Coin { denom: takes.unwrap_or(DENOM).to_owned(), amount: Uint256::from(u128::MAX) + Uint256::one() };
        let mut bad = vec![vec![coin(1, DENOM), coin(1, STAKED)], vec![huge], vec![coin(0, takes.unwrap_or(DENOM))]];
        if takes.is_some() {
            bad.push(vec![]);
        } else {
            bad.push(vec![coin(1, DENOM)]);
        }
        for funds in bad {
            assert_eq!(fixture.refused(&allowed[0], msg.clone(), &funds), "payment", "{msg:?} with {funds:?}");
        }
    }
}

#[test]
fn a_pause_stops_new_stake_and_nothing_else() {
    for (msg, allowed, takes) in messages(&Fixture::new()) {
        let mut fixture = ready();
        fixture.pause(true);
        let funds: Vec<Coin> = takes.into_iter().map(|denom| coin(5, denom)).collect();
        if msg == (ExecuteMsg::Stake {}) {
            assert_eq!(fixture.refused(&allowed[0], msg, &funds), "paused");
        } else {
            fixture.send(&allowed[0], msg, &funds).unwrap();
        }
    }
}
