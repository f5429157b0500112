//! Tables of what is to be compared.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table, TableComponent};

use crate::demo::record::{BookOrder, LeaseRow};
use crate::demo::tell::text::Terms;

/// An empty table with these columns; those in `right` are aligned to the right.
pub fn table<const N: usize>(columns: [&str; N], right: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_header(columns);
    // A rule under the header, and nothing else: a plain terminal has few lines.
    for rule in [TableComponent::HeaderLines, TableComponent::MiddleHeaderIntersections] {
        table.set_style(rule, '─');
    }
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A table under its title, moved in a little.
pub fn titled(title: &str, table: &Table) -> String {
    let lines = table.lines().map(|line| format!("  {}", line.trim_end()));
    std::iter::once(format!("  {title}")).chain(lines).collect::<Vec<_>>().join("\n")
}

/// Numbers one below the other: filled up on the right so that their points stand in one column.
pub fn aligned(numbers: &[String]) -> Vec<String> {
    let fraction = |number: &String| number.split_once('.').map_or(0, |(_, fraction)| fraction.len() + 1);
    let widest = numbers.iter().map(fraction).max().unwrap_or_default();
    numbers.iter().map(|number| format!("{number}{}", " ".repeat(widest - fraction(number)))).collect()
}

/// The order book at the moment of the match.
pub fn book(orders: &[BookOrder], terms: &Terms) -> String {
    let month = format!("{} a month", terms.currency.symbol);
    let mut table = table(["order", "for", "place", "bid of", &month, ""], &[2, 4]);
    let prices = orders.iter().flat_map(|order| &order.bids).map(|bid| terms.currency.per_month(bid.price));
    let mut prices = aligned(&prices.collect::<Vec<_>>()).into_iter();
    for order in orders {
        let mut names = [order.order.to_string(), order.infrastructure.clone()];
        for (bid, place) in order.bids.iter().zip(1..) {
            // An order's name stands once.
            let [order, infrastructure] = std::mem::take(&mut names);
            let wins = if place == 1 { "wins" } else { "" }.to_owned();
            let price = prices.next().unwrap_or_default();
            table.add_row([order, infrastructure, place.to_string(), bid.provider.clone(), price, wins]);
        }
    }
    titled("THE ORDER BOOK, cheapest first; of equal prices the earlier one", &table)
}

/// Leases that begin.
pub fn leases(leases: &[LeaseRow], terms: &Terms) -> String {
    let columns = ["lease", "for", "provider", "price", "interest", "together", "collateral", "confirm by"];
    let mut table = table(columns, &[3, 4, 5, 6, 7]);
    let column = |rate: fn(&LeaseRow) -> cosmwasm_std::Uint128| {
        aligned(&leases.iter().map(|lease| terms.currency.per_month(rate(lease))).collect::<Vec<_>>()).into_iter()
    };
    let mut price = column(|lease| lease.price);
    let mut interest = column(|lease| lease.interest);
    let mut rate = column(|lease| lease.rate);
    for lease in leases {
        let mut row = vec![lease.lease.to_string(), lease.infrastructure.clone(), lease.provider.clone()];
        row.extend([&mut price, &mut interest, &mut rate].map(|column| column.next().unwrap_or_default()));
        row.extend([terms.currency.short(lease.collateral), format!("block {}", lease.due_block)]);
        table.add_row(row);
    }
    titled(&format!("LEASES THAT BEGIN, {} a month; the interest is on the collateral", terms.currency.symbol), &table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_in_one_column() {
        let numbers = ["1.5", "22.25", "7"].map(str::to_owned);
        assert_eq!(aligned(&numbers), ["1.5 ", "22.25", "7   "]);
    }
}
