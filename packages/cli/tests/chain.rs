//! An exchange is made on an embedded node by commands alone, looked at, and reckoned.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test ends there")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use berth_devnet::{Blocks, Config, Devnet};
use cosmwasm_std::coin;
use serde_json::Value;
use tokio::runtime::Runtime;

const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// A node, a key with coins on it, and a directory.
struct Desk {
    directory: PathBuf,
    /// Where the node runs.
    runtime: Runtime,
    devnet: Devnet,
}

impl Desk {
    fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(fs::remove_dir_all(&directory));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("words"), WORDS).unwrap();
        fs::write(directory.join("passphrase"), "correct horse battery").unwrap();
        let runtime = Runtime::new().unwrap();
        let blocks = Blocks::Every { interval: Duration::from_millis(50), chain_time: Duration::from_secs(1) };
        let devnet = runtime.block_on(Devnet::start(Config { blocks, ..Config::default() })).unwrap();
        let desk = Self { directory, runtime, devnet };
        let words = desk.path("words");
        desk.done(&["keys", "import", "anna", "--file", &words]);
        let address = desk.json(&["keys", "show", "anna"])["address"].as_str().unwrap().to_owned();
        desk.runtime.block_on(desk.devnet.fund(&address, coin(1_000_000_000, "stake"))).unwrap();
        desk
    }

    fn path(&self, name: &str) -> String {
        self.directory.join(name).display().to_string()
    }

    /// Exit code, output, errors.
    fn berth(&self, args: &[&str]) -> (u8, String, String) {
        let (keys, passphrase, node) = (self.path("keys"), self.path("passphrase"), self.devnet.url());
        let globals = ["--keys-dir", &keys, "--passphrase-file", &passphrase, "--chain", "local", "--node", &node];
        let (mut out, mut err) = (vec![], vec![]);
        let all = ["berth"].into_iter().chain(args.iter().copied()).chain(globals);
        let code = berth_cli::exit_code(all, &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    /// The output of a command that must succeed.
    fn done(&self, args: &[&str]) -> String {
        let (code, out, err) = self.berth(args);
        assert_eq!(code, 0, "{args:?}: {out}{err}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        let with_json: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.done(&with_json)).unwrap()
    }
}

#[test]
fn an_exchange_is_made_looked_at_and_reckoned() {
    let desk = Desk::new("chain-life");
    let (setup, out) = (desk.path("setup.toml"), desk.path("exchange.toml"));
    fs::write(&setup, desk.done(&["chain", "setup"])).unwrap();
    let deploy = ["chain", "deploy", "--setup", &setup, "--native", "--out", &out, "--key", "anna"];

    let known = desk.json(&["chain", "list"]);
    assert!(known["chains"].as_array().unwrap().iter().any(|chain| chain["name"] == "cosmoshub"));
    assert!(desk.done(&["chain", "list", "--file"]).contains("\n[local]\n"));

    // Nothing is sent without a yes.
    let foretold = desk.json(&[&deploy[..], &["--dry-run"]].concat());
    let (code, _, err) = desk.berth(&deploy);
    assert_eq!(code, 7, "{err}");
    assert!(!Path::new(&out).exists());
    let made = desk.json(&[&deploy[..], &["--yes"]].concat());
    assert_eq!((&made["already"], &made["contracts"]), (&Value::Bool(false), &foretold["contracts"]));
    let again = desk.json(&[&deploy[..], &["--yes"]].concat());
    assert_eq!(
        (&again["already"], &again["height"], &again["differences"]),
        (&Value::Bool(true), &made["height"], &Value::Array(vec![]))
    );

    let on = ["--exchange", out.as_str()];
    let text = desk.done(&[&["chain", "verify", "--setup", setup.as_str()], &on[..]].concat());
    assert!(text.ends_with("all four are what they should be, and know one another\n"), "{text}");
    let params = desk.json(&[&["chain", "params"], &on[..]].concat());
    assert_eq!(params["setup"]["terms"][0]["denom"], "uusdc");
    assert_eq!(params["authority"]["paused"], false);
    let migrate = [&["chain", "migrate", "--native"], &on[..]].concat();
    let plan = desk.json(&[&migrate[..], &["--dry-run"]].concat());
    let admin = plan["plan"]["market"]["admin"].as_str().unwrap().to_owned();
    assert_eq!(plan["plan"]["market"]["is_due"], false);
    let other = format!("market={}", made["codes"]["escrow"]);
    let generated = desk.json(&[&migrate[..], &["--code", &other, "--generate-only", &admin]].concat());
    assert_eq!(generated["messages"].as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &generated["messages"][0]["contract"],
            &generated["messages"][0]["code_id"].as_str().unwrap().parse().unwrap()
        ),
        (&made["contracts"]["market"], &made["codes"]["escrow"])
    );
    let moved = desk.json(&[&["chain", "migrate", "--native", "--key", "anna", "--yes"], &on[..]].concat());
    assert_eq!(moved["before"], moved["after"]);

    let status = desk.json(&[&["status"], &on[..]].concat());
    assert_eq!(
        (&status["endpoints"][0]["ok"], &status["exchange"]["paused"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    let reckoned = desk.json(&[&["market", "reckon"], &on[..]].concat());
    assert_eq!((&reckoned["sound"], &reckoned["faults"]), (&Value::Bool(true), &Value::Array(vec![])));

    let height = made["height"].to_string();
    let watch = ["market", "watch", "--from", &height, "--until", &height];
    let lines = desk.done(&[&watch[..], &["--json", "--event", "exchange_made"], &on[..]].concat());
    let line: Value = serde_json::from_str(lines.trim_end()).unwrap();
    assert_eq!((&line["event"], &line["height"]), (&Value::from("exchange_made"), &made["height"]));
    let (code, _, err) = desk.berth(&[&["market", "quote", "7.1.1"], &on[..]].concat());
    assert_eq!(code, 5, "{err}");
}

#[test]
fn what_differs_from_the_setup_is_told() {
    let desk = Desk::new("chain-differs");
    let (setup, out) = (desk.path("setup.toml"), desk.path("exchange.toml"));
    let text = desk.done(&["chain", "setup"]);
    fs::write(&setup, &text).unwrap();
    desk.done(&["chain", "deploy", "--setup", &setup, "--native", "--out", &out, "--key", "anna", "--yes"]);
    fs::write(&setup, text.replace("max_notice = 2592000", "max_notice = 5")).unwrap();
    let (code, told, err) = desk.berth(&["chain", "verify", "--setup", &setup, "--exchange", &out]);
    assert_eq!((code, told.contains("max_notice is 2592000, the setup says 5\n")), (1, true), "{told}{err}");

    for (bad, expected) in [
        ("max_notice = 5\nmax = 1", "unknown field `max`"),
        ("max_notice = 9999999999", "max_notice is 9999999999, allowed: 0 to 2592000"),
    ] {
        fs::write(&setup, text.replace("max_notice = 2592000", bad)).unwrap();
        let (code, _, err) =
            desk.berth(&["chain", "deploy", "--setup", &setup, "--native", "--out", &out, "--key", "anna"]);
        assert_eq!((code, err.contains(expected)), (2, true), "{err}");
    }
    let (code, _, err) = desk.berth(&["chain", "deploy", "--setup", "no/such.toml", "--native"]);
    assert_eq!((code, err.starts_with("no/such.toml: ")), (2, true), "{err}");
}
