//! The text of a stack file.

use std::fmt::{self, Write};

use crate::sdl::plan::{Compute, Group, Infrastructure, Plan, Workload};
use crate::sdl::{Dropped, Options};
use crate::{Connection, Source};

/// The whole file, with what was dropped on top.
pub(crate) fn stack_file(plan: &Plan, options: &Options, dropped: &[Dropped]) -> String {
    let mut file = File(String::new());
    file.head(options, dropped);
    file.put(format_args!("\ninfrastructure:\n"));
    plan.infrastructure.iter().for_each(|one| file.infrastructure(one, options));
    file.put(format_args!("\nmanifest:\n  workloads:\n"));
    plan.workloads.iter().for_each(|one| file.workload(one));
    file.0
}

struct File(String);

impl File {
    fn put(&mut self, more: fmt::Arguments<'_>) {
        self.0.push_str(&more.to_string());
    }

    fn head(&mut self, options: &Options, dropped: &[Dropped]) {
        let Options { coin, rates, block_time, fund_for, wait, .. } = options;
        let rates: Vec<String> = rates.iter().map(ToString::to_string).collect();
        self.put(format_args!("# Imported from an SDL 2.0 file: prices by {}, ", rates.join(" and ")));
        self.put(format_args!("one block each {block_time} s, 30 days a month.\n"));
        if !dropped.is_empty() {
            self.put(format_args!("#\n# Of that file:\n"));
        }
        dropped.iter().for_each(|one| self.put(format_args!("#   {}\n", plain(&one.to_string()))));
        self.put(format_args!("stack: 1\n\n"));
        let (name, display) = (quoted(&coin.name), quoted(&coin.display));
        self.put(format_args!("denom: {{name: {name}, display: {display}, exponent: {}}}\n", coin.exponent));
        self.put(format_args!("wait: {{seconds: {wait}}}\nfund_for: {fund_for}\n"));
    }

    fn infrastructure(&mut self, one: &Infrastructure, options: &Options) {
        self.put(format_args!("  {}:\n", one.name));
        if let Some(region) = &one.region {
            self.put(format_args!("    region: {}\n", quoted(region)));
        }
        if !one.attributes.is_empty() {
            self.put(format_args!("    attributes:\n"));
        }
        for (key, value) in &one.attributes {
            self.put(format_args!("      {}: {}\n", quoted(key), quoted(value)));
        }
        if options.persist {
            self.put(format_args!("    persist: true\n"));
        }
        if let Some(notice) = one.notice {
            self.put(format_args!("    notice: {notice}s\n"));
        }
        self.put(format_args!("    resources:\n"));
        for Group { profile, count, compute, price } in &one.groups {
            self.put(format_args!("      # {}\n      - count: {count}\n", plain(profile)));
            self.put(format_args!("        compute: {}\n", Shown(compute)));
            self.put(format_args!("        price: {{{}: {price}}}\n", Group::PERIOD));
            self.put(format_args!("        collateral: {}\n", options.collateral));
        }
    }

    fn workload(&mut self, one: &Workload) {
        self.put(format_args!("    {}:\n", one.name));
        self.put(format_args!("      container: {}\n", quoted(&one.container)));
        self.put(format_args!("      compute: {}\n", Shown(&one.compute)));
        self.put(format_args!("      count: {}\n", one.count));
        self.put(format_args!("      placement: [{}]\n", one.placement.join(", ")));
        self.texts("command", &one.command);
        self.texts("args", &one.args);
        if !one.env.is_empty() {
            self.put(format_args!("      env:\n"));
        }
        for (name, value) in &one.env {
            self.put(format_args!("        {}: {}\n", quoted(name), quoted(value)));
        }
        if !one.connections.is_empty() {
            self.put(format_args!("      connections:\n"));
        }
        for Connection { port, from } in &one.connections {
            match from {
                Source::Global => self.put(format_args!("        - {{port: {port}, global: true}}\n")),
                Source::Workload(name) => self.put(format_args!("        - {{port: {port}, workload: {name}}}\n")),
                Source::Datacenter(name) => self.put(format_args!("        - {{port: {port}, datacenter: {name}}}\n")),
            }
        }
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.put(format_args!("      {key}:\n"));
        }
        texts.iter().for_each(|text| self.put(format_args!("        - {}\n", quoted(text))));
    }
}

/// A compute unit as a stack file has it.
struct Shown<'a>(&'a Compute);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Compute { cpu, memory, disk, gpu } = self.0;
        write!(f, "{{cpu: {cpu}m, memory: {}", Mebibytes(*memory))?;
        if *disk > 0 {
            write!(f, ", disk: {}", Mebibytes(*disk))?;
        }
        if let Some(gpu) = gpu {
            write!(f, ", gpu: {{count: {}, vendor: {}", gpu.count, quoted(&gpu.vendor))?;
            gpu.model.iter().try_for_each(|model| write!(f, ", model: {}", quoted(model)))?;
            gpu.memory.iter().try_for_each(|memory| write!(f, ", memory: {}", Mebibytes(*memory)))?;
            f.write_char('}')?;
        }
        f.write_char('}')
    }
}

/// A size in the largest unit in which it is whole.
struct Mebibytes(u32);

impl fmt::Display for Mebibytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("Ti", 1_048_576), ("Gi", 1_024)];
        let whole = units.iter().find(|(_, unit)| self.0 > 0 && self.0.is_multiple_of(*unit));
        match whole.and_then(|(name, unit)| Some((name, self.0.checked_div(*unit)?))) {
            Some((name, count)) => write!(f, "{count}{name}"),
            None => write!(f, "{}Mi", self.0),
        }
    }
}

/// A text as YAML: plain if nobody could take it for anything else, in quotes if not.
fn quoted(text: &str) -> String {
    let inner = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inner);
    if is_plain && !text.eq_ignore_ascii_case("null") {
        return text.to_owned();
    }
    let mut all = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => all.extend(['\\', c]),
            '\n' => all.push_str("\\n"),
            '\t' => all.push_str("\\t"),
            ' '..='~' => all.push(c),
            // What stands beyond ASCII may be a line break to YAML, or a control character to a terminal.
            c => all.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    all.push('"');
    all
}

/// A stranger's text in a comment: on one line, whatever is in it.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}
