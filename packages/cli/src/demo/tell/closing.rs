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
    let title = format!("THE RECKONING, in {} to the last {}", terms.currency.symbol, terms.currency.denom);
    [titled(&title, &table), checks(reckoning, terms)].join("\n\n")
}

/// What was checked, each with how it came out.
fn checks(reckoning: &Reckoning, terms: &Terms) -> String {
    let amount = |amount| format!("{amount} {}", terms.currency.denom);
    let explained = reckoning.parties.iter().all(|row| row.flows.total() == row.change);
    let rows = [
        ("escrow holds", amount(reckoning.escrow), reckoning.escrow.is_zero()),
        ("all balances together, before", amount(reckoning.total_before), true),
        (
            "all balances together, after",
            amount(reckoning.total_after),
            reckoning.total_before == reckoning.total_after,
        ),
        ("each change explained by the events of escrow", String::new(), explained),
        ("escrow has what it owes, by its own books", String::new(), reckoning.solvent),
        ("messages carried out", format!("{} in {} transactions", reckoning.messages, reckoning.transactions), true),
        ("transactions that failed", reckoning.failed.to_string(), true),
        ("gas of all transactions", reckoning.gas.to_string(), true),
    ];
    let row = |(what, figure, good): (&str, String, bool)| {
        let good = if good { "ok" } else { "WRONG" };
        format!("  {what:<47}{figure:>28}  {good}")
    };
    rows.map(row).join("\n")
}

/// How it came out, and what to do next.
pub fn end(facts: &[String], missing: &[String]) -> String {
    let good = list("  WHAT HAPPENED", facts);
    if missing.is_empty() { format!("{good}{NEXT}") } else { good + &list("  WHAT IS MISSING", missing) }
}

const NEXT: &str = "
  Next: --seed 2 has other prices, --stack FILE takes a stack of yours, --json is for programs.
";

fn list(title: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let bullets = || std::iter::once("  - ").chain(std::iter::repeat("    "));
    let lines = items.iter().flat_map(|item| wrapped(item, WIDTH - 4).into_iter().zip(bullets()));
    let lines: String = lines.map(|(line, indent)| format!("{indent}{line}\n")).collect();
    format!("{title}\n{lines}")
}
