//! The sections that every program on a chain has.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::PathBuf};

use berth_chain::{config::KeyScheme, keys::Signer};
use berth_service::{
    config::Endpoint,
    settings::{ChainSettings, KeySettings, KeySource},
};

const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&directory));
    fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn a_chain_is_known_or_in_a_file_and_its_endpoints_can_be_others() {
    let known = ChainSettings::default();
    assert_eq!(known.config().unwrap().id, "berth-1");
    let other = ChainSettings { endpoints: vec!["http://a:1".into(), "https://b".into()], ..known.clone() };
    assert_eq!(other.config().unwrap().endpoints, ["http://a:1", "https://b"]);
    assert_eq!(other.check(), Ok(()));

    let file = directory("chains").join("chains.toml");
    let text = "[local]\nid = \"mine-1\"\nprefix = \"wasm\"\nendpoints = [\"http://a:1\"]\n[local.fee]\ndenom = \"u\"\n\
                price = \"0.1\"\nmax_price = \"1\"\n";
    fs::write(&file, text).unwrap();
    let own = ChainSettings { file: Some(file.clone()), ..known.clone() };
    assert_eq!(own.config().unwrap().id, "mine-1");
    fs::write(&file, text.replace("max_price = \"1\"", "max_price = \"0.01\"")).unwrap();
    let wrong = own.check().unwrap_err();
    assert_eq!(wrong.field, "chain.file");
    assert!(wrong.found.contains("local.fee.price is 0.1"), "{}", wrong.found);
}

#[test]
fn a_chain_that_cannot_be_is_named_and_no_secret_is_shown() {
    let unknown = ChainSettings { name: "atlantis".into(), ..ChainSettings::default() }.check().unwrap_err();
    assert_eq!((unknown.field.as_str(), unknown.found.as_str()), ("chain.name", "atlantis"));
    assert!(unknown.allowed.contains("cosmoshub"), "{}", unknown.allowed);
    for url in ["me:sesame@node", "ftp://me:sesame@node/", "https://me:sesame@/", ""] {
        let endpoints = vec![Endpoint::from("http://a:1"), Endpoint::from(url)];
        let wrong = ChainSettings { endpoints, ..ChainSettings::default() }.check().unwrap_err();
        assert_eq!(wrong.field, "chain.endpoints[1]", "{url}");
        assert!(!format!("{wrong:?}").contains("sesame"), "{wrong:?}");
    }
}

#[test]
fn a_key_is_opened_with_the_passphrase_of_its_file() {
    let directory = directory("keys");
    // As a key file is, but for the work of opening it.
    let mut recipient = age::scrypt::Recipient::new("open sesame".into());
    recipient.set_work_factor(4);
    fs::write(directory.join("keeper.age"), age::encrypt(&recipient, WORDS.as_bytes()).unwrap()).unwrap();
    let passphrase = directory.join("passphrase");
    fs::write(&passphrase, "open sesame\n").unwrap();
    let settings = KeySettings {
        directory: Some(directory.clone()),
        passphrase_file: Some(passphrase.clone()),
        ..KeySettings::named("keeper")
    };
    let key = settings.unlock(&KeyScheme::default()).unwrap();
    assert_eq!(key.address("cosmos").unwrap(), "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");

    fs::write(&passphrase, "close sesame").unwrap();
    let refusal = |settings: &KeySettings| settings.unlock(&KeyScheme::default()).map(drop).unwrap_err().to_string();
    assert_eq!(refusal(&settings), "key keeper: the passphrase is wrong");
    assert!(refusal(&KeySettings { name: "other".into(), ..settings.clone() }).starts_with("key other: "));
    let nowhere = KeySettings { passphrase_file: Some(directory.join("nowhere")), ..settings };
    assert!(refusal(&nowhere).contains("nowhere"), "{}", refusal(&nowhere));
}

#[test]
fn a_key_of_the_environment_is_named_by_its_variable() {
    let variable = "BERTH_TEST_OF_SETTINGS".to_owned();
    let settings = KeySettings { source: KeySource::Environment, variable, ..KeySettings::default() };
    assert_eq!(settings.check(), Ok(()));
    let error = settings.unlock(&KeyScheme::default()).map(drop).unwrap_err().to_string();
    assert!(error.contains("BERTH_TEST_OF_SETTINGS: it is not set"), "{error}");
    let wrong = KeySettings::named("../keeper").check().unwrap_err();
    assert_eq!((wrong.field.as_str(), wrong.found.as_str()), ("key.name", "\"../keeper\""));
}
