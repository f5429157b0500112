//! Every field of every message at values that nobody should send.

use berth_api::{Call, Role};
use berth_contract_kit::Who;
use berth_tests::cast::cast;
use berth_tests::messages::{Sample, samples};
use berth_tests::outcome::outcome;
use cosmwasm_std::from_json;
use serde_json::{Value, json};

/// What takes the place of a value.
fn extremes(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(_) => vec![json!(0), json!(1), json!(u32::MAX), json!(u64::MAX)],
        Value::String(text) if text.parse::<f64>().is_ok() => {
            let all = [
                String::from("0"),
                "0.000000000000000001".into(),
                u128::MAX.to_string(),
                "340282366920938463463.374607431768211455".into(),
            ];
            all.map(Value::String).into()
        }
        Value::String(text) => {
            let all = [
                String::new(),
                "x".repeat(300),
                text.to_uppercase(),
                format!("{text}\u{0}"),
                "1.1.1".into(),
                "4294967295.4294967295.4294967295".into(),
            ];
            all.map(Value::String).into()
        }
        Value::Bool(value) => vec![json!(!value)],
        Value::Array(values) => {
            let doubled = [values.clone(), values.clone()].concat();
            let many = values.first().map(|first| vec![first.clone(); 300]).unwrap_or_default();
            vec![json!([]), Value::Array(doubled), Value::Array(many)]
        }
        Value::Null | Value::Object(_) => vec![],
    }
}

/// The message with one value replaced, in every way.
fn variants(value: &Value) -> Vec<Value> {
    let mut found = extremes(value);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                found.extend(variants(field).into_iter().map(|changed| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    Value::Object(fields)
                }));
            }
        }
        Value::Array(values) => {
            for (index, element) in values.iter().enumerate() {
                found.extend(variants(element).into_iter().map(|changed| {
                    let mut values = values.clone();
                    values[index] = changed;
                    Value::Array(values)
                }));
            }
        }
        _ => {}
    }
    found
}

/// As the contract reads it; what is no message at all is refused before any of its code runs.
fn read(role: Role, message: &Value) -> Option<Call> {
    let text = message.to_string();
    match role {
        Role::ProviderRegistry => from_json(text).ok().map(Call::ProviderRegistry),
        Role::Escrow => from_json(text).ok().map(Call::Escrow),
        Role::Market => from_json(text).ok().map(Call::Market),
        Role::Deployment => from_json(text).ok().map(Call::Deployment),
    }
}

/// S39, S40: no value of any field makes a contract panic; what is refused says so with a code, what is not leaves every
/// invariant as it was.
#[test]
fn no_value_of_any_field_is_too_much() {
    let mut cast = cast();
    let (mut sent, mut accepted) = (0, 0);
    let from_outside = |sample: &Sample| !matches!(sample.rule().who, Who::Contract(_));
    for sample in samples(&cast).iter().filter(|sample| from_outside(sample)) {
        let message: Value = from_json(sample.call.to_binary().unwrap()).unwrap();
        for changed in variants(&message) {
            let Some(call) = read(sample.call.role(), &changed) else { continue };
            sample.prepare(&mut cast);
            let result = cast.send(sample.sender, call, &sample.funds);
            sent += 1;
            match outcome(&result).as_str() {
                "ok" => {
                    accepted += 1;
                    cast.stage.sandbox.check().unwrap();
                }
                code => assert!(code.contains('/'), "{}: {changed}: {result:?}", sample.name()),
            }
        }
    }
    assert!(sent > 400 && accepted > 100, "{sent} sent, {accepted} accepted");
}
