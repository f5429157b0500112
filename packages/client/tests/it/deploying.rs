//! An exchange is made once, wherever it is interrupted, and moved whole.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use berth_api::Role;
use berth_api::plan::{Each, Setup};
use berth_chain::{Message, Writer};
use berth_client::deploy::{Code, Deployed, Deployer, Migration, Step};
use berth_client::{Error, ExchangeFile, Result};
use serde_json::json;

use crate::fake::{Fake, Fault, Key, SENDER, wasm};

/// A directory of its own for each test.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("berth-deploy-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn path(&self) -> PathBuf {
        self.0.join("exchange.toml")
    }

    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    fn clear(&self) {
        self.files().iter().for_each(|name| fs::remove_file(self.0.join(name)).unwrap());
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn codes(version: u8) -> Each<Code> {
    Each::of(|role| Code::Wasm(wasm(role, version)))
}

fn deployer(chain: &Arc<Fake>, setup: Setup, codes: Each<Code>, salt: &[u8]) -> Result<Deployer> {
    Deployer::new(chain.clone(), Key::of(chain), setup, codes, salt.to_vec())
}

async fn deploy(chain: &Arc<Fake>, dir: &Dir) -> Result<Deployed> {
    deployer(chain, Setup::default(), codes(1), b"one")?.run(&dir.path(), &mut |_| ()).await
}

async fn migrate(chain: &Arc<Fake>, dir: &Dir, codes: Each<Code>) -> Result<ExchangeFile> {
    let key: Arc<dyn Writer> = Key::of(chain);
    Migration::new(chain.clone(), &dir.path(), codes)?.run(&key, &mut |_| ()).await
}

#[tokio::test]
async fn the_four_are_made_in_one_transaction_where_they_were_foretold() {
    let (chain, dir, mut steps) = (Fake::new(), Dir::new("made"), vec![]);
    let deployer = deployer(&chain, Setup::default(), codes(1), b"one").unwrap();
    let foretold = deployer.addresses().await.unwrap();
    assert_eq!(chain.carried(), [""; 0]);
    let deployed = deployer.run(&dir.path(), &mut |step| steps.push(step)).await.unwrap();
    assert_eq!(deployed.exchange.contracts(), &foretold);
    assert_eq!((deployed.already, deployed.differences), (false, vec![]));
    assert_eq!(chain.carried(), ["store", "store", "store", "store", "make", "make", "make", "make"]);
    assert_eq!(chain.counts().1, 5);
    assert_eq!(ExchangeFile::read(&dir.path()).unwrap(), deployed.file);
    assert_eq!((deployed.file.height, *deployed.file.codes.get(Role::Deployment)), (chain.height(), 4));
    assert_eq!(dir.files(), ["exchange.toml"]);
    assert!(matches!(
        &steps[..],
        [Step::Storing { .. }, Step::Stored { .. }, .., Step::Making { .. }, Step::Made { .. }, Step::Verified]
    ));
    for step in steps {
        assert!(!step.to_string().is_empty());
    }
}

/// Whatever fails, and wherever: the second attempt ends what the first began, and nothing that counts is done twice.
#[tokio::test]
async fn an_interrupted_deployment_goes_on() {
    let dir = Dir::new("interrupted");
    let (reads, txs) = {
        let chain = Fake::new();
        deploy(&chain, &dir).await.unwrap();
        chain.counts()
    };
    let faults = (0..reads).map(Fault::Read).chain((0..txs).flat_map(|n| [Fault::Lost(n), Fault::Unheard(n)]));
    let mut errors = 0;
    for fault in faults {
        dir.clear();
        let chain = Fake::new();
        chain.fail(Some(fault));
        if let Err(error) = deploy(&chain, &dir).await {
            assert!(error.is_retryable(), "{fault:?}: {error}");
            errors += 1;
        }
        chain.fail(None);
        let deployed = deploy(&chain, &dir).await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        let count = |word| chain.carried().iter().filter(|carried| **carried == word).count();
        assert_eq!(count("make"), 4, "{fault:?}");
        // Of a code that nobody heard of the number is not known, and that is all that is ever paid twice.
        let unheard = matches!(fault, Fault::Unheard(n) if n < 4);
        assert_eq!(count("store"), if unheard { 5 } else { 4 }, "{fault:?}");
        assert_eq!(dir.files(), ["exchange.toml"]);
        let file = ExchangeFile::read(&dir.path()).unwrap();
        assert_eq!(file, deployed.file);
        let made_at = if unheard { 16 } else { 15 };
        assert!((11..=made_at).contains(&file.height), "{fault:?}: {}", file.height);
    }
    assert!(errors > 20, "{errors} faults");
}

#[tokio::test]
async fn what_is_there_is_not_made_again() {
    let (chain, dir) = (Fake::new(), Dir::new("again"));
    let first = deploy(&chain, &dir).await.unwrap();
    let carried = chain.carried();
    let again = deploy(&chain, &dir).await.unwrap();
    assert_eq!((again.already, &again.file), (true, &first.file));
    // Even when nothing is remembered, but when it was made.
    dir.clear();
    let again = deploy(&chain, &dir).await.unwrap();
    assert_eq!(again.file, ExchangeFile { height: 1, ..first.file });
    assert_eq!(chain.carried(), carried);
}

#[tokio::test]
async fn another_salt_makes_another_exchange_out_of_the_same_codes() {
    let (chain, dir) = (Fake::new(), Dir::new("salt"));
    let first = deploy(&chain, &dir).await.unwrap();
    let other = |codes| deployer(&chain, Setup::default(), codes, b"two").unwrap();
    // Never over the file of the first.
    let error = other(codes(1)).run(&dir.path(), &mut |_| ()).await.unwrap_err();
    assert!(matches!(&error, Error::File { reason, .. } if reason.contains("take another path")), "{error}");

    let stored = Each::of(|role| Code::Stored(*first.file.codes.get(role)));
    let second = other(stored).run(&dir.0.join("second.toml"), &mut |_| ()).await.unwrap();
    assert_ne!(second.file.contracts, first.file.contracts);
    assert_eq!(second.file.codes, first.file.codes);
    assert_eq!(chain.carried().iter().filter(|word| **word == "store").count(), 4);
}

#[tokio::test]
async fn rules_that_are_not_the_setups_are_told() {
    let (chain, dir) = (Fake::new(), Dir::new("rules"));
    deploy(&chain, &dir).await.unwrap();
    chain.change(Role::Escrow, |init| init["slash_cap"] = json!("5"));
    chain.change(Role::Market, |init| init["terms"][0]["take_rate"] = json!("0.01"));
    let differences = deploy(&chain, &dir).await.unwrap().differences;
    let told: Vec<_> = differences.iter().map(|d| (d.field.as_str(), d.found.as_str(), d.wanted.as_str())).collect();
    assert_eq!(told, [("slash_cap", "\"5\"", "\"100000000\""), ("terms[0].take_rate", "\"0.01\"", "\"0\"")]);
}

#[tokio::test]
async fn what_is_half_there_or_something_else_is_left_alone() {
    let (chain, dir) = (Fake::new(), Dir::new("half"));
    let first = deploy(&chain, &dir).await.unwrap();
    let carried = chain.carried();
    migrate(&chain, &dir, codes(2)).await.unwrap();
    let moved = deploy(&chain, &dir).await.unwrap_err();
    assert!(matches!(moved, Error::Stranger { role: Role::ProviderRegistry, field: "code", .. }), "{moved}");
    chain.remove(&first.file.contracts.market);
    let half = deploy(&chain, &dir).await.unwrap_err();
    assert!(matches!(half, Error::Stranger { field: "code", .. }), "{half}");

    let (chain, dir) = (Fake::new(), Dir::new("half-there"));
    let first = deploy(&chain, &dir).await.unwrap();
    chain.remove(&first.file.contracts.market);
    let half = deploy(&chain, &dir).await.unwrap_err();
    assert!(matches!(half, Error::Stranger { role: Role::Market, field: "contract", .. }), "{half}");
    assert_eq!(chain.carried(), carried);
}

#[tokio::test]
async fn nothing_is_sent_for_what_the_contracts_would_refuse() {
    let chain = Fake::new();
    let field = |setup, codes, salt: &[u8]| match deployer(&chain, setup, codes, salt) {
        Err(Error::Invalid(invalid)) => invalid.field,
        other => panic!("{:?}", other.err()),
    };
    let admin = |text: &str| Setup { admin: Some(text.to_owned()), ..Setup::default() };
    assert_eq!(field(Setup { unbonding: 1, ..Setup::default() }, codes(1), b"s"), "unbonding");
    // Of another chain; mistyped.
    assert_eq!(field(admin("osmo1vx8knpllrj7n963p9ttd80w47kpacrhu2xw3wh"), codes(1), b"s"), "admin");
    assert_eq!(field(admin(&SENDER.replace("vx8", "vx9")), codes(1), b"s"), "admin");
    assert_eq!(field(Setup::default(), codes(1), b""), "salt");
    assert_eq!(field(Setup::default(), codes(1), &[1; 65]), "salt");
    let no_wasm = Each { escrow: Code::Wasm(b"<html>".to_vec()), ..codes(1) };
    assert_eq!(field(Setup::default(), no_wasm, b"s"), "code of escrow");
    assert!(deployer(&chain, admin(SENDER), codes(1), b"s").is_ok());

    let unknown = Each { escrow: Code::Stored(9), ..codes(1) };
    let dir = Dir::new("refused");
    let run = deployer(&chain, Setup::default(), unknown, b"s").unwrap().run(&dir.path(), &mut |_| ()).await;
    assert!(matches!(run, Err(Error::Invalid(invalid)) if invalid.field == "code of escrow"));
    assert_eq!(chain.counts().1, 0);
}

#[tokio::test]
async fn a_journal_is_of_one_chain() {
    let (chain, dir) = (Fake::new(), Dir::new("journal"));
    let journal = dir.0.join("exchange.toml.journal");
    fs::write(&journal, "chain_id = \"other-1\"\n").unwrap();
    let error = deploy(&chain, &dir).await.unwrap_err().to_string();
    assert!(error.contains("chain_id is other-1, allowed: fake-1"), "{error}");
    // What it remembers of a chain that began anew is not believed.
    fs::write(&journal, format!("chain_id = \"fake-1\"\n[[codes]]\nid = 1\nchecksum = \"{:064}\"\n", 0)).unwrap();
    deploy(&chain, &dir).await.unwrap();
    assert_eq!(dir.files(), ["exchange.toml"]);
}

#[tokio::test]
async fn those_that_are_to_be_moved_are_moved_together() {
    let (chain, dir) = (Fake::new(), Dir::new("moved"));
    let first = deploy(&chain, &dir).await.unwrap();
    let newer = Each { market: Code::Wasm(wasm(Role::Market, 2)), ..codes(1) };
    let plan = Migration::new(chain.clone(), &dir.path(), newer.clone()).unwrap().plan().await.unwrap();
    assert_eq!(Role::ALL.map(|role| plan.get(role).is_due), [false, false, true, false]);
    assert_eq!((plan.market.code_id, plan.market.admin.as_deref()), (first.file.codes.market, Some(SENDER)));
    let file = migrate(&chain, &dir, newer.clone()).await.unwrap();
    assert_eq!(chain.carried()[8..], ["store", "move"]);
    assert_eq!((file.codes.market, file.codes.escrow), (5, first.file.codes.escrow));
    assert_eq!((&file.contracts, file.height), (&first.file.contracts, first.file.height));
    assert_ne!(file.checksums.market, first.file.checksums.market);
    assert_eq!(ExchangeFile::read(&dir.path()).unwrap(), file);
    assert_eq!(migrate(&chain, &dir, newer).await.unwrap(), file);
    let file = migrate(&chain, &dir, codes(3)).await.unwrap();
    assert_eq!(chain.carried()[10..], ["store", "store", "store", "store", "move", "move", "move", "move"]);
    assert_eq!(file.codes.deployment, 9);
}

#[tokio::test]
async fn an_interrupted_migration_goes_on() {
    let dir = Dir::new("interrupted-migration");
    let (reads, txs) = {
        let chain = Fake::new();
        deploy(&chain, &dir).await.unwrap();
        chain.fail(None);
        migrate(&chain, &dir, codes(2)).await.unwrap();
        chain.counts()
    };
    let faults = (0..reads).map(Fault::Read).chain((0..txs).flat_map(|n| [Fault::Lost(n), Fault::Unheard(n)]));
    for fault in faults {
        dir.clear();
        let chain = Fake::new();
        deploy(&chain, &dir).await.unwrap();
        chain.fail(Some(fault));
        let first = migrate(&chain, &dir, codes(2)).await;
        assert!(first.err().is_none_or(|error| error.is_retryable()), "{fault:?}");
        chain.fail(None);
        let file = migrate(&chain, &dir, codes(2)).await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(chain.carried().iter().filter(|word| **word == "move").count(), 4, "{fault:?}");
        assert_eq!(ExchangeFile::read(&dir.path()).unwrap(), file);
        assert_eq!(dir.files(), ["exchange.toml"]);
    }
}

#[tokio::test]
async fn an_admin_that_is_no_key_gets_the_messages() {
    let (chain, dir) = (Fake::new(), Dir::new("messages"));
    let first = deploy(&chain, &dir).await.unwrap().file;
    let sent = chain.counts().1;
    let messages = |codes| {
        let migration = Migration::new(chain.clone(), &dir.path(), codes).unwrap();
        async move { migration.messages().await }
    };
    assert_eq!(messages(codes(1)).await.unwrap(), []);
    let compiled = Each { market: Code::Wasm(wasm(Role::Market, 2)), ..codes(1) };
    match messages(compiled).await {
        Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, "code of market"),
        other => panic!("{other:?}"),
    }
    let other = *first.codes.get(Role::Escrow);
    let stored = Each { market: Code::Stored(other), ..codes(1) };
    let moved = Message::Migrate { contract: first.contracts.market, code_id: other, msg: b"{}".to_vec() };
    assert_eq!(messages(stored).await.unwrap(), [moved]);
    assert_eq!(chain.counts().1, sent);
}

#[tokio::test]
async fn only_the_admin_moves_contracts() {
    let (chain, dir) = (Fake::new(), Dir::new("admin"));
    deploy(&chain, &dir).await.unwrap();
    chain.fail(None);
    for (admin, allowed) in [(Some("cosmos1other"), "cosmos1other"), (None, "nobody: it has no admin")] {
        chain.set_admin(admin);
        match migrate(&chain, &dir, codes(2)).await {
            Err(Error::Invalid(invalid)) => {
                assert_eq!((invalid.value.as_str(), invalid.allowed.as_str()), (SENDER, allowed))
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(chain.counts().1, 0);
}
