//! The reckoning: every coin is somewhere, and everybody knows why.

use berth_client::Exchange;
use cosmwasm_std::{Int256, Uint128};

use crate::Failure;
use crate::currency::Currency;
use crate::demo::cast::Cast;
use crate::demo::record::{Reckoning, ReckoningRow, What};
use crate::demo::story::Verdict;
use crate::demo::watch::{Seen, Watch};

/// Tells who owns what and why, and how it all came out.
pub async fn reckon(
    watch: &mut Watch<'_>,
    exchange: &Exchange,
    cast: &Cast,
    currency: &Currency,
    deposited: Uint128,
    verdict: Verdict,
) -> Result<(), Failure> {
    let mut parties = vec![];
    for party in cast.parties() {
        let after = exchange.chain().balance(party.address.as_str(), &currency.denom).await?;
        parties.push(ReckoningRow {
            name: party.name.clone(),
            before: party.purse,
            flows: watch.ledger.of(&party.address),
            change: Int256::from(after) - Int256::from(party.purse),
            after,
        });
    }
    let escrow = exchange.chain().balance(&exchange.contracts().escrow, &currency.denom).await?;
    let Seen { messages, transactions, failed, gas } = watch.seen();
    let reckoning = Reckoning {
        total_before: parties.iter().map(|row| row.before).sum(),
        total_after: parties.iter().map(|row| row.after).sum::<Uint128>() + escrow,
        escrow,
        solvent: is_solvent(exchange, currency).await?,
        deposited,
        refunded: watch.ledger.refund,
        messages,
        transactions,
        failed,
        gas,
        parties,
    };
    let Verdict { facts, mut missing } = verdict;
    missing.extend(wrong(&reckoning, currency));
    let exit_code = u8::from(!missing.is_empty());
    let failure = missing.join("\n");
    watch.tell(What::Reckoning(reckoning))?;
    watch.tell(What::End { exit_code, facts, missing })?;
    if exit_code == 0 { Ok(()) } else { Err(Failure::Story(failure)) }
}

async fn is_solvent(exchange: &Exchange, currency: &Currency) -> Result<bool, Failure> {
    let books = exchange.escrow().solvency(&currency.denom).await?;
    Ok(books.held >= books.owed.into())
}

/// What does not add up.
fn wrong(reckoning: &Reckoning, currency: &Currency) -> Vec<String> {
    let mut wrong = vec![];
    if !reckoning.escrow.is_zero() {
        wrong.push(format!("escrow still holds {} {}", reckoning.escrow, currency.denom));
    }
    if reckoning.total_before != reckoning.total_after {
        let (before, after) = (reckoning.total_before, reckoning.total_after);
        wrong.push(format!("all balances together were {before} and are {after} {}", currency.denom));
    }
    if !reckoning.solvent {
        wrong.push("escrow does not have what it owes".to_owned());
    }
    for row in &reckoning.parties {
        let explained = row.flows.total();
        if explained != row.change {
            wrong.push(format!("{}'s balance changed by {}, of which {explained} is explained", row.name, row.change));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::ledger::Flows;

    fn row(name: &str, before: u128, pay: i128, after: u128) -> ReckoningRow {
        ReckoningRow {
            name: name.into(),
            before: Uint128::new(before),
            flows: Flows { pay: Int256::from(pay), ..Flows::default() },
            change: Int256::from(after) - Int256::from(before),
            after: Uint128::new(after),
        }
    }

    fn reckoning(escrow: u128, after: u128) -> Reckoning {
        Reckoning {
            parties: vec![row("tenant", 10, -4, 6), row("anchor", 5, 4, after)],
            escrow: Uint128::new(escrow),
            total_before: Uint128::new(15),
            total_after: Uint128::new(6 + after + escrow),
            deposited: Uint128::new(10),
            refunded: Uint128::new(6),
            solvent: true,
            messages: 1,
            transactions: 1,
            failed: 0,
            gas: 1,
        }
    }

    #[test]
    fn a_coin_that_stays_behind_or_goes_astray_is_noticed() {
        let currency = Currency { denom: "uusdc".into(), symbol: "USDC".into(), decimals: 6 };
        assert_eq!(wrong(&reckoning(0, 9), &currency), Vec::<String>::new());
        let kept = wrong(&reckoning(1, 8), &currency);
        assert_eq!(kept, ["escrow still holds 1 uusdc", "anchor's balance changed by 3, of which 4 is explained"]);
        let lost = wrong(&reckoning(0, 8), &currency);
        assert_eq!(lost[0], "all balances together were 15 and are 14 uusdc");
    }
}
