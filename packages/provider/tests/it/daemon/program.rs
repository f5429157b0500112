//! The whole loop, its settings, and its face.

use std::sync::Arc;
use std::time::Duration;

use berth_client::Session;
use berth_provider::{ENV, Error, ProviderSettings, Settings, block_once, serve};
use berth_service::config::{self, ConfigError};
use berth_service::{FaceSettings, Stop};

use super::chain::{InMemory, Luck};
use super::stage::{leased, settings as provider_settings};
use crate::world::{group, order, situation};

fn settings(provider: ProviderSettings) -> Settings {
    let face = FaceSettings { listen: "off".into(), ..FaceSettings::default() };
    Settings { provider, face, ..Settings::default() }
}

async fn session(chain: &InMemory) -> Session {
    Session::new(chain.exchange().await, Arc::new(chain.clone()))
}

fn chain(world: berth_provider::Situation) -> InMemory {
    InMemory::new(world, provider_settings().config(provider_settings().inventory))
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_the_fate_of_what_is_on_its_way() {
    let mut world = situation(vec![]);
    world.leases.push(leased(9, 100));
    world.now.height += 50;
    let (chain, stop) = (chain(world), Stop::new());
    chain.world.lock().unwrap().luck = vec![Luck::Late(1)];
    let (session, ends) = (session(&chain).await, stop.clone());
    let program = tokio::spawn(serve(session, settings(provider_settings()), || Ok(()), ends));
    while chain.world.lock().unwrap().log.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.now();
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(!program.is_finished());
    chain.produce().await;
    chain.produce().await;
    assert_eq!(program.await.unwrap(), Ok(()));
    assert_eq!(chain.world.lock().unwrap().situation.leases[0].lease.status.confirmed_height, 152);
}

#[tokio::test(start_paused = true)]
async fn what_is_never_known_does_not_hold_up_a_stop_for_ever() {
    let mut world = situation(vec![]);
    world.leases.push(leased(9, 100));
    world.now.height += 50;
    let (chain, stop) = (chain(world), Stop::new());
    let (session, ends) = (session(&chain).await, stop.clone());
    let program = tokio::spawn(serve(session, settings(provider_settings()), || Ok(()), ends));
    while chain.world.lock().unwrap().log.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.now();
    assert_eq!(program.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn one_block_alone_bids_at_once_and_waits_for_it() {
    let chain = chain(situation(vec![order(1, vec![group(2)])]));
    let session = session(&chain).await;
    let once = tokio::spawn(block_once(session, settings(provider_settings())));
    while chain.world.lock().unwrap().log.is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(!once.is_finished());
    chain.produce().await;
    let report = once.await.unwrap().unwrap();
    assert_eq!((report.height, report.sent.len()), (100, 1));
    assert_eq!(chain.world.lock().unwrap().situation.bids.len(), 1);
}

#[tokio::test]
async fn wrong_settings_send_nothing() {
    let chain = chain(situation(vec![order(1, vec![group(2)])]));
    let wrong = settings(ProviderSettings { bid_blocks: 0, ..provider_settings() });
    let error = serve(session(&chain).await, wrong.clone(), || Ok(()), Stop::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "provider.bid_blocks is 0, allowed: 1 to 100");
    assert!(matches!(block_once(session(&chain).await, wrong).await, Err(Error::Setting(_))));
    assert!(chain.world.lock().unwrap().log.is_empty());
}

#[test]
fn the_template_is_the_default() {
    let template = config::template::<Settings>(ENV).unwrap();
    let file = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("provider.toml");
    std::fs::write(&file, &template).unwrap();
    let settings: Settings = config::load_from(Some(&file), ENV, [], ()).unwrap();
    assert_eq!(config::effective(&settings).unwrap(), config::effective(&Settings::default()).unwrap());
    for key in ["collect_after", "bid_fees_per_day", "reserves", "sheets", "inventory", "leaving", "program"] {
        assert!(template.contains(key), "{key}");
    }
}

/// As an operator writes it.
const WRITTEN: &str = r#"
[provider]
bid_fees_per_day = "500000"
reserves = [{ denom = "uusdc", keep = "1000000", withdraw_above = "5000000" }]

[[provider.sheets]]
denom = "uusdc"
cpu = "0.8"
memory = "0.2"
disk = "0.002"
bandwidth = "0"
gpus = [{ vendor = "nvidia", model = "a100", price = "300" }]

[provider.inventory]
cpu = 64000
memory = 262144
disk = 4194304
bandwidth = 10000
gpus = [{ vendor = "nvidia", model = "a100", memory = 81920, count = 4 }]

[provider.program]
command = "/usr/local/bin/price"
denoms = ["uusdc"]
environment = { MARGIN = "1.2" }
"#;

fn load(text: &str, name: &str) -> Result<Settings, ConfigError> {
    let file = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, text).unwrap();
    config::load_from(Some(&file), ENV, [], ())
}

#[test]
fn what_an_operator_writes_is_read() {
    let settings = load(WRITTEN, "written.toml").unwrap();
    let own = &settings.provider;
    assert_eq!(own.inventory.gpus[0].count, 4);
    assert_eq!(own.sheets[0].gpus[0].price.to_string(), "300");
    assert_eq!(own.reserves[0].withdraw_above.unwrap().u128(), 5_000_000);
    assert_eq!(own.program.as_ref().unwrap().time_limit_ms, 2_000);
    for (change, field) in [
        (("cpu = \"0.8\"", "cpu = \"-1\""), "cpu"),
        (("cpu = 64000", "cpu = -1"), "cpu"),
        (("count = 4", "count = 4, colour = \"red\""), "colour"),
        (("/usr/local/bin/price", "price"), "provider.program.command"),
        (("keep = \"1000000\"", "keep = \"much\""), "keep"),
        (("withdraw_above = \"5000000\"", "withdraw_above = \"0\""), "provider.reserves[0].withdraw_above"),
    ] {
        let wrong = load(&WRITTEN.replace(change.0, change.1), "wrong.toml").unwrap_err().to_string();
        assert!(wrong.contains(field) && wrong.contains("allowed") && wrong.contains("wrong.toml"), "{wrong}");
    }
}
