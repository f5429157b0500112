//! Tables of what is to be compared.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};

use crate::demo::record::{BookOrder, LeaseRow};
use crate::demo::tell::text::Terms;

/// An empty table with these columns; those in `right` are aligned to the right.
pub fn table<const N: usize>(columns: [&str; N], right: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(columns);
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A table under its title, moved in a little.
pub fn titled(title: &str, table: &Table) -> String {
    let lines = table.lines().map(|line| format!("  {line}"));
    std::iter::once(format!("  {title}")).chain(lines).collect::<Vec<_>>().join("\n")
}

/// The order book at the moment of the match.
pub fn book(orders: &[BookOrder], terms: &Terms) -> String {
    let month = format!("{} a month", terms.currency.symbol);
    let mut table = table(["order", "for", "place", "bid of", &month, ""], &[2, 4]);
    for order in orders {
        let mut names = [order.order.to_string(), order.infrastructure.clone()];
        for (bid, place) in order.bids.iter().zip(1..) {
            let [order, infrastructure] = std::mem::take(&mut names);
            let wins = if place == 1 { "wins" } else { "" };
            let price = terms.currency.per_month(bid.price);
            table.add_row([order, infrastructure, place.to_string(), bid.provider.clone(), price, wins.to_owned()]);
        }
    }
    titled("THE ORDER BOOK, cheapest first; equal prices: whoever came first", &table)
}

/// Leases that begin.
pub fn leases(leases: &[LeaseRow], terms: &Terms) -> String {
    let columns = ["lease", "for", "provider", "price", "interest", "together", "collateral", "confirm by"];
    let mut table = table(columns, &[3, 4, 5, 6, 7]);
    for lease in leases {
        let month = |rate| Cell::new(terms.currency.per_month(rate));
        table.add_row([
            Cell::new(lease.lease),
            Cell::new(&lease.infrastructure),
            Cell::new(&lease.provider),
            month(lease.price),
            month(lease.interest),
            month(lease.rate),
            Cell::new(terms.currency.short(lease.collateral)),
            Cell::new(format!("block {}", lease.due_block)),
        ]);
    }
    titled(&format!("LEASES THAT BEGIN, {} a month; interest is on the collateral", terms.currency.symbol), &table)
}
