//! A chain with an exchange on it, and people who work with it by commands alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use berth_api::plan::{Each, Setup};
use berth_chain::Network;
use berth_chain::config::Chains;
use berth_chain::keys::{Key, Secret, Signer};
use berth_client::deploy::{Code, Deployer};
use berth_devnet::{Config, Devnet, native_code};
use cosmwasm_std::Coin;
use serde_json::Value;
use tokio::runtime::Runtime;

/// Whose words are whose.
pub const PEOPLE: [(&str, &str); 3] = [
    ("admin", "meat group actress common grief video trust top focus mixed butter own"),
    ("tenant", "harbor alpha jacket local evidence age path stable exist adult jungle tip"),
    ("provider", "object endorse cream text trumpet donate lottery frame require client review replace"),
];

/// Seconds that pass with each block.
const BLOCK: u64 = 10;

/// What came of a command.
#[derive(Debug)]
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Its answer, which must be a success.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// What a failure says: exit code, code.
    pub fn failure(&self) -> (u8, String) {
        let told: Value = serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("{self:?}"));
        assert!(self.out.is_empty() || self.code == 4, "{self:?}");
        (self.code, told["error"]["code"].as_str().unwrap().to_owned())
    }
}

/// A chain that makes a block when a transaction waits for one, and a directory for keys and files. However slow the machine, the
/// chain is as far as what happens on it.
pub struct World {
    directory: PathBuf,
    url: String,
    runtime: Runtime,
    devnet: Arc<Devnet>,
    /// Whether blocks come without transactions, too.
    ticking: Arc<AtomicBool>,
}

impl World {
    pub fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(std::fs::remove_dir_all(&directory));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("passphrase"), "correct horse battery").unwrap();
        let runtime = Runtime::new().unwrap();
        let ticking = Arc::new(AtomicBool::new(false));
        let devnet = runtime.block_on(start(&directory, &ticking));
        let world = Self { url: devnet.url(), directory, runtime, devnet, ticking };
        for (name, words) in PEOPLE {
            std::fs::write(world.path("words"), words).unwrap();
            let words = world.path("words");
            assert_eq!(world.run(name, &["keys", "import", name, "--file", &words]).code, 0);
        }
        world
    }

    pub fn path(&self, name: &str) -> String {
        self.directory.join(name).display().to_string()
    }

    /// One command line, as somebody, answered in JSON.
    pub fn run(&self, who: &str, args: &[&str]) -> Ran {
        self.run_with(who, args, &["--json", "--yes"])
    }

    /// The same as people see it.
    pub fn text(&self, who: &str, args: &[&str]) -> Ran {
        self.run_with(who, args, &["--yes"])
    }

    pub fn run_with(&self, who: &str, args: &[&str], more: &[&str]) -> Ran {
        let (keys, passphrase, exchange) = (self.path("keys"), self.path("passphrase"), self.path("exchange.toml"));
        let globals = [
            "--chain",
            "local",
            "--node",
            &self.url,
            "--exchange",
            &exchange,
            "--keys-dir",
            &keys,
            "--passphrase-file",
            &passphrase,
            "--key",
            who,
        ];
        let all = ["berth"].iter().chain(args).chain(&globals).chain(more).copied();
        let (mut out, mut err) = (vec![], vec![]);
        let code = berth_cli::exit_code(all, &mut out, &mut err);
        Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }

    /// Makes so many blocks.
    pub fn blocks(&self, blocks: u64) {
        self.runtime.block_on(self.devnet.produce_blocks(blocks, BLOCK)).unwrap();
    }

    /// One command line while blocks come.
    pub fn run_ticking(&self, who: &str, args: &[&str]) -> Ran {
        self.ticking.store(true, Ordering::Relaxed);
        let ran = self.run(who, args);
        self.ticking.store(false, Ordering::Relaxed);
        ran
    }
}

/// A block whenever somebody waits for one.
async fn tick(devnet: Arc<Devnet>, ticking: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if ticking.load(Ordering::Relaxed) || devnet.waiting().await.unwrap() > 0 {
            devnet.produce_block(BLOCK).await.unwrap();
        }
    }
}

async fn start(directory: &Path, ticking: &Arc<AtomicBool>) -> Arc<Devnet> {
    let chain = Chains::builtin().unwrap().get("local").unwrap().clone();
    let key = |name: &str, words: &str| Key::new(name, &Secret::parse(words.into()).unwrap(), &chain.keys).unwrap();
    let mut config = Config::default();
    for (name, words) in PEOPLE {
        let address = key(name, words).address(&chain.prefix).unwrap();
        let coins = ["stake", "uusdc"].map(|denom| Coin::new(1_000_000_000_u128, denom)).to_vec();
        config = config.with_balance(address, coins);
    }
    let devnet = Arc::new(Devnet::start(config).await.unwrap());
    tokio::spawn(tick(Arc::clone(&devnet), Arc::clone(ticking)));
    let config = berth_chain::config::ChainConfig { endpoints: vec![devnet.url()], ..chain.clone() };
    let network = Network::connect(config).await.unwrap();
    let (name, words) = PEOPLE[0];
    let writer = network.writer(Arc::new(key(name, words))).unwrap();
    let setup = Setup { staking_denom: "stake".into(), ..Setup::default() };
    let codes = Each::of(|role| Code::Wasm(native_code(role)));
    let deployer = Deployer::new(network, writer, setup, codes, b"berth".to_vec()).unwrap();
    deployer.run(&directory.join("exchange.toml"), &mut |_| {}).await.unwrap();
    devnet
}

/// The form of JSON: names and kinds, no values.
pub fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect())
        }
        Value::Array(rows) => Value::Array(rows.first().map(shape).into_iter().collect()),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "bool".into(),
        Value::Null => "none".into(),
    }
}
