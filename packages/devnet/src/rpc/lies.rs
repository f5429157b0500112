//! How an endpoint turns a true answer into a lie.

use serde_json::{Value, json};

use crate::faults::Lie;

/// By how much a lying endpoint is behind every second time.
const BACK: u64 = 50;
/// The fields that name the chain.
const CHAIN: [&str; 2] = ["network", "chain_id"];
/// The fields that tell the latest height.
const HEIGHTS: [&str; 3] = ["latest_block_height", "last_block_height", "height"];

/// The answer that it sends instead. `turn` counts its answers.
pub fn twist(answer: String, lie: Lie, turn: u64) -> String {
    if lie == Lie::Garbage {
        return "<html><body>502 Bad Gateway</body></html>".to_owned();
    }
    let Ok(mut value) = serde_json::from_str::<Value>(&answer) else { return answer };
    walk(&mut value, &|name, field| match lie {
        Lie::ChainId if CHAIN.contains(&name) => *field = json!("liar-1"),
        Lie::Backwards if turn.is_multiple_of(2) && HEIGHTS.contains(&name) => back(field),
        Lie::Types if HEIGHTS.contains(&name) => *field = json!({"is": field.clone()}),
        Lie::Types if field.is_array() => *field = json!(7),
        _ => {}
    });
    value.to_string()
}

fn back(field: &mut Value) {
    if let Some(height) = field.as_str().and_then(|text| text.parse::<u64>().ok()) {
        *field = height.saturating_sub(BACK).max(1).to_string().into();
    }
}

/// Every field of every object, the inner ones first.
fn walk(value: &mut Value, change: &impl Fn(&str, &mut Value)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| walk(item, change)),
        Value::Object(fields) => {
            for (name, field) in fields {
                walk(field, change);
                change(name, field);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = r#"{"result":{"node_info":{"network":"berth-1"},"sync_info":{"latest_block_height":"70"}}}"#;

    #[test]
    fn each_lie_is_another() {
        assert!(serde_json::from_str::<Value>(&twist(STATUS.into(), Lie::Garbage, 0)).is_err());
        assert!(twist(STATUS.into(), Lie::ChainId, 0).contains("liar-1"));
        assert!(twist(STATUS.into(), Lie::Backwards, 0).contains("\"20\""));
        assert!(twist(STATUS.into(), Lie::Backwards, 1).contains("\"70\""));
        assert!(twist(STATUS.into(), Lie::Types, 0).contains(r#"{"is":"70"}"#));
    }
}
