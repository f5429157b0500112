//! What a simulation says.

use anyhow::{Result, ensure};
use berth_chain_tests::{Target, execute, send};
use serde_json::json;

use crate::Verdict;
use crate::queries::NOBODY;

pub async fn it_tells_the_gas(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let first = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    target.deliver(&first.sign(&user)).await?;
    let draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    let simulated = target.simulated_gas(&draft, &user).await?;
    let mut free = draft.clone();
    free.fee = vec![];
    let without_fee = target.simulated_gas(&free, &user).await?;
    let delivered = target.deliver(&draft.sign(&user)).await?.gas_used();
    let more = delivered.saturating_sub(simulated);
    ensure!((1_000..3_000).contains(&more), "simulated {simulated}, delivered {delivered}");
    let fee = simulated.saturating_sub(without_fee);
    // It depends on the digits of the balances.
    ensure!((17_000..20_500).contains(&fee), "with fee {simulated}, without {without_fee}");
    Ok(Verdict::Passed)
}

pub async fn it_wants_the_pending_sequence(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    ensure!(target.broadcast(&draft.sign(&user)).await?.get("code") == Some(&json!(0)));
    // In the pool or in a block already: in both cases it is the next one's turn.
    let old = target.simulate(&draft, &user).await?;
    ensure!(old.code == 6 && old.log.contains("account sequence mismatch, expected 1, got 0"), "{old:?}");
    draft.sequence = 1;
    let new = target.simulate(&draft, &user).await?;
    ensure!(new.code == 0, "{new:?}");
    target.next_block().await?;
    Ok(Verdict::Passed)
}

pub async fn errors_are_wrapped(target: &Target) -> Result<Verdict> {
    let user = target.user().await?;
    let draft = target.draft(&user, vec![execute(&user, NOBODY, "{}")]).await?;
    let answer = target.simulate(&draft, &user).await?;
    ensure!(answer.code == 6 && answer.codespace == "sdk", "{answer:?}");
    let head = format!(
        "rpc error: code = Unknown desc = failed to execute message; message index: 0: address {NOBODY}: no such contract ["
    );
    ensure!(answer.log.starts_with(&head), "{}", answer.log);
    ensure!(answer.log.contains("] with gas used: '") && answer.log.ends_with("': unknown request"), "{}", answer.log);
    let mut draft = target.draft(&user, vec![send(&user, &user.address, 1, "uusdc")]).await?;
    // The fee's size is not looked at, whether it can be paid is.
    draft.gas = 1;
    ensure!(target.simulate(&draft, &user).await?.code == 0);
    draft.fee = vec![berth_chain_tests::coin(9_000_000, "stake")];
    let answer = target.simulate(&draft, &user).await?;
    ensure!(answer.code == 6 && answer.log.contains("spendable balance 1000000stake is smaller"), "{answer:?}");
    Ok(Verdict::Passed)
}
