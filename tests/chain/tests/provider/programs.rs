//! Keeper and provider side by side, on blocks that come by themselves.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use berth_chain_tests::{Setting, Stage, until};
use berth_keeper::KeeperSettings;
use berth_service::{FaceSettings, Stop};

use crate::play::settings;

fn off() -> FaceSettings {
    FaceSettings { listen: "off".into(), ..FaceSettings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeper_and_provider_serve_a_tenant() {
    let every = Some(Duration::from_millis(200));
    // Long enough for a machine that stands still for some seconds.
    let setting = Setting { endpoints: 2, every, period: 60, ..Setting::default() };
    let stage = Stage::set(setting).await.unwrap();
    let stop = Stop::new();
    let keeper = {
        let (_network, session) = stage.own_session("keeper").await.unwrap();
        let keeper = KeeperSettings { yields: false, spread_ms: 0, ..KeeperSettings::default() };
        let settings = berth_keeper::Settings { keeper, face: off(), ..berth_keeper::Settings::default() };
        let stop = stop.clone();
        tokio::spawn(async move { berth_keeper::serve(session, settings, "stake", || Ok(()), stop).await })
    };
    let provider = {
        let (_network, session) = stage.own_session("provider").await.unwrap();
        let settings =
            berth_provider::Settings { provider: settings(), face: off(), ..berth_provider::Settings::default() };
        let stop = stop.clone();
        tokio::spawn(async move { berth_provider::serve(session, settings, || Ok(()), stop).await })
    };
    let leases = stage.submit(2).await.unwrap();
    stage.until_leased(&leases).await;
    // When each was confirmed: its beginning counts, so there is one more.
    let confirmed = Mutex::new(BTreeSet::new());
    until("both leases are confirmed twice", async || {
        for lease in &leases {
            // Nobody may answer at the moment.
            if let Ok(Some(found)) = stage.lease(*lease).await {
                confirmed.lock().unwrap().insert((*lease, found.confirmed_height));
            }
        }
        leases.iter().all(|lease| confirmed.lock().unwrap().iter().filter(|(of, _)| of == lease).count() > 2)
    })
    .await;
    for lease in leases {
        assert!(stage.lease(lease).await.unwrap().is_some(), "{lease} is still served");
    }
    stop.now();
    assert_eq!(provider.await.unwrap(), Ok(()));
    assert_eq!(keeper.await.unwrap(), Ok(()));
}
