//! The first screen: what the tenant wants, and who is there.

use berth_domain::{ComputeUnit, ResourceGroup, WaitDuration};

use crate::demo::opening::NOTICE;
use crate::demo::record::{DatacenterRow, InfrastructureRow, PartyRow, Setup};
use crate::demo::tell::tables::{table, titled};
use crate::demo::tell::text::{Terms, WIDTH, wrapped};

/// The setup as text.
pub fn opening(setup: &Setup, terms: &Terms) -> String {
    let node = if setup.embedded { "embedded " } else { "" };
    let head = format!(
        "BERTH DEMO: leases lived, broken, changed, starved and left, every coin accounted for. Chain {}, by its {node}node at \
         {}; the four contracts were made there in one transaction; at most {} blocks; seed {}. Prices are in {} a month of 30 \
         days.",
        setup.chain, setup.node, setup.blocks, setup.seed, setup.currency.symbol
    );
    let parts = [wrapped(&head, WIDTH).join("\n"), stack(setup, terms), parties(setup, terms), rules(setup, terms)];
    parts.join("\n\n") + "\n"
}

fn stack(setup: &Setup, terms: &Terms) -> String {
    let mut table = table(["infrastructure", "where", "resources", "at most", "collateral", "persist"], &[3, 4]);
    for InfrastructureRow { infrastructure, price, collateral, .. } in &setup.infrastructure {
        let groups: Vec<String> = infrastructure.resources.iter().map(group).collect();
        let place = if infrastructure.region.is_empty() { "anywhere" } else { &infrastructure.region };
        let persist = if infrastructure.persist { "yes" } else { "no" };
        table.add_row([
            infrastructure.name.clone(),
            place.to_owned(),
            groups.join("\n"),
            terms.currency.per_month(*price),
            terms.currency.short(*collateral),
            persist.to_owned(),
        ]);
    }
    let roundings = setup.roundings.iter().flat_map(|rounding| wrapped(rounding, WIDTH - 2));
    let lines: Vec<String> = roundings.map(|line| format!("  {line}\n")).collect();
    let wants = titled(&format!("WHAT THE TENANT WANTS, from {}", setup.stack), &table);
    format!("{wants}\n\n  ITS PRICES PER SECOND, rounded down in its favour\n{}", lines.concat().trim_end())
}

fn group(group: &ResourceGroup) -> String {
    let ComputeUnit { cpu, memory, disk, gpu, .. } = &group.compute;
    let mut parts = vec![format!("{} cpu", parts(*cpu, 1_000)), format!("{} GiB", parts(*memory, 1_024))];
    if *disk > 0 {
        parts.push(format!("{} GiB disk", self::parts(*disk, 1_024)));
    }
    if let Some(gpu) = gpu {
        let model = gpu.model.as_deref().unwrap_or("any model");
        parts.push(format!("{} {} {model}", gpu.count, gpu.vendor));
    }
    format!("{} x {}", group.count, parts.join(", "))
}

/// `quantity` of `whole` parts, with as many decimals as it takes, three at most.
fn parts(quantity: u32, whole: u32) -> String {
    let thousandths = (u64::from(quantity) * 1_000).div_ceil(u64::from(whole));
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn parties(setup: &Setup, terms: &Terms) -> String {
    let gpus: Vec<String> =
        setup.parties.iter().filter_map(|party| party.datacenter.as_ref()).flat_map(models).collect();
    let title = if gpus.is_empty() { String::new() } else { "per GPU".to_owned() };
    let mut table = table(
        ["who", "owns", "where", "per cpu", "per GiB", "per GiB disk", "per Mbit/s", title.as_str()],
        &[1, 3, 4, 5, 6],
    );
    for PartyRow { name, purse, datacenter, .. } in &setup.parties {
        let mut row = vec![name.clone(), terms.currency.short(*purse)];
        row.extend(datacenter.iter().flat_map(|datacenter| prices(datacenter, terms)));
        table.add_row(row);
    }
    if gpus.is_empty()
        && let Some(column) = table.column_mut(7)
    {
        column.set_constraint(comfy_table::ColumnConstraint::Hidden);
    }
    titled("WHO TAKES PART, with the price sheets of the providers", &table)
}

fn models(datacenter: &DatacenterRow) -> Vec<String> {
    datacenter.config.sheets.iter().flat_map(|sheet| &sheet.gpus).map(|gpu| gpu.model.clone()).collect()
}

fn prices(datacenter: &DatacenterRow, terms: &Terms) -> Vec<String> {
    let mut row = vec![datacenter.region.clone()];
    for sheet in &datacenter.config.sheets {
        let month = |price: cosmwasm_std::Decimal| terms.currency.per_month(price.atomics());
        row.extend([sheet.cpu, sheet.memory, sheet.disk, sheet.bandwidth].map(month));
        let gpus: Vec<String> = sheet.gpus.iter().map(|gpu| format!("{} {}", month(gpu.price), gpu.model)).collect();
        row.push(gpus.join("\n"));
    }
    row
}

fn rules(setup: &Setup, terms: &Terms) -> String {
    let rules = &setup.terms;
    let wait = |wait: WaitDuration| match wait {
        WaitDuration::Blocks(blocks) => format!("{blocks} blocks"),
        WaitDuration::Seconds(seconds) => format!("{seconds} seconds"),
    };
    let mut waits = wait(setup.wait);
    if setup.wait != setup.stack_wait {
        waits = format!("{waits} (the stack says {}; the demo is in a hurry)", wait(setup.stack_wait));
    }
    let percent = |share: cosmwasm_std::Decimal| (share * cosmwasm_std::Decimal::percent(10_000)).to_string();
    let text = format!(
        "THE RULES: an order takes bids for {waits}, then the lowest wins. A lease is confirmed at least every {} blocks, or it \
         is stale. The protocol takes {} % of the price; collateral earns {} % a year; a keeper gets {} for a match, {} for \
         a stale lease, {} for an unfunded one. An account must cover {} seconds. A provider that leaves gives {NOTICE} seconds' notice (the stack says {}).",
        rules.reconfirmation_period,
        percent(rules.take_rate),
        percent(rules.interest_rate),
        terms.currency.short(rules.match_tip),
        terms.currency.short(rules.stale_tip),
        terms.currency.short(rules.close_tip),
        rules.min_runway,
        if setup.stack_notice == 0 { "none".to_owned() } else { setup.stack_notice.to_string() },
    );
    wrapped(&text, WIDTH - 2).into_iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
