//! Where settings come from, and what is said of wrong ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use berth_service::{
    config::{self, ConfigError, Endpoint, Secret, Settings, Wrong},
    logs::LogSettings,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const PREFIX: &str = "TESTED_";

/// A program that is tested.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Tested {
    work: Work,
    /// How it logs.
    logs: LogSettings,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Work {
    /// Things done at once, 1 to 32.
    limit: u32,
    /// Name for people. May be left out.
    name: Option<String>,
    /// Opens everything.
    word: Option<Secret>,
    /// Nodes.
    nodes: Vec<Endpoint>,
    /// Worth by denom.
    worth: BTreeMap<String, f64>,
    /// How.
    mode: Mode,
    /// A file.
    file: PathBuf,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// Slow.
    #[default]
    Slow,
    /// Very fast.
    VeryFast,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            limit: 8,
            name: None,
            word: None,
            nodes: vec![],
            worth: BTreeMap::new(),
            mode: Mode::Slow,
            file: "a.toml".into(),
        }
    }
}

impl Settings for Tested {
    fn check(&self) -> Result<(), Wrong> {
        if !(1..=32).contains(&self.work.limit) {
            return Err(Wrong::new("work.limit", self.work.limit, "1 to 32"));
        }
        self.logs.check()
    }
}

#[derive(Default, Serialize)]
struct Flags {
    work: WorkFlags,
}

#[derive(Default, Serialize)]
struct WorkFlags {
    limit: Option<u32>,
    name: Option<String>,
}

fn load(name: &str, text: &str, variables: &[(&str, &str)], flags: Flags) -> Result<Tested, ConfigError> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    fs::write(&path, text).unwrap();
    let variables = variables.iter().map(|(name, value)| (format!("{PREFIX}{name}"), (*value).to_owned()));
    let others = [("HOME".to_owned(), "/".to_owned())];
    config::load_from(Some(&path), PREFIX, variables.chain(others), flags)
}

fn refusal(name: &str, text: &str, variables: &[(&str, &str)]) -> String {
    let error = load(name, text, variables, Flags::default()).expect_err(text).to_string();
    let error = error.replace(env!("CARGO_TARGET_TMPDIR"), "");
    error.trim_start_matches('/').to_owned()
}

#[test]
fn flags_win_over_the_environment_over_the_file_over_the_default() {
    let file = "[work]\nlimit = 1\nname = 'file'\n[logs]\nlevel = 'debug'";
    let with = |variables: &[(&str, &str)], limit| {
        let flags = Flags { work: WorkFlags { limit, name: None } };
        let settings = load("layers", file, variables, flags).unwrap();
        (settings.work.limit, settings.work.name.unwrap(), settings.logs.level)
    };
    assert_eq!(with(&[], None), (1, "file".into(), "debug".into()));
    assert_eq!(with(&[("WORK__LIMIT", "2"), ("WORK__NAME", "env")], None), (2, "env".into(), "debug".into()));
    assert_eq!(with(&[("WORK__LIMIT", "2"), ("LOGS__LEVEL", "warn")], Some(3)), (3, "file".into(), "warn".into()));
    let none: Tested = config::load_from(None, PREFIX, [], ()).unwrap();
    assert_eq!((none.work.limit, none.work.name), (8, None));
}

#[test]
fn text_in_the_environment_stays_as_it_is_and_the_rest_is_read() {
    let variables = [
        ("WORK__NAME", "007"),
        ("WORK__WORD", "true"),
        ("WORK__NODES", "[\"http://a:1\", \"http://b\"]"),
        ("WORK__WORTH__UATOM", "0.5"),
        ("WORK__MODE", "very_fast"),
        ("WORK__FILE", "1"),
    ];
    let work = load("text", "", &variables, Flags::default()).unwrap().work;
    assert_eq!(work.name.as_deref(), Some("007"));
    assert_eq!(work.word.unwrap().expose(), "true");
    assert_eq!(work.nodes, [Endpoint::from("http://a:1"), Endpoint::from("http://b")]);
    assert_eq!(work.worth["uatom"], 0.5);
    assert_eq!(work.mode, Mode::VeryFast);
    assert_eq!(work.file, PathBuf::from("1"));
}

#[test]
fn what_is_wrong_is_named_with_its_place_what_was_found_and_what_is_allowed() {
    let keys = "limit, name, word, nodes, worth, mode, file";
    for (name, file, variables, said) in [
        ("k", "[work]\nlimits = 1", [].as_slice(), format!("k.toml: work.limits is an unknown key, allowed: {keys}")),
        ("t", "[works]", &[], "t.toml: works is an unknown key, allowed: work, logs".into()),
        (
            "e",
            "",
            &[("WORK__LIMITS", "1")],
            format!("environment variable TESTED_WORK__LIMITS: work.limits is an unknown key, allowed: {keys}"),
        ),
        ("y", "[work]\nlimit = 'x'", &[], "y.toml: work.limit is string \"x\", allowed: u32".into()),
        (
            "n",
            "",
            &[("WORK__LIMIT", "-1")],
            "environment variable TESTED_WORK__LIMIT: work.limit is signed int `-1`, allowed: u32".into(),
        ),
        ("c", "[work]\nlimit = 33", &[], "c.toml: work.limit is 33, allowed: 1 to 32".into()),
        ("m", "[work]\nmode = 'fast'", &[], "m.toml: work.mode is fast, allowed: slow, very_fast".into()),
        ("s", "[work]\nlimit == 1\n", &[], "s.toml, line 2, column 8: ".into()),
    ] {
        let error = refusal(name, file, variables);
        assert!(error.starts_with(&said), "{error}\n{said}");
    }
    let missing = config::load_from::<Tested>(Some("/nowhere/x.toml".as_ref()), PREFIX, [], ()).unwrap_err();
    assert!(missing.to_string().starts_with("/nowhere/x.toml cannot be read: "), "{missing}");
}

#[test]
fn a_secret_is_in_no_error_and_not_in_what_is_printed() {
    const WORD: &str = "sesame";
    for (name, file) in [
        ("secret1", "[work]\nword = ['sesame']"),
        ("secret2", "work = 'sesame'"),
        ("secret3", "[work]\nword = 'sesame"),
        ("secret4", "[work]\nworth = 'sesame'"),
        ("secret5", "[work]\nnodes = 'https://sesame@node'"),
        ("secret6", "[work]\nword = sesame"),
    ] {
        let error = refusal(name, file, &[]);
        assert!(!error.contains(WORD), "{error}");
    }
    let file = "[work]\nword = 'sesame'\nnodes = ['https://me:sesame@node.example/sesame']";
    let settings = load("printed", file, &[], Flags::default()).unwrap();
    let printed = config::effective(&settings).unwrap();
    assert!(!printed.contains(WORD) && !format!("{settings:?}").contains(WORD), "{printed}");
    assert!(printed.contains("word = \"(not shown)\"") && printed.contains("https://node.example/..."), "{printed}");
}

#[test]
fn a_number_at_a_secret_is_not_shown_either() {
    let error = refusal("number", "[work]\nword = 1234", &[]);
    assert_eq!(error, "number.toml: work.word is a number, allowed: a string");
}

#[test]
fn the_template_documents_every_key_and_is_the_default() {
    let template = config::template::<Tested>(PREFIX).unwrap();
    assert_eq!(template, include_str!("template.toml"));
    let settings = load("template", &template, &[], Flags::default()).unwrap();
    assert_eq!(config::effective(&settings).unwrap(), config::effective(&Tested::default()).unwrap());
    // With what stands in comments switched on it has every key there is, and they are all known.
    let all: String = template
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line).to_owned() + "\n")
        .collect();
    assert!(load("template_all", &all, &[], Flags::default()).unwrap().work.word.is_some());
}
