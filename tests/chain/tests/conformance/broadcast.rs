//! What the pool takes, and with which words it refuses.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use berth_chain_tests::{Key, Target, coin, send};
use cosmrs::proto::cosmos::bank::v1beta1::{QueryBalanceRequest, QueryBalanceResponse};
use serde_json::{Value, json};

use crate::Verdict;

fn refused(answer: &Value, code: u64, log: &str) -> Result<()> {
    let said = answer.get("log").and_then(Value::as_str).unwrap_or_default();
    ensure!(answer.get("code") == Some(&json!(code)), "{answer}");
    ensure!(answer.get("codespace") == Some(&json!("sdk")), "{answer}");
    ensure!(said == log, "said {said:?}, expected {log:?}");
    Ok(())
}

pub async fn what_is_no_transaction(target: &Target) -> Result<Verdict> {
    let answer = target.broadcast(&[]).await?;
    refused(&answer, 18, "must contain at least one message: invalid request")?;
    let answer = target.broadcast(&[0, 0]).await?;
    ensure!(answer.get("code") == Some(&json!(2)), "{answer}");
    ensure!(answer.get("log").and_then(Value::as_str).is_some_and(|log| log.ends_with("tx parse error")), "{answer}");
    Ok(Verdict::Passed)
}

pub async fn a_send_is_carried_out(target: &Target) -> Result<Verdict> {
    let (user, other) = (target.user().await?, target.user().await?);
    let draft = target.draft(&user, vec![send(&user, &other.address, 5, "uusdc")]).await?;
    let done = target.deliver(&draft.sign(&user)).await?;
    ensure!(done.code() == 0, "{}", done.log());
    let request = QueryBalanceRequest { address: other.address.clone(), denom: "uusdc".into() };
    let held: QueryBalanceResponse = target.rpc.ask("/cosmos.bank.v1beta1.Query/Balance", &request, 0).await?;
    ensure!(held.balance.context("no balance")?.amount == "1000005");
    // The first of a key: 13,4k more than the 69,149 of the others.
    ensure!((80_000..86_000).contains(&done.gas_used()), "first {}", done.gas_used());
    let draft = target.draft(&user, vec![send(&user, &other.address, 5, "uusdc")]).await?;
    let done = target.deliver(&draft.sign(&user)).await?;
    ensure!((67_500..71_000).contains(&done.gas_used()), "second {}", done.gas_used());
    ensure!(target.account(&user.address).await?.1 == 2);
    Ok(Verdict::Passed)
}

pub async fn wrong_sequence(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.sequence = 7;
    let answer = target.broadcast(&draft.sign(&user)).await?;
    refused(&answer, 32, "account sequence mismatch, expected 0, got 7: incorrect account sequence")?;
    Ok(Verdict::Passed)
}

pub async fn several_in_one_block(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    let mut last = vec![];
    for sequence in 0..5 {
        draft.sequence = sequence;
        last = draft.sign(&user);
        let answer = target.broadcast(&last).await?;
        ensure!(answer.get("code") == Some(&json!(0)), "{sequence}: {answer}");
    }
    let done = target.delivered(&last).await?;
    ensure!(done.code() == 0, "{}", done.log());
    ensure!(target.account(&user.address).await?.1 == 5);
    Ok(Verdict::Passed)
}

pub async fn the_same_bytes_again(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let bytes = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?.sign(&user);
    let params = json!({"tx": STANDARD.encode(&bytes)});
    let answer = target.broadcast(&bytes).await?;
    ensure!(answer.get("code") == Some(&json!(0)), "{answer}");
    for _ in 0..2 {
        let (code, text) = target.rpc.error("broadcast_tx_sync", params.clone()).await?;
        ensure!(code == -32_603 && text == "tx already exists in cache", "{code} {text}");
        // The second time it is in a block.
        target.delivered(&bytes).await?;
    }
    Ok(Verdict::Passed)
}

pub async fn fee_too_low(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.fee = vec![coin(10, "stake")];
    let answer = target.broadcast(&draft.sign(&user)).await?;
    refused(&answer, 13, "insufficient fees; got: 10stake required: 5000stake: insufficient fee")?;
    draft.fee = vec![];
    let answer = target.broadcast(&draft.sign(&user)).await?;
    refused(&answer, 13, "insufficient fees; got:  required: 5000stake: insufficient fee")?;
    Ok(Verdict::Passed)
}

pub async fn fee_that_nobody_can_pay(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.fee = vec![coin(9_000_000, "stake")];
    let answer = target.broadcast(&draft.sign(&user)).await?;
    let words = "spendable balance 1000000stake is smaller than 9000000stake: insufficient funds: insufficient funds";
    refused(&answer, 5, words)?;
    Ok(Verdict::Passed)
}

pub async fn another_chain_or_account_number(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    let (number, chain) = (draft.account_number, &target.chain_id);
    let words = format!(
        "signature verification failed; please verify account number ({number}) and chain-id ({chain}): (unable to verify \
         single signer signature): unauthorized"
    );
    let mut wrong = draft.clone();
    wrong.chain_id = "another-1".into();
    refused(&target.broadcast(&wrong.sign(&user)).await?, 4, &words)?;
    let mut wrong = draft.clone();
    wrong.account_number = number.wrapping_add(1);
    refused(&target.broadcast(&wrong.sign(&user)).await?, 4, &words)?;
    let other = Key::named("another")?;
    let answer = target.broadcast(&draft.sign(&other)).await?;
    let words = format!("pubKey does not match signer address {} with signer index: 0: invalid pubkey", user.address);
    refused(&answer, 8, &words)?;
    Ok(Verdict::Passed)
}

pub async fn gas_beyond_the_block(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.gas = 100_000_001;
    draft.fee = vec![coin(1_000_001, "stake")];
    let answer = target.broadcast(&draft.sign(&user)).await?;
    refused(&answer, 41, "tx gas limit 100000001 exceeds block max gas 100000000: invalid gas limit")?;
    Ok(Verdict::Passed)
}

pub async fn gas_too_low_for_the_signature(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.gas = 5_000;
    let answer = target.broadcast(&draft.sign(&user)).await?;
    ensure!(answer.get("code") == Some(&json!(11)), "{answer}");
    let log = answer.get("log").and_then(Value::as_str).unwrap_or_default();
    ensure!(log.starts_with("out of gas in location: ") && log.contains("; gasWanted: 5000, gasUsed: "), "{log}");
    ensure!(log.ends_with(": out of gas"), "{log}");
    Ok(Verdict::Passed)
}

pub async fn memo_too_long(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.memo = "x".repeat(257);
    let answer = target.broadcast(&draft.sign(&user)).await?;
    refused(&answer, 12, "maximum number of characters is 256 but received 257 characters: memo too large")?;
    Ok(Verdict::Passed)
}

pub async fn unknown_granter(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    draft.granter = target.bank.address.clone();
    let answer = target.broadcast(&draft.sign(&user)).await?;
    ensure!(answer.get("code") == Some(&json!(1)) && answer.get("codespace") == Some(&json!("undefined")), "{answer}");
    let log = answer.get("log").and_then(Value::as_str).unwrap_or_default();
    let key = format!("key '(\"{}\", \"{}\")'", user.address, target.bank.address);
    let tail =
        format!(": collections: not found: {key} of type github.com/cosmos/gogoproto/cosmos.feegrant.v1beta1.Grant");
    ensure!(log.contains(" does not allow to pay fees for ") && log.ends_with(&tail), "{log}");
    Ok(Verdict::Passed)
}

pub async fn nobody_knows_the_sender(target: &Target) -> Result<Verdict> {
    let stranger = Key::named("nobody has ever sent me anything")?;
    let mut draft = target.draft(&target.bank, vec![send(&stranger, &target.bank.address, 1, "uusdc")]).await?;
    draft.sequence = 0;
    let answer = target.broadcast(&draft.sign(&stranger)).await?;
    // In between stand the bytes of the address.
    let log = answer.get("log").and_then(Value::as_str).unwrap_or_default();
    ensure!(answer.get("code") == Some(&json!(9)) && answer.get("codespace") == Some(&json!("sdk")), "{answer}");
    ensure!(log.starts_with("fee payer address: ") && log.ends_with(" does not exist: unknown address"), "{log}");
    Ok(Verdict::Passed)
}
