//! What is looked at before anything is done.

use berth_api::{Contracts, Role};
use berth_client::{Error, Exchange};

use crate::local::Local;

async fn refusal(chain: &std::sync::Arc<Local>, contracts: Contracts) -> (Role, &'static str, String, String) {
    match Exchange::open(chain.clone(), contracts).await {
        Err(Error::Stranger { role, field, found, allowed, .. }) => (role, field, found, allowed),
        other => panic!("{other:?}"),
    }
}

/// Lies about one question to one contract.
fn lie(chain: &Local, contract: &str, question: &'static str, answer: Result<&str, &'static str>) {
    let (contract, answer) = (contract.to_owned(), answer.map(|text| text.as_bytes().to_vec()));
    chain.lie(move |asked, query| {
        (asked == contract && query == format!("{{\"{question}\":{{}}}}")).then(|| answer.clone())
    });
}

#[tokio::test]
async fn the_four_that_belong_together_are_taken() {
    let chain = Local::new();
    let exchange = Exchange::open(chain.clone(), chain.contracts()).await.unwrap();
    assert_eq!(exchange.contracts(), &chain.contracts());
}

#[tokio::test]
async fn where_there_is_nothing_or_something_else_nothing_is_done() {
    let chain = Local::new();
    let right = chain.contracts();
    let nothing = Contracts { escrow: "wasm1nobody".to_owned(), ..right.clone() };
    let (role, field, found, allowed) = refusal(&chain, nothing).await;
    assert_eq!((role, field), (Role::Escrow, "contract"));
    assert_eq!((found.as_str(), allowed.as_str()), ("none at this address", "the escrow contract"));

    let swapped = Contracts { market: right.escrow.clone(), escrow: right.market.clone(), ..right };
    let expected = (Role::Escrow, "name", "berth/market".to_owned(), "berth/escrow".to_owned());
    assert_eq!(refusal(&chain, swapped).await, expected);
}

#[tokio::test]
async fn each_contract_must_be_what_it_is_taken_for() {
    let chain = Local::new();
    let right = chain.contracts();
    for role in Role::ALL {
        let address = right.get(role);
        let name = format!("berth/{role}");
        for (answer, field, found, allowed) in [
            ("{\"contract\":\"cw20\",\"version\":\"1.0.0\",\"api\":1}", "name", "cw20", name.as_str()),
            (&format!("{{\"contract\":\"{name}\",\"version\":\"9.0.0\",\"api\":2}}"), "api", "2 (code 9.0.0)", "1"),
            (
                "{\"contract\":\"other\"}",
                "name",
                "that of a contract that does not answer `version` (.: missing field `version` at line 1 column 20)",
                &name,
            ),
        ] {
            lie(&chain, address, "version", Ok(answer));
            let expected = (role, field, found.to_owned(), allowed.to_owned());
            assert_eq!(refusal(&chain, right.clone()).await, expected);
        }
        lie(&chain, address, "version", Err("unknown variant `version`: query wasm contract failed"));
        let (found_role, field, found, _) = refusal(&chain, right.clone()).await;
        assert_eq!((found_role, field), (role, "name"));
        assert!(found.contains("unknown variant"), "{found}");
    }
}

#[tokio::test]
async fn each_contract_must_know_the_same_four() {
    let chain = Local::new();
    let right = chain.contracts();
    for role in Role::ALL {
        let other = Contracts { deployment: "wasm1other".to_owned(), ..right.clone() };
        let known = String::from_utf8(cosmwasm_std::to_json_vec(&other).unwrap()).unwrap();
        lie(&chain, right.get(role), "contracts", Ok(&known));
        let (found_role, field, found, allowed) = refusal(&chain, right.clone()).await;
        assert_eq!((found_role, field, found.as_str()), (role, "contracts", "wasm1other as deployment"));
        assert_eq!(allowed, format!("{} as deployment", right.deployment));
    }
}
