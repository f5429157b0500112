//! A tenant's and a provider's whole life, by commands alone, against an embedded node.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends there"
)]

mod world;

use std::collections::BTreeMap;

use serde_json::Value;
use world::{World, shape};

const STACK: &str = "
stack: 1
denom: {name: uusdc, display: USDC, exponent: 6}
wait: {blocks: 5}
fund_for: 30d
infrastructure:
  web:
    region: eu-west
    attributes: {tier: 3}
    resources:
      - compute: {cpu: 1, memory: 1Gi}
        price: {month: 20}
        collateral: 5
manifest:
  workloads:
    web: {container: 'nginx:1.29', compute: {cpu: 1, memory: 1Gi}, placement: [web]}
";

/// People at work, and the form of what commands answered them.
struct Life {
    world: World,
    shapes: BTreeMap<String, Value>,
}

impl Life {
    /// What a command answers, which must succeed.
    #[track_caller]
    fn done(&mut self, who: &str, args: &[&str]) -> Value {
        let answer = self.world.run(who, args).json();
        self.note(&command(args), &answer);
        answer
    }

    /// How a command fails: exit code, code.
    #[track_caller]
    fn fails(&self, who: &str, args: &[&str]) -> (u8, String) {
        self.world.run(who, args).failure()
    }

    fn note(&mut self, command: &str, answer: &Value) {
        self.shapes.entry(command.to_owned()).or_insert_with(|| {
            let mut shape = shape(answer);
            // Events and their attributes are those of docs/events.md, which has its own tests.
            if let Some(events) = shape.get_mut("events") {
                *events = "events".into();
            }
            shape
        });
    }
}

/// The first two words of a command line, or one if there is no second.
fn command(args: &[&str]) -> String {
    let words = args.iter().take_while(|arg| arg.starts_with(|c: char| c.is_ascii_lowercase()) && !arg.contains('/'));
    words.take(3).filter(|word| !word.contains("1")).copied().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_lease_from_registration_to_deregistration() {
    let world = World::new("life");
    let mut life = Life { world, shapes: BTreeMap::new() };
    std::fs::write(life.world.path("stack.yaml"), STACK).unwrap();
    let stack = life.world.path("stack.yaml");

    // Who is who.
    let keys = life.done("admin", &["keys", "list"]);
    let address = |name: &str| {
        let key = keys["keys"].as_array().unwrap().iter().find(|key| key["name"] == name).unwrap();
        key["address"].as_str().unwrap().to_owned()
    };
    let (tenant, provider, admin) = (address("tenant"), address("provider"), address("admin"));
    life.done("tenant", &["send", &provider, "5uusdc", "1stake"]);
    assert_eq!(life.done("provider", &["balance"])["coins"][1]["chain"], "1000000005");

    // The provider comes.
    life.done(
        "provider",
        &["provider", "register", "--endpoint", "https://dc.example", "--region", "eu-west", "--attribute", "tier=2"],
    );
    life.done("provider", &["provider", "update", "--attribute", "tier=3", "--attribute", "power=green"]);
    life.done("provider", &["provider", "collateral", "deposit", "50USDC"]);
    life.done("provider", &["provider", "stake", "1000stake"]);
    std::fs::write(life.world.path("root.der"), [0x30, 3, 2, 1, 1]).unwrap();
    let root = life.world.path("root.der");
    life.done("provider", &["provider", "certificate", "publish", &root]);
    std::fs::write(life.world.path("root.der"), [0x30, 3, 2, 1, 2]).unwrap();
    life.done("provider", &["provider", "certificate", "rotate", &root]);
    assert_eq!(life.done("tenant", &["provider", "certificate", "show", &provider])["serial"], 2);
    life.done("admin", &["provider", "attest", &provider, "--attribute", "tier=3", "--days", "30"]);
    let shown = life.done("tenant", &["provider", "show", &provider]);
    assert_eq!((&shown["certificate"], &shown["stake"]["bonded"]), (&true.into(), &"1000".into()));
    assert_eq!(shown["attestations"][0]["auditor"], admin.as_str());
    assert_eq!(
        life.done("tenant", &["provider", "list", "--region", "eu-west"])["providers"][0]["address"],
        provider.as_str()
    );

    // The tenant asks.
    let dry = life.world.run_with("tenant", &["deployment", "submit", &stack, "--dry-run"], &["--json"]);
    life.note("--dry-run", &dry.json());
    let theirs = ["deployment", "submit", &stack, "--generate-only", &tenant];
    let mut generated = life.world.run("provider", &theirs).json();
    let message = &mut generated["messages"][0];
    assert_eq!((&message["sender"], &message["funds"][0]["denom"]), (&tenant.as_str().into(), &"uusdc".into()));
    assert!(message["msg"].take()["submit_deployment"].is_object());
    life.note("--generate-only", &generated);
    assert_eq!(life.fails("provider", &[&theirs[..4], &["osmo1x"]].concat()), (2, "input".into()));
    assert_eq!(life.done("tenant", &["deployment", "list"])["deployments"], Value::Array(vec![]));
    assert_eq!(life.done("tenant", &["deployment", "submit", &stack])["deployment"], 1);
    assert_eq!(life.done("tenant", &["deployment", "list"])["deployments"][0]["infrastructure"][0], "web");
    assert_eq!(life.done("provider", &["order", "list"])["orders"][0]["order"], "1.1.1");

    // A bid, and what is refused.
    assert_eq!(life.done("provider", &["bid", "check", "1.1.1"])["eligible"], true);
    life.done("provider", &["bid", "submit", "1.1.1", "--percent", "90"]);
    life.done("provider", &["bid", "submit", "1.1.1", "--price", "15USDC"]);
    let again = life.world.run("provider", &["bid", "submit", "1.1.1", "--price", "16USDC"]);
    assert_eq!((again.code, again.err.contains("market/not_lower")), (4, true), "{again:?}");
    assert_eq!(life.done("provider", &["bid", "list"])["bids"][0]["order"], "1.1.1");
    assert_eq!(life.done("tenant", &["bid", "list", "--order", "1.1.1"])["bids"].as_array().unwrap().len(), 1);
    life.done("tenant", &["bid", "show", "1.1.1", "--provider", &provider]);
    life.done("tenant", &["order", "show", "1.1.1"]);
    assert_eq!(life.fails("tenant", &["deployment", "cancel", "2"]), (5, "deployment/not_found".into()));
    assert_eq!(life.fails("provider", &["deployment", "cancel", "1"]), (4, "deployment/not_owner".into()));
    let asked = life.world.run_with("tenant", &["deployment", "cancel", "1"], &["--json"]);
    assert_eq!(asked.failure(), (7, "unconfirmed".into()));

    // Anybody keeps the exchange.
    life.world.blocks(6);
    assert_eq!(life.done("admin", &["keeper", "due"])["ready"][0], "1.1.1");
    life.done("admin", &["keeper", "facilitate"]);
    assert_eq!(
        life.done("tenant", &["lease", "list", "--deployment", "1"])["leases"][0]["status"]["provider"],
        provider.as_str()
    );
    let closed = life.world.run("provider", &["bid", "submit", "1.1.1", "--percent", "50"]);
    assert!(closed.err.contains("market/order_not_open"), "{closed:?}");
    life.done("provider", &["lease", "confirm", "1.1.1", "--collect", "--payout"]);
    life.done("provider", &["lease", "collect", "1.1.1"]);
    life.done("tenant", &["lease", "show", "1.1.1"]);
    let watched = life.world.run_ticking("tenant", &["lease", "watch", "1.1.1", "--blocks", "2"]).json();
    life.note("lease watch", &watched);
    life.done("provider", &["provider", "work", "--denom", "USDC"]);

    // Money, and what becomes of the deployment.
    life.done("tenant", &["deployment", "deposit", "1", "10USDC"]);
    life.done("tenant", &["deployment", "withdraw", "1", "1USDC"]);
    life.done("tenant", &["withdraw", "USDC"]);
    let shown = life.done("tenant", &["deployment", "show", "1"]);
    assert!(shown["account"]["runway"].as_u64().unwrap() > 86_400, "{shown}");
    let text = life.world.text("tenant", &["deployment", "show", "1"]);
    assert!(text.out.contains("lasts") && text.out.contains(" d") && text.out.contains("leased"), "{}", text.out);
    let same = life.world.run("tenant", &["deployment", "update", "1", &stack]).json();
    assert_eq!(same["unchanged"], true);
    std::fs::write(&stack, STACK.replace("region: eu-west", "persist: true\n    region: eu-west")).unwrap();
    life.done("tenant", &["deployment", "update", "1", &stack]);
    let kept = life.done("tenant", &["order", "list", "--deployment", "1"]);
    assert_eq!(kept["orders"].as_array().unwrap().len(), 1, "the lease was kept: {kept}");

    // The provider leaves, the tenant ends it.
    life.done("provider", &["lease", "notice", "1.1.1"]);
    life.done("provider", &["lease", "leave", "1.1.1"]);
    life.done("tenant", &["deployment", "resume", "1"]);
    assert_eq!(life.done("tenant", &["order", "list", "--deployment", "1"])["orders"][1]["order"], "1.1.2");
    let nobody = life.world.run("admin", &["order", "match", "1.1.2"]);
    assert_eq!(nobody.failure(), (5, "not_found".into()));
    life.done("tenant", &["deployment", "cancel", "1", "--payout"]);
    assert_eq!(life.done("tenant", &["deployment", "list", "--live"])["deployments"], Value::Array(vec![]));

    what_else_there_is(&mut life, &stack);

    // The provider goes.
    life.done("admin", &["bid", "release"]);
    life.done("provider", &["provider", "unstake", "500stake"]);
    life.done("provider", &["provider", "collateral", "withdraw", "USDC"]);
    life.done("admin", &["provider", "revoke-attestation", &provider]);
    life.done("provider", &["provider", "certificate", "revoke"]);
    life.done("provider", &["provider", "deactivate"]);
    life.done("provider", &["provider", "activate"]);
    life.done("provider", &["provider", "deregister"]);
    assert_eq!(life.fails("tenant", &["provider", "show", &provider]), (5, "provider-registry/not_registered".into()));

    // Authority.
    life.done("admin", &["admin", "pause"]);
    assert_eq!(life.fails("tenant", &["deployment", "submit", &stack]), (4, "deployment/paused".into()));
    life.done("admin", &["admin", "unpause"]);
    let rules = life.world.path("rules.toml");
    let now = life.world.text("admin", &["chain", "params"]);
    std::fs::write(&rules, now.out.replace("max_notice = 2592000", "max_notice = 86400")).unwrap();
    life.done("admin", &["admin", "set-rules", &rules]);
    assert_eq!(life.world.run("admin", &["admin", "set-rules", &rules]).json()["unchanged"], true);
    life.done("admin", &["admin", "propose", &tenant]);
    assert_eq!(life.done("admin", &["admin", "show"])["pending"]["address"], tenant.as_str());
    life.done("admin", &["admin", "cancel-proposal"]);
    life.done("admin", &["admin", "propose", &tenant]);
    life.done("tenant", &["admin", "accept"]);
    life.done("tenant", &["admin", "set-guardian", &provider]);
    golden(&life.shapes);
}

/// Whatever is not in the life above: what others do for the exchange, and how leases end otherwise.
fn what_else_there_is(life: &mut Life, stack: &str) {
    std::fs::write(stack, STACK.replace("persist: true\n    ", "")).unwrap();
    assert_eq!(life.done("tenant", &["deployment", "submit", stack])["deployment"], 2);
    // A bid that is taken back, and one that wins in a call for this order alone.
    life.done("provider", &["bid", "submit", "2.1.1", "--percent", "80"]);
    life.done("provider", &["bid", "cancel", "2.1.1"]);
    life.done("provider", &["bid", "submit", "2.1.1", "--percent", "70"]);
    life.world.blocks(6);
    life.done("admin", &["order", "match", "2.1.1"]);
    // Its provider falls silent.
    assert_eq!(life.done("admin", &["lease", "list", "--all"])["leases"][0]["lease"], "2.1.1");
    let early = life.world.run("admin", &["lease", "invalidate", "2.1.1"]);
    assert!(early.code == 4 && early.err.contains("market/not_due"), "{early:?}");
    life.world.blocks(601);
    assert_eq!(life.done("admin", &["keeper", "due"])["stale"][0], "2.1.1");
    life.done("admin", &["keeper", "invalidate"]);
    // Anew: the tenant ends it, and asks for somebody else.
    life.done("tenant", &["deployment", "resume", "2"]);
    life.done("provider", &["bid", "submit", "2.1.2", "--percent", "70"]);
    life.world.blocks(6);
    life.done("admin", &["keeper", "match"]);
    life.done("tenant", &["lease", "close", "2.1.2", "--reorder"]);
    let barred = life.done("provider", &["bid", "check", "2.1.3"]);
    assert_eq!(barred["eligible"], false, "{barred}");
    // Nothing of it is dry.
    assert_eq!(life.fails("admin", &["keeper", "close-unfunded"]), (5, "not_found".into()));
    let funded = life.world.run("admin", &["keeper", "close-unfunded", "2"]);
    assert!(funded.code == 4 && funded.err.contains("market/not_dry"), "{funded:?}");
    // The program itself, for one block: nothing is due.
    let once = life.world.run("admin", &["keeper", "run", "--once"]).json();
    life.note("keeper run --once", &once);
    life.done("tenant", &["deployment", "cancel", "2"]);
    life.done("tenant", &["withdraw", "uusdc"]);
}

/// `UPDATE_GOLDEN=1 cargo test -p berth-cli --test life` writes it anew: fields may be added, none renamed or removed.
fn golden(shapes: &BTreeMap<String, Value>) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/shapes.json");
    let found = serde_json::to_string_pretty(shapes).unwrap() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &found).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap_or_default() == found, "{}: see UPDATE_GOLDEN", file.display());
}
