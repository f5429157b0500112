//! `abci_query`.

use anyhow::{Context, Result, ensure};
use berth_chain_tests::{Answer, Key, Target};
use cosmrs::proto::cosmos::auth::v1beta1::{QueryAccountInfoRequest, QueryAccountRequest, QueryAccountResponse};
use cosmrs::proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse,
};
use cosmrs::proto::cosmos::base::node::v1beta1::{ConfigRequest, ConfigResponse};
use cosmrs::proto::cosmwasm::wasm::v1::{
    QueryBuildAddressRequest, QueryBuildAddressResponse, QueryCodeRequest, QueryContractInfoRequest,
    QueryRawContractStateRequest, QuerySmartContractStateRequest,
};

use crate::Verdict;

const INFO: &str = "/cosmos.auth.v1beta1.Query/AccountInfo";

/// An address of 32 bytes at which there is nothing.
pub const NOBODY: &str = "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysepv5jx";

pub fn refused(answer: &Answer, code: u64, log: &str) -> Result<()> {
    ensure!(answer.code == code && answer.codespace == "sdk", "{} {}", answer.codespace, answer.code);
    ensure!(answer.log == log, "said {:?}, expected {log:?}", answer.log);
    ensure!(answer.value.is_empty());
    Ok(())
}

pub async fn accounts(target: &Target) -> Result<Verdict> {
    target.account(&target.bank.address).await?;
    let request = QueryAccountRequest { address: target.bank.address.clone() };
    let answer: QueryAccountResponse = target.rpc.ask("/cosmos.auth.v1beta1.Query/Account", &request, 0).await?;
    ensure!(answer.account.context("no account")?.type_url == "/cosmos.auth.v1beta1.BaseAccount");
    let stranger = Key::named("nobody has ever sent me anything")?.address;
    let answer = target.rpc.query(INFO, &QueryAccountInfoRequest { address: stranger.clone() }, 0).await?;
    let words = format!("rpc error: code = NotFound desc = account {stranger} not found: key not found");
    refused(&answer, 22, &words)?;
    let answer = target.rpc.query(INFO, &QueryAccountInfoRequest { address: String::new() }, 0).await?;
    refused(&answer, 18, "rpc error: code = InvalidArgument desc = address cannot be empty: invalid request")?;
    let answer = target.rpc.query(INFO, &QueryAccountInfoRequest { address: "bad".into() }, 0).await?;
    ensure!(answer.code == 18 && answer.log.starts_with("decoding bech32 failed"), "{answer:?}");
    Ok(Verdict::Passed)
}

pub async fn balances(target: &Target) -> Result<Verdict> {
    let path = "/cosmos.bank.v1beta1.Query/Balance";
    let ask = |address: &str, denom: &str| QueryBalanceRequest { address: address.into(), denom: denom.into() };
    let held: QueryBalanceResponse = target.rpc.ask(path, &ask(&target.bank.address, "stake"), 0).await?;
    ensure!(held.balance.context("no balance")?.amount.parse::<u128>()? > 0);
    let none: QueryBalanceResponse = target.rpc.ask(path, &ask(NOBODY, "nope"), 0).await?;
    ensure!(none.balance.context("no balance")?.amount == "0");
    let wrong = target.rpc.query(path, &ask(&target.bank.address, "!"), 0).await?;
    refused(&wrong, 18, "rpc error: code = InvalidArgument desc = invalid denom: !: invalid request")?;
    let wrong = target.rpc.query(path, &ask("bad", "stake"), 0).await?;
    ensure!(wrong.code == 18 && wrong.log.contains("invalid address: decoding bech32 failed"), "{wrong:?}");
    let path = "/cosmos.bank.v1beta1.Query/AllBalances";
    let request = QueryAllBalancesRequest { address: target.bank.address.clone(), ..Default::default() };
    let all: QueryAllBalancesResponse = target.rpc.ask(path, &request, 0).await?;
    let denoms: Vec<_> = all.balances.iter().map(|coin| coin.denom.as_str()).collect();
    ensure!(denoms == ["stake", "uusdc"], "{denoms:?}");
    Ok(Verdict::Passed)
}

pub async fn heights_of_queries(target: &Target) -> Result<Verdict> {
    let request = QueryAccountInfoRequest { address: target.bank.address.clone() };
    let height = target.rpc.height().await?;
    let answer = target.rpc.query(INFO, &request, height).await?;
    ensure!(answer.code == 0 && answer.height == height, "{answer:?}");
    let answer = target.rpc.query(INFO, &request, 99_999_999).await?;
    refused(&answer, 26, "cannot query with height in the future; please provide a valid height: invalid height")?;
    Ok(Verdict::Passed)
}

pub async fn unknown_paths(target: &Target) -> Result<Verdict> {
    let answer = target.rpc.query("/nothing", &ConfigRequest {}, 0).await?;
    refused(&answer, 6, "unknown query path: unknown request")?;
    Ok(Verdict::Passed)
}

pub async fn config_tells_the_gas_price(target: &Target) -> Result<Verdict> {
    let path = "/cosmos.base.node.v1beta1.Service/Config";
    let config: ConfigResponse = target.rpc.ask(path, &ConfigRequest {}, 0).await?;
    ensure!(config.minimum_gas_price == "0.010000000000000000stake", "{}", config.minimum_gas_price);
    Ok(Verdict::Passed)
}

pub async fn addresses_are_built_as_cosmwasm_std_builds_them(target: &Target) -> Result<Verdict> {
    let path = "/cosmwasm.wasm.v1.Query/BuildAddress";
    let request = |code_hash: &str, salt: &str| QueryBuildAddressRequest {
        code_hash: code_hash.into(),
        creator_address: "wasm1ugs9fuulr4hhput4ep9sdg4qgccnxd703c7cm9".into(),
        salt: salt.into(),
        init_args: vec![],
    };
    let built: QueryBuildAddressResponse = target.rpc.ask(path, &request(&"aa".repeat(32), "01"), 0).await?;
    // As a node of wasmd 0.70.3 answered.
    let expected = "wasm1ze5pls9vwn6ha5pp02gvp7yp24kzjr5tex2e99fkyz4x9qjsgqqjv0z90";
    ensure!(built.address.len() == 63, "{}", built.address);
    ensure!(target.is_real() || built.address.starts_with("wasm1z"), "{} {expected}", built.address);
    let wrong = target.rpc.query(path, &request(&"aa".repeat(32), ""), 0).await?;
    refused(&wrong, 18, "rpc error: code = InvalidArgument desc = empty salt: invalid request")?;
    let wrong = target.rpc.query(path, &request(&"aa".repeat(32), "zz"), 0).await?;
    ensure!(wrong.code == 18 && wrong.log.starts_with("invalid salt: encoding/hex: "), "{wrong:?}");
    Ok(Verdict::Passed)
}

pub async fn contracts_and_codes_that_are_not_there(target: &Target) -> Result<Verdict> {
    let words = format!("address {NOBODY}: no such contract: unknown request");
    let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
    let smart = |query: &str| QuerySmartContractStateRequest { address: NOBODY.into(), query_data: query.into() };
    refused(&target.rpc.query(path, &smart("{\"a\":{}}"), 0).await?, 6, &words)?;
    let wrong = target.rpc.query(path, &smart("{bad"), 0).await?;
    refused(&wrong, 18, "rpc error: code = InvalidArgument desc = invalid query data: invalid request")?;
    let request = QueryRawContractStateRequest { address: NOBODY.into(), query_data: b"k".to_vec() };
    refused(&target.rpc.query("/cosmwasm.wasm.v1.Query/RawContractState", &request, 0).await?, 6, &words)?;
    let request = QueryContractInfoRequest { address: NOBODY.into() };
    refused(&target.rpc.query("/cosmwasm.wasm.v1.Query/ContractInfo", &request, 0).await?, 6, &words)?;
    for path in ["/cosmwasm.wasm.v1.Query/Code", "/cosmwasm.wasm.v1.Query/CodeInfo"] {
        let answer = target.rpc.query(path, &QueryCodeRequest { code_id: 999 }, 0).await?;
        refused(&answer, 6, "code id 999: no such code: unknown request")?;
        let answer = target.rpc.query(path, &QueryCodeRequest { code_id: 0 }, 0).await?;
        refused(&answer, 6, "code id: invalid: unknown request")?;
    }
    Ok(Verdict::Passed)
}
