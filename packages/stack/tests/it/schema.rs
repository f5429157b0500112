//! The published schema. `UPDATE_SCHEMA=1 cargo test -p berth-stack` writes it.

use granit_parser::{Event, Parser, ScalarStyle};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::example;

#[test]
fn the_published_schema_is_current() {
    let file = example::root().join("schema/stack.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&berth_stack::schema()).unwrap() + "\n").unwrap();
    }
    let published = std::fs::read_to_string(&file).unwrap_or_default();
    let published: Value = serde_json::from_str(&published).unwrap_or_default();
    assert!(published == berth_stack::schema(), "{} is out of date: run with UPDATE_SCHEMA=1", file.display());
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&berth_stack::schema()).unwrap()
}

#[test]
fn the_examples_are_valid() {
    for name in example::NAMES {
        let value = as_json(&example::text(name));
        let errors: Vec<_> = validator().iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn what_the_reader_refuses_for_its_form_the_schema_refuses_too() {
    let edits = [
        ("stack: 1", "stack: 2"),
        ("fund_for: 30d", "fund_for: 30"),
        ("fund_for: 30d", "fund_for: 30d\ndeposit: 1"),
        ("fund_for: 30d\n", ""),
        ("{seconds: 600}", "{minutes: 10}"),
        ("{seconds: 600}", "{}"),
        ("memory: 2Gi", "memory: 2GB"),
        ("cpu: 0.5", "cpu: half"),
        ("persist: true", "persist: yes"),
        ("persist: true", "notice: 30"),
        ("persist: true", "signed_by: [a]"),
        ("persist: true", "signed_by: {none_of: [a]}"),
        ("persist: true", "min_stake: 1.5"),
        ("persist: true", "min_reputation: high"),
        ("month: 17.00", "year: 17.00"),
        ("month: 17.00", "month: '1e3'"),
        ("global: true", "global: true, workload: db"),
        ("placement: [web]", "placement: web"),
        ("exponent: 6", ""),
        ("display: USDC", "display: US DC"),
    ];
    let text = example::text("web");
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        let edited = text.replacen(from, to, 1);
        assert!(berth_stack::Stack::parse(&edited).is_err(), "the reader takes `{to}`");
        assert!(!validator().is_valid(&as_json(&edited)), "the schema takes `{to}`");
    }
}

/// As most programs read YAML: a plain scalar that looks like a number or a truth value is one.
fn as_json(text: &str) -> Value {
    let mut open: Vec<(Value, Option<String>)> = vec![];
    for event in Parser::new_from_str(text) {
        let done = match event.unwrap().0 {
            Event::Scalar(text, ScalarStyle::Plain, ..) => serde_json::from_str(&text).unwrap_or_else(|_| json!(text)),
            Event::Scalar(text, ..) => json!(text),
            Event::SequenceStart(..) => {
                open.push((json!([]), None));
                continue;
            }
            Event::MappingStart(..) => {
                open.push((json!({}), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().unwrap().0,
            _ => continue,
        };
        match open.last_mut() {
            None => return done,
            Some((Value::Array(items), _)) => items.push(done),
            Some((Value::Object(fields), key)) => put(fields, key, done),
            Some(_) => unreachable!("only collections are open"),
        }
    }
    Value::Null
}

fn put(fields: &mut Map<String, Value>, key: &mut Option<String>, value: Value) {
    match key.take() {
        Some(name) => {
            fields.insert(name, value);
        }
        None => *key = Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
    }
}
