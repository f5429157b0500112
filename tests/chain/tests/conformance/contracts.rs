//! Codes and contracts.

use anyhow::{Context, Result, ensure};
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::plan::Setup;
use berth_chain_tests::{Exchange, Target, execute, store_code};
use cosmrs::proto::cosmwasm::wasm::v1::{
    QueryContractInfoRequest, QueryContractInfoResponse, QueryRawContractStateRequest, QuerySmartContractStateRequest,
};
use serde_json::json;

use crate::Verdict;
use crate::queries::NOBODY;

pub async fn calling_nothing(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let draft = target.draft(&user, vec![execute(&user, NOBODY, "{}")]).await?;
    let done = target.deliver(&draft.sign(&user)).await?;
    ensure!(done.code() == 22 && done.result.get("codespace") == Some(&json!("wasm")), "{}", done.result);
    let words = format!("failed to execute message; message index: 0: address {NOBODY}: no such contract");
    ensure!(done.log() == words, "{}", done.log());
    // A message that is no JSON is not taken.
    let draft = target.draft(&user, vec![execute(&user, NOBODY, "{bad")]).await?;
    let answer = target.broadcast(&draft.sign(&user)).await?;
    ensure!(answer.get("code") == Some(&json!(14)) && answer.get("codespace") == Some(&json!("wasm")), "{answer}");
    ensure!(answer.get("log") == Some(&json!("payload msg: invalid")), "{answer}");
    Ok(Verdict::Passed)
}

pub async fn storing_nonsense(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    // A module with nothing in it is valid wasm, and no contract.
    let draft = target.draft(&user, vec![store_code(&user, b"\0asm\x01\0\0\0".to_vec())]).await?;
    let done = target.deliver(&draft.sign(&user)).await?;
    ensure!(done.code() == 2 && done.result.get("codespace") == Some(&json!("wasm")), "{}", done.result);
    let head =
        "failed to execute message; message index: 0: Error calling the VM: Error during static Wasm validation: ";
    ensure!(done.log().starts_with(head) && done.log().ends_with(": create wasm contract failed"), "{}", done.log());
    let draft = target.draft(&user, vec![store_code(&user, vec![])]).await?;
    let answer = target.broadcast(&draft.sign(&user)).await?;
    ensure!(answer.get("code") == Some(&json!(18)), "{answer}");
    ensure!(answer.get("log") == Some(&json!("code bytes is required: empty: invalid request")), "{answer}");
    Ok(Verdict::Passed)
}

const NO_CODES: Verdict = Verdict::Skipped("BERTH_CONFORMANCE_ARTIFACTS does not say where the compiled contracts are");

pub async fn the_exchange_can_be_made(target: &Target) -> Result<Verdict> {
    if !target.has_codes() {
        return Ok(NO_CODES);
    }
    let deployer = target.user().await?;
    let exchange = target.exchange(&deployer, &Setup::default()).await?;
    let version = target.smart(&exchange.contracts.market, &json!({"version": {}}), 0).await?;
    ensure!(version.get("contract").is_some_and(|name| name.to_string().contains("market")), "{version}");
    // The node's own record of it.
    let request = QueryContractInfoRequest { address: exchange.contracts.escrow.clone() };
    let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
    let info: QueryContractInfoResponse = target.rpc.ask(path, &request, 0).await?;
    let info = info.contract_info.context("no contract_info")?;
    ensure!(info.creator == deployer.address && info.label == "berth escrow", "{info:?}");
    // Before it was made there was nothing, and as of then there still is nothing.
    let request = QuerySmartContractStateRequest {
        address: exchange.contracts.market.clone(),
        query_data: br#"{"version":{}}"#.to_vec(),
    };
    let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
    let before = target.rpc.query(path, &request, exchange.made.height - 1).await?;
    ensure!(before.code == 6 && before.log.contains("no such contract"), "{before:?}");
    // A contract's events carry who said them.
    let events = exchange.made.result.get("events").context("no events")?.to_string();
    ensure!(events.contains("_contract_address") && events.contains("msg_index"), "{events}");
    a_contract_refuses(target, &exchange).await?;
    Ok(Verdict::Passed)
}

/// Its text stands between the node's words, and the code is x/wasm's.
async fn a_contract_refuses(target: &Target, exchange: &Exchange) -> Result<()> {
    let user = target.user().await?;
    let withdraw = Escrow::Withdraw { denom: "uusdc".into(), amount: None };
    let done = target.act(exchange, &user, withdraw.clone(), 0).await?;
    ensure!(done.code() == 5 && done.result.get("codespace") == Some(&json!("wasm")), "{}", done.result);
    let head = "failed to execute message; message index: 0: escrow/";
    ensure!(done.log().starts_with(head), "{}", done.log());
    ensure!(done.log().ends_with(": execute wasm contract failed"), "{}", done.log());
    let message = execute(&user, &exchange.contracts.escrow, &serde_json::to_string(&withdraw)?);
    let answer = target.simulate(&target.draft(&user, vec![message]).await?, &user).await?;
    ensure!(answer.code == 6, "{answer:?}");
    ensure!(answer.log.contains("message index: 0: escrow/") && answer.log.contains(": execute wasm contract failed"));
    let message = execute(&user, &exchange.contracts.escrow, r#"{"nothing":{}}"#);
    let done = target.deliver(&target.draft(&user, vec![message]).await?.sign(&user)).await?;
    ensure!(done.code() == 5 && done.log().contains("unknown variant `nothing`"), "{}", done.result);
    let request = QuerySmartContractStateRequest {
        address: exchange.contracts.market.clone(),
        query_data: br#"{"nothing":{}}"#.to_vec(),
    };
    let answer = target.rpc.query("/cosmwasm.wasm.v1.Query/SmartContractState", &request, 0).await?;
    ensure!(answer.code == 6 && answer.codespace == "sdk", "{answer:?}");
    ensure!(answer.log.ends_with(": query wasm contract failed: unknown request"), "{}", answer.log);
    // A key under which there is nothing is answered, with nothing.
    let (address, query_data) = (exchange.contracts.market.clone(), b"nothing".to_vec());
    let request = QueryRawContractStateRequest { address, query_data };
    let answer = target.rpc.query("/cosmwasm.wasm.v1.Query/RawContractState", &request, 0).await?;
    ensure!(answer.code == 0 && answer.value.is_empty(), "{answer:?}");
    Ok(())
}

pub async fn a_wrong_address_undoes_all_four(target: &Target) -> Result<Verdict> {
    if !target.has_codes() {
        return Ok(NO_CODES);
    }
    let deployer = target.user().await?;
    let codes = target.store(&deployer).await?;
    let mut contracts = target.foretold(&deployer).await?;
    let right = contracts.clone();
    std::mem::swap(&mut contracts.market, &mut contracts.escrow);
    let draft = target.making(&deployer, &codes, &contracts, &Setup::default()).await?;
    let done = target.deliver(&draft.sign(&deployer)).await?;
    ensure!(done.code() == 4 && done.result.get("codespace") == Some(&json!("wasm")), "{}", done.result);
    ensure!(done.log().ends_with(": instantiate wasm contract failed"), "{}", done.log());
    let request = QueryContractInfoRequest { address: right.provider_registry.clone() };
    let answer = target.rpc.query("/cosmwasm.wasm.v1.Query/ContractInfo", &request, 0).await?;
    ensure!(answer.code == 6, "{answer:?}");
    // The right ones, and then the same again.
    let draft = target.making(&deployer, &codes, &right, &Setup::default()).await?;
    let done = target.deliver(&draft.sign(&deployer)).await?;
    ensure!(done.code() == 0, "{}", done.log());
    let draft = target.making(&deployer, &codes, &right, &Setup::default()).await?;
    let done = target.deliver(&draft.sign(&deployer)).await?;
    ensure!(done.code() == 15 && done.log().contains("contract address already exists"), "{}", done.result);
    Ok(Verdict::Passed)
}
