//! What happens to transactions in blocks.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use berth_chain_tests::{Target, coin, send};
use cosmrs::proto::cosmos::bank::v1beta1::{QueryBalanceRequest, QueryBalanceResponse};
use serde_json::{Value, json};

use crate::Verdict;

async fn stake(target: &Target, address: &str) -> Result<u128> {
    let request = QueryBalanceRequest { address: address.into(), denom: "stake".into() };
    let held: QueryBalanceResponse = target.rpc.ask("/cosmos.bank.v1beta1.Query/Balance", &request, 0).await?;
    Ok(held.balance.context("no balance")?.amount.parse()?)
}

pub async fn out_of_gas_pays_the_fee(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.gas = 66_000;
    let done = target.deliver(&draft.sign(&user)).await?;
    ensure!(done.code() == 11, "{}", done.result);
    ensure!(done.result.get("codespace") == Some(&json!("sdk")));
    ensure!(done.log().starts_with("out of gas in location: "), "{}", done.log());
    ensure!(done.log().contains("; gasWanted: 66000, gasUsed: "), "{}", done.log());
    ensure!(done.gas_used() > 66_000);
    ensure!(stake(target, &user.address).await? == 995_000);
    ensure!(target.account(&user.address).await?.1 == 1);
    Ok(Verdict::Passed)
}

pub async fn a_failing_message_undoes_the_others_and_pays(target: &Target) -> Result<Verdict> {
    let (user, other) = (target.user().await?, target.user().await?);
    let messages = vec![send(&user, &other.address, 5, "stake"), send(&user, &other.address, 9_000_000, "stake")];
    let draft = target.draft(&user, messages).await?;
    let done = target.deliver(&draft.sign(&user)).await?;
    ensure!(done.code() == 5 && done.result.get("codespace") == Some(&json!("sdk")), "{}", done.result);
    let words = "failed to execute message; message index: 1: spendable balance 994995stake is smaller than 9000000stake: \
                 insufficient funds";
    ensure!(done.log() == words, "{}", done.log());
    ensure!(stake(target, &other.address).await? == 1_000_000);
    ensure!(stake(target, &user.address).await? == 995_000);
    ensure!(target.account(&user.address).await?.1 == 1);
    // Only what was said before the messages.
    let events = done.result.get("events").and_then(Value::as_array).context("no events")?;
    ensure!(!events.is_empty() && !done.result.to_string().contains("msg_index"), "{}", done.result);
    // Its bytes may come again, and are refused for their sequence only.
    let again = target.broadcast(&draft.sign(&user)).await?;
    ensure!(again.get("code") == Some(&json!(32)), "{again}");
    Ok(Verdict::Passed)
}

/// `type: key=value, ..` of each event.
fn told(result: &Value) -> Vec<String> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let events = result.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
    let told = events.iter().map(|event| {
        let attributes = event.get("attributes").and_then(Value::as_array).cloned().unwrap_or_default();
        let attributes: Vec<_> =
            attributes.iter().map(|a| format!("{}={}", text(a, "key"), text(a, "value"))).collect();
        format!("{}: {}", text(event, "type"), attributes.join(", "))
    });
    told.collect()
}

pub async fn events_stand_where_they_should(target: &Target) -> Result<Verdict> {
    let (user, other) = (target.user().await?, target.user().await?);
    let draft = target.draft(&user, vec![send(&user, &other.address, 5, "uusdc")]).await?;
    let bytes = draft.sign(&user);
    let done = target.deliver(&bytes).await?;
    let collector = "wasm17xpfvakm2amg962yls6f84z3kell8c5l69j4zk";
    let (from, to) = (&user.address, &other.address);
    let expected = [
        format!("coin_spent: spender={from}, amount=5000stake"),
        format!("coin_received: receiver={collector}, amount=5000stake"),
        format!("transfer: recipient={collector}, sender={from}, amount=5000stake"),
        format!("message: sender={from}"),
        format!("tx: fee=5000stake, fee_payer={from}"),
        format!("tx: acc_seq={from}/0"),
    ];
    let after = [
        format!("message: action=/cosmos.bank.v1beta1.MsgSend, sender={from}, module=bank, msg_index=0"),
        format!("coin_spent: spender={from}, amount=5uusdc, msg_index=0"),
        format!("coin_received: receiver={to}, amount=5uusdc, msg_index=0"),
        format!("transfer: recipient={to}, sender={from}, amount=5uusdc, msg_index=0"),
        format!("message: sender={from}, msg_index=0"),
    ];
    let told = told(&done.result);
    ensure!(told[..6] == expected, "{told:#?}");
    ensure!(told[6].starts_with("tx: signature="), "{told:#?}");
    ensure!(told[7..] == after, "{told:#?}");
    // The block has the bytes, and at the same place the same result.
    let height = json!({"height": done.height.to_string()});
    let block = target.rpc.call("block", height.clone()).await?;
    let results = target.rpc.call("block_results", height).await?;
    let txs = block.pointer("/block/data/txs").and_then(Value::as_array).context("no txs")?;
    let place = txs.iter().position(|tx| *tx == json!(STANDARD.encode(&bytes))).context("not in its block")?;
    let same = results.pointer(&format!("/txs_results/{place}")).context("no result")?;
    ensure!(*same == done.result, "{same} {}", done.result);
    ensure!(done.result.get("data") == Some(&json!("EiYKJC9jb3Ntb3MuYmFuay52MWJldGExLk1zZ1NlbmRSZXNwb25zZQ==")));
    Ok(Verdict::Passed)
}

pub async fn a_timeout_that_has_passed_is_refused(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.timeout_height = 1;
    let answer = target.broadcast(&draft.sign(&user)).await?;
    let log = answer.get("log").and_then(Value::as_str).unwrap_or_default();
    ensure!(answer.get("code") == Some(&json!(30)), "{answer}");
    ensure!(log.starts_with("block height: ") && log.ends_with(", timeout height: 1: tx timeout height"), "{log}");
    Ok(Verdict::Passed)
}

pub async fn a_timeout_of_the_latest_height_fails_in_the_block_and_costs_nothing(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    for _ in 0..20 {
        let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
        target.next_block().await?;
        draft.timeout_height = target.rpc.height().await?;
        let bytes = draft.sign(&user);
        // A real node may have made a block meanwhile.
        if target.broadcast(&bytes).await?.get("code") != Some(&json!(0)) {
            continue;
        }
        let done = target.delivered(&bytes).await?;
        ensure!(done.code() == 30, "{}", done.result);
        let words =
            format!("block height: {}, timeout height: {}: tx timeout height", done.height, draft.timeout_height);
        ensure!(done.log() == words, "{}", done.log());
        ensure!(done.result.get("events") == Some(&json!([])), "{}", done.result);
        ensure!(stake(target, &user.address).await? == 1_000_000);
        ensure!(target.account(&user.address).await?.1 == 0);
        return Ok(Verdict::Passed);
    }
    anyhow::bail!("never in time")
}

pub async fn a_timeout_of_the_next_height_is_in_time(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    for _ in 0..20 {
        target.next_block().await?;
        let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
        draft.timeout_height = target.rpc.height().await? + 1;
        draft.fee = vec![coin(5_000, "stake")];
        let bytes = draft.sign(&user);
        if target.broadcast(&bytes).await?.get("code") != Some(&json!(0)) {
            continue;
        }
        let Ok(done) = target.delivered(&bytes).await else { continue };
        if done.code() == 30 {
            continue;
        }
        ensure!(done.code() == 0 && done.height <= draft.timeout_height, "{}", done.result);
        return Ok(Verdict::Passed);
    }
    anyhow::bail!("never in time")
}
