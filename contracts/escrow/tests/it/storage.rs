//! Keys and records, byte for byte: siblings and strangers read them raw.

use berth_api::escrow::ExecuteMsg;
use cosmwasm_std::{Order, Storage, coin};

use crate::fixture::{DENOM, Fixture, MINE, STAKED, address, matching, opening, settlement, unstake};

fn stored(fixture: &Fixture) -> Vec<String> {
    let rows = fixture.deps.storage.range(None, None, Order::Ascending);
    let alice = address("alice").into_string();
    let shown = rows.map(|(key, value)| {
        let key: String = key.iter().map(|byte| byte.escape_ascii().to_string()).collect();
        format!("{key} = {}", String::from_utf8(value).unwrap()).replace(&alice, "<alice>")
    });
    shown.collect()
}

#[test]
fn keys_and_records_are_pinned() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.open(MINE, vec![opening(2, 20)], coin(1_000, DENOM)).unwrap();
    fixture.settle(settlement(MINE, vec![matching(2, 10, 0)])).unwrap();
    fixture.send(&alice, ExecuteMsg::Deposit { deployment: None }, &[coin(5, DENOM)]).unwrap();
    fixture.send(&alice, ExecuteMsg::Stake {}, &[coin(100, STAKED)]).unwrap();
    fixture.send(&alice, unstake(30), &[]).unwrap();
    fixture.slash(&alice, 8);
    let stored = stored(&fixture);
    for expected in [
        r#"\x00\x08accounts\x00\x00\x00\x00\x00\x00\x00\x07 = ["990000000000000000000","0","2000000000000000000","0",1700000000,null,"10",100]"#,
        r#"\x00\x08balances\x00C<alice>uusdc = "5""#,
        r#"\x00\x06funded\x00\x08\x00\x00\x00\x00eS\xf2\xef\x00\x00\x00\x00\x00\x00\x00\x07 = 1"#,
        r#"\x00\x06stakes<alice> = ["62",[["30",1700086400]],19675,"8"]"#,
        r#"\x00\x06totalsuusdc = "1005""#,
        r#"\x00\x06totalsustake = "100""#,
    ] {
        assert!(stored.iter().any(|row| row == expected), "{expected} is none of {stored:#?}");
    }
    let parameters = format!("parameters = [\"{}\",\"ustake\",86400,\"1000\"]", address("collector"));
    assert!(stored.contains(&parameters));
}

#[test]
fn no_namespace_is_another() {
    let (mut fixture, alice) = (Fixture::new(), address("alice"));
    fixture.open(MINE, vec![opening(2, 20)], coin(1_000, DENOM)).unwrap();
    fixture.settle(settlement(MINE, vec![matching(2, 10, 10)])).unwrap();
    fixture.send(&alice, ExecuteMsg::Stake {}, &[coin(100, STAKED)]).unwrap();
    let mut namespaces: Vec<String> = stored(&fixture)
        .iter()
        .map(|row| match row.strip_prefix("\\x00") {
            // A map: its name follows its length.
            Some(map) => {
                let (length, name) = map.split_at(4);
                let length = usize::from_str_radix(&length[2..], 16).unwrap();
                name[..length].to_owned()
            }
            None => row.split(" = ").next().unwrap().to_owned(),
        })
        .collect();
    namespaces.sort();
    namespaces.dedup();
    let all = ["accounts", "balances", "contract_info", "contracts", "funded", "parameters", "stakes", "totals"];
    assert_eq!(namespaces, all);
}
