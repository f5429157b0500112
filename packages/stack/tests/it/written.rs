//! Manifests at random, and files that say the same in different ways.

use std::collections::{BTreeMap, BTreeSet};

use berth_domain::{ComputeUnit, Gpu};
use berth_stack::{Connection, Manifest, Source, Workload};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Where the workloads of [`manifest`] run: there is room for all of them.
const SITES: [&str; 2] = ["north", "south"];
const NAMES: [&str; 4] = ["a", "b-1", "cc", "zebra"];

fn compute() -> impl Strategy<Value = ComputeUnit> {
    let gpu = (1..4_u32, option::of(Just("a100".to_owned())), option::of(1..100_u32))
        .prop_map(|(count, model, memory)| Gpu { count, vendor: "nvidia".into(), model, memory });
    (1..100_u32, 1..100_u32, 0..100_u32, 0..100_u32, option::of(gpu))
        .prop_map(|(cpu, memory, disk, bandwidth, gpu)| ComputeUnit { cpu, memory, disk, bandwidth, gpu })
}

/// Text with all that a writer must take care of.
fn text() -> impl Strategy<Value = String> {
    "[a-z0-9 :#'\"\\\\,{}\\[\\]&*!|>%@`~\n\t\u{e9}\u{4e2d}\u{1f600}-]{0,12}"
}

fn connection() -> impl Strategy<Value = Connection> {
    let name = |names: &'static [&str]| prop::sample::select(names).prop_map(str::to_owned);
    let from = prop_oneof![
        Just(Source::Global),
        name(&SITES).prop_map(Source::Datacenter),
        // There is always a workload of this name.
        name(&NAMES[..1]).prop_map(Source::Workload),
    ];
    (1..=u16::MAX, from).prop_map(|(port, from)| Connection { port, from })
}

fn workload() -> impl Strategy<Value = Workload> {
    let env = btree_map("[A-Za-z_][A-Za-z0-9_]{0,5}", text(), 0..4);
    let placement = btree_set(prop::sample::select(&SITES[..]).prop_map(str::to_owned), 1..=2);
    let lists = (vec(text(), 0..3), vec(text(), 0..3));
    ("[a-z]{1,9}", compute(), 1..9_u32, placement, lists, env, btree_set(connection(), 0..4)).prop_map(
        |(container, compute, count, placement, (command, args), env, connections)| Workload {
            container,
            compute,
            count,
            placement,
            command,
            args,
            env,
            connections,
        },
    )
}

/// Any manifest that [`file`] can write.
pub fn manifest() -> impl Strategy<Value = Manifest> {
    let others = btree_map(prop::sample::select(&NAMES[1..]).prop_map(str::to_owned), workload(), 0..3);
    (workload(), others).prop_map(|(first, mut workloads)| {
        workloads.insert(NAMES[0].to_owned(), first);
        Manifest { workloads }
    })
}

/// Enough for choices of style.
pub struct Dice(pub u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}

/// A stack file with this manifest, in an order and a style that the dice decide.
pub fn file(manifest: &Manifest, dice: &mut Dice) -> String {
    let room = json!({
        "compute": {
            "cpu": 1000, "memory": "1Ti", "disk": "1Ti", "bandwidth": 100_000,
            "gpu": { "count": 1000, "vendor": "nvidia", "model": "a100", "memory": "80Gi" },
        },
        "price": { "hour": 1 },
        "collateral": 1,
    });
    let sites: BTreeMap<_, _> = SITES.iter().map(|name| (name, json!({ "resources": [room] }))).collect();
    let workloads: BTreeMap<_, _> =
        manifest.workloads.iter().map(|(name, workload)| (name, section(workload, dice))).collect();
    let file = json!({
        "stack": 1,
        "denom": { "name": "uusdc", "display": "USDC", "exponent": 6 },
        "wait": { "blocks": 3 },
        "deposit": 5,
        "infrastructure": sites,
        "manifest": { "workloads": workloads },
    });
    let mut text = String::new();
    block(&file, 0, dice, &mut text);
    text
}

fn section(workload: &Workload, dice: &mut Dice) -> Value {
    let Workload { container, compute, count, placement, command, args, env, connections } = workload;
    let mut placement: Vec<_> = placement.iter().collect();
    dice.shuffle(&mut placement);
    let mut connections: Vec<_> = connections
        .iter()
        .map(|Connection { port, from }| match from {
            Source::Workload(name) => json!({ "port": port, "workload": name }),
            Source::Datacenter(name) => json!({ "port": port, "datacenter": name }),
            Source::Global => json!({ "port": port, "global": true }),
        })
        .collect();
    dice.shuffle(&mut connections);
    let mut unit = json!({
        "cpu": format!("{}m", compute.cpu),
        "memory": format!("{}Mi", compute.memory),
        "disk": format!("{}Mi", compute.disk),
        "bandwidth": compute.bandwidth,
    });
    if let Some(Gpu { count, vendor, model, memory }) = &compute.gpu {
        let mut gpu = json!({ "count": count, "vendor": vendor });
        if let Some(model) = model {
            gpu["model"] = json!(model);
        }
        if let Some(memory) = memory {
            gpu["memory"] = json!(format!("{memory}Mi"));
        }
        unit["gpu"] = gpu;
    }
    let mut section = json!({ "container": container, "compute": unit, "placement": placement });
    // What is the default may be left out.
    let optional = [
        ("count", json!(count), *count == 1),
        ("command", json!(command), command.is_empty()),
        ("args", json!(args), args.is_empty()),
        ("env", json!(env), env.is_empty()),
        ("connections", json!(connections), connections.is_empty()),
    ];
    for (key, value, is_default) in optional {
        if !is_default || dice.below(2) == 0 {
            section[key] = value;
        }
    }
    section
}

/// In block style, except where the dice want it on one line.
fn block(value: &Value, indent: usize, dice: &mut Dice, out: &mut String) {
    let margin = " ".repeat(indent);
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let mut fields: Vec<_> = fields.iter().collect();
            dice.shuffle(&mut fields);
            for (key, value) in fields {
                if dice.below(5) == 0 {
                    out.push_str(&format!("\n{margin}# A remark: {{}}\n"));
                }
                let quote = ["", "'", "\""][dice.below(3)];
                out.push_str(&format!("{margin}{quote}{key}{quote}:"));
                below(value, indent, dice, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&format!("{margin}-"));
                below(item, indent, dice, out);
            }
        }
        other => out.push_str(&format!("{margin}{other}\n")),
    }
}

fn below(value: &Value, indent: usize, dice: &mut Dice, out: &mut String) {
    let is_nested = value.as_object().is_some_and(|fields| !fields.is_empty())
        || value.as_array().is_some_and(|items| !items.is_empty());
    if is_nested && dice.below(4) > 0 {
        out.push('\n');
        block(value, indent + 1 + dice.below(4), dice, out);
    } else {
        // JSON is YAML.
        out.push_str(&format!(" {value}{}\n", ["", " # Yes."][dice.below(2)]));
    }
}

/// The manifest of a canonical encoding.
pub fn decoded(text: &str) -> Manifest {
    let root: Value = serde_json::from_str(text).unwrap();
    assert_eq!(root["stack"], 1);
    let workloads = root["workloads"].as_object().unwrap();
    Manifest { workloads: workloads.iter().map(|(name, value)| (name.clone(), workload_of(value))).collect() }
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn workload_of(value: &Value) -> Workload {
    let connection = |value: &Value| {
        let from = match (&value["workload"], &value["datacenter"], &value["global"]) {
            (Value::String(name), Value::Null, Value::Bool(false)) => Source::Workload(name.clone()),
            (Value::Null, Value::String(name), Value::Bool(false)) => Source::Datacenter(name.clone()),
            (Value::Null, Value::Null, Value::Bool(true)) => Source::Global,
            other => panic!("{other:?}"),
        };
        Connection { port: u16::try_from(value["port"].as_u64().unwrap()).unwrap(), from }
    };
    let connections: BTreeSet<_> = value["connections"].as_array().unwrap().iter().map(connection).collect();
    let env = value["env"].as_object().unwrap();
    Workload {
        container: value["container"].as_str().unwrap().to_owned(),
        compute: serde_json::from_value(value["compute"].clone()).unwrap(),
        count: u32::try_from(value["count"].as_u64().unwrap()).unwrap(),
        placement: words(&value["placement"]).into_iter().collect(),
        command: words(&value["command"]),
        args: words(&value["args"]),
        env: env.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
        connections,
    }
}

/// Whether this JSON text has sorted keys and no whitespace outside of strings.
pub fn is_canonical(text: &str) -> bool {
    fn sorted(value: &Value) -> String {
        match value {
            Value::Object(fields) => {
                let fields: BTreeMap<_, _> = fields.iter().collect();
                let all = fields.iter().map(|(key, value)| format!("{}:{}", json!(key), sorted(value)));
                format!("{{{}}}", all.collect::<Vec<_>>().join(","))
            }
            Value::Array(items) => format!("[{}]", items.iter().map(sorted).collect::<Vec<_>>().join(",")),
            scalar => scalar.to_string(),
        }
    }
    sorted(&serde_json::from_str(text).unwrap()) == text
}
