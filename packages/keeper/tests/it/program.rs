//! The whole loop, with the operations face.

use std::time::Duration;

use berth_keeper::{ENV, KeeperSettings, Settings, serve};
use berth_service::{FaceSettings, Stop, config};

use crate::alone;
use crate::world::{FEE_DENOM, World, orders};

fn settings(keeper: KeeperSettings) -> Settings {
    let face = FaceSettings { listen: "off".into(), ..FaceSettings::default() };
    Settings { keeper, face, ..Settings::default() }
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_the_fate_of_what_is_on_its_way() {
    let world = World::new();
    let (session, stop) = (world.session("k").await, Stop::new());
    let ends = stop.clone();
    world.with(|model| (model.ready, model.takes) = (orders(1..=2), false));
    let program = tokio::spawn(async move { serve(session, settings(alone()), FEE_DENOM, || Ok(()), ends).await });
    while world.with(|model| model.submissions) == 0 {
        world.block().await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.now();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(!program.is_finished());
    world.with(|model| model.takes = true);
    world.block().await;
    assert_eq!(program.await.unwrap(), Ok(()));
    assert_eq!(world.with(|model| model.done.len()), 2);
}

#[tokio::test(start_paused = true)]
async fn faults_pass_and_the_work_is_done() {
    let world = World::new();
    let (session, stop) = (world.session("k").await, Stop::new());
    let ends = stop.clone();
    let fault = berth_chain::Error::Rpc { endpoint: "a".into(), code: -32603, message: "height must be less".into() };
    world.with(|model| (model.ready, model.query_faults) = (orders(1..=2), vec![fault; 6]));
    let program = tokio::spawn(async move { serve(session, settings(alone()), FEE_DENOM, || Ok(()), ends).await });
    while world.with(|model| model.done.len()) < 2 {
        world.block().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    stop.now();
    assert_eq!(program.await.unwrap(), Ok(()));
    assert!(world.with(|model| model.query_faults.is_empty()));
}

#[test]
fn the_template_is_the_default() {
    let template = config::template::<Settings>(ENV).unwrap();
    let file = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("keeper.toml");
    std::fs::write(&file, &template).unwrap();
    let settings: Settings = config::load_from(Some(&file), ENV, [], ()).unwrap();
    assert_eq!(config::effective(&settings).unwrap(), config::effective(&Settings::default()).unwrap());
    for key in
        ["[keeper.value]", "# fee_budget = ", "limit = 32", "mode = \"public_good\"", "listen = \"127.0.0.1:9800\""]
    {
        assert!(template.contains(key), "{key}\n{template}");
    }
}

#[test]
fn wrong_settings_are_named() {
    let refused = |name: &str, value: &str| {
        let variable = (format!("{ENV}{name}"), value.to_owned());
        config::load_from::<Settings>(None, ENV, [variable], ()).unwrap_err().to_string()
    };
    for (name, value, said) in [
        ("KEEPER__LIMIT", "33", "keeper.limit is 33, allowed: 1 to 32"),
        ("KEEPER__MARGIN", "much", "keeper.margin is "),
        ("KEEPER__ASIDE_BLOCKS", "0", "keeper.aside_blocks is 0, allowed: 1 or more"),
        ("KEEPER__MODE", "greed", "keeper.mode is greed, allowed: public_good, profit"),
        ("FACE__LISTEN", "here", "face.listen is \"here\", allowed: address:port"),
        ("LOGS__LEVEL", "a=b=c", "logs.level is \"a=b=c\""),
    ] {
        let error = refused(name, value);
        let place = format!("environment variable {ENV}{name}: {said}");
        assert!(error.starts_with(&place), "{error}\n{place}");
    }
}
