//! The last screen: the reckoning.

use comfy_table::Cell;
use cosmwasm_std::Int256;

use crate::demo::record::Reckoning;
use crate::demo::tell::tables::{table, titled};
use crate::demo::tell::text::{Terms, WIDTH, wrapped};

/// Who owned what, who owns what, and why. Every column of changes adds up to nothing.
pub fn reckoning(reckoning: &Reckoning, terms: &Terms) -> String {
    let columns = ["who", "before", "lease pay", "fee", "tips", "collateral", "change", "after"];
    let mut table = table(columns, &[1, 2, 3, 4, 5, 6, 7]);
    for row in &reckoning.parties {
        let signed = |amount: Int256| Cell::new(terms.currency.signed(amount));
        table.add_row([
            Cell::new(&row.name),
            Cell::new(terms.currency.exact(row.before)),
            signed(row.flows.pay),
            signed(row.flows.fees),
            signed(row.flows.tips),
            signed(row.flows.collateral),
            signed(row.change),
            Cell::new(terms.currency.exact(row.after)),
        ]);
    }
    let sum = |amount: fn(&crate::demo::record::ReckoningRow) -> Int256| {
        let sum = reckoning.parties.iter().map(amount).fold(Int256::zero(), |sum, one| sum + one);
        Cell::new(if sum.is_zero() { "0".to_owned() } else { terms.currency.signed(sum) })
    };
    table.add_row([
        Cell::new("together"),
        Cell::new(terms.currency.exact(reckoning.total_before)),
        sum(|row| row.flows.pay),
        sum(|row| row.flows.fees),
        sum(|row| row.flows.tips),
        sum(|row| row.flows.collateral),
        sum(|row| row.change),
        Cell::new(terms.currency.exact(reckoning.total_after)),
    ]);
    let title = format!("THE RECKONING, in {}; all decimals, so exact", terms.currency.symbol);
    let table = titled(&title, &table);
    let escrow = format!("escrow still holds {}", terms.coins(reckoning.escrow));
    let refund = format!(
        "Of the {} that the tenant paid in, {} came back; {escrow}.",
        terms.coins(reckoning.deposited),
        terms.coins(reckoning.refunded)
    );
    format!("{table}\n  {refund}")
}

/// How it came out.
pub fn end(facts: &[String], missing: &[String]) -> String {
    let list = |title: &str, items: &[String]| {
        let lines = items.iter().flat_map(|item| {
            let lines =
                wrapped(item, WIDTH - 4).into_iter().zip(std::iter::once("  - ").chain(std::iter::repeat("    ")));
            lines.map(|(line, indent)| format!("{indent}{line}\n")).collect::<Vec<_>>()
        });
        if items.is_empty() { String::new() } else { format!("{title}\n{}", lines.collect::<String>()) }
    };
    let good = list("WHAT HAPPENED", facts);
    if missing.is_empty() { format!("{good}\nAll accounted for.\n") } else { good + &list("WHAT IS MISSING", missing) }
}
