//! The manifest's canonical encoding, and the hash over it.

use std::collections::BTreeMap;

use berth_domain::ComputeUnit;
use cosmwasm_std::HexBinary;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Connection, Manifest, Source, Workload};

impl Manifest {
    /// The one JSON text of this manifest: every key there, defaults spelled out, keys and sets sorted, no whitespace
    /// (RFC 8785). Everybody who holds the same manifest writes the same bytes.
    pub fn canonical_json(&self) -> String {
        let workloads: Object = self.workloads.iter().map(|(name, workload)| (name.clone(), of(workload))).collect();
        text(&json!({ "stack": 1, "workloads": workloads }))
    }

    /// The SHA-256 of [`Manifest::canonical_json`].
    pub fn hash(&self) -> HexBinary {
        HexBinary::from(<[u8; 32]>::from(Sha256::digest(self.canonical_json())))
    }
}

type Object = BTreeMap<String, Value>;

fn of(workload: &Workload) -> Value {
    let Workload { container, compute, count, placement, command, args, env, connections } = workload;
    json!({
        "args": args,
        "command": command,
        "compute": compute_of(compute),
        "connections": connections.iter().map(connection_of).collect::<Vec<_>>(),
        "container": container,
        "count": count,
        "env": env,
        "placement": placement,
    })
}

fn compute_of(compute: &ComputeUnit) -> Value {
    let ComputeUnit { cpu, memory, disk, bandwidth, gpu } = compute;
    let gpu = gpu.as_ref().map(|gpu| {
        let berth_domain::Gpu { count, vendor, model, memory } = gpu;
        json!({ "count": count, "memory": memory, "model": model, "vendor": vendor })
    });
    json!({ "bandwidth": bandwidth, "cpu": cpu, "disk": disk, "gpu": gpu, "memory": memory })
}

fn connection_of(connection: &Connection) -> Value {
    let Connection { port, from } = connection;
    let (workload, datacenter, global) = match from {
        Source::Workload(name) => (Some(name), None, false),
        Source::Datacenter(name) => (None, Some(name), false),
        Source::Global => (None, None, true),
    };
    json!({ "datacenter": datacenter, "global": global, "port": port, "workload": workload })
}

/// Keys are sorted here and not left to the JSON library, whose order depends on how it was built.
fn text(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let fields = sorted.into_iter().map(|(key, value)| {
                let key = Value::String(key.clone());
                format!("{key}:{}", text(value))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(",")),
        scalar => scalar.to_string(),
    }
}
