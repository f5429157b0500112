//! Every key and record: siblings read them raw, so that none may change unnoticed.

use berth_api::deployment::ExecuteMsg;

use crate::world::{World, infrastructure, update};

fn texts(world: &World) -> Vec<(String, String)> {
    let rows = world.dump().into_iter();
    rows.map(|(key, value)| (shown(&key), String::from_utf8(value).expect("JSON"))).collect()
}

/// A key as it is read: its words, and its numbers as bytes.
fn shown(key: &[u8]) -> String {
    key.iter()
        .map(|byte| if byte.is_ascii_graphic() { char::from(*byte).to_string() } else { format!("<{byte}>") })
        .collect()
}

fn expected(world: &World, record: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let owner = world.owner.to_string();
    let id = "<0>".repeat(7) + "<1>";
    let four = &world.contracts;
    let four = [&four.provider_registry, &four.escrow, &four.market, &four.deployment];
    let mut rows = vec![
        ("contract_info".to_owned(), r#"{"contract":"berth/deployment","version":"0.1.0"}"#.to_owned()),
        ("contracts".to_owned(), format!("[{}]", four.map(|address| format!("{address:?}")).join(","))),
        ("last_id".to_owned(), "1".to_owned()),
        (
            "parameters".to_owned(),
            r#"{"max_wait_blocks":14400,"max_wait_seconds":86400,"max_notice":2592000}"#.to_owned(),
        ),
        (format!("<0><11>deployments{id}"), record.replace("OWNER", &owner)),
        (format!("<0><5>owned<0>{}{owner}{id}", shown(&[u8::try_from(owner.len()).unwrap()])), "1".to_owned()),
    ];
    rows.extend(
        more.iter()
            .map(|(slot, value)| (format!("<0><14>infrastructure<0><8>{id}<0><0><0>{slot}"), (*value).to_owned())),
    );
    rows.sort();
    rows
}

/// By their texts, whatever the order of the bytes.
fn sorted(mut rows: Vec<(String, String)>) -> Vec<(String, String)> {
    rows.sort();
    rows
}

#[test]
fn every_key_and_record_is_as_published() {
    let mut world = World::with(vec![infrastructure("web"), infrastructure("db")]);
    let stored = |name: &str| {
        r#"{"name":"NAME","region":"","persist":false,"notice":0,"resources":[{"compute":{"cpu":500,"memory":512,"disk":1024,"bandwidth":0,"gpu":null},"price":"1","collateral":"100","count":1}],"requirements":{"attributes":[],"signed_by":{"all_of":[],"any_of":[]},"min_stake":"0","min_reputation":0,"exclude":[]}}"#
            .replace("NAME", name)
    };
    let (web, db, new) = (stored("web"), stored("db"), stored("new"));
    let live = |slots: &str, last| {
        format!(
            r#"{{"owner":"OWNER","denom":"uusdc","version":"{}","wait_duration":{{"seconds":600}},"slots":{slots},"last_slot":{last}}}"#,
            "01".repeat(32)
        )
    };
    let rows = sorted(texts(&world));
    assert_eq!(rows, expected(&world, &live("[1,2]", 2), &[("<1>", &web), ("<2>", &db)]));

    world.ask(update(vec![infrastructure("new")], &["web"])).unwrap();
    let rows = sorted(texts(&world));
    assert_eq!(rows, expected(&world, &live("[2,3]", 3), &[("<2>", &db), ("<3>", &new)]));

    world.ask(ExecuteMsg::CancelDeployment { deployment: 1, payout: false }).unwrap();
    let closed =
        r#"{"owner":"OWNER","denom":"uusdc","version":"","wait_duration":{"seconds":600},"slots":[],"last_slot":3}"#;
    assert_eq!(sorted(texts(&world)), expected(&world, closed, &[]));
}
