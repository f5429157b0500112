//! The operations face, asked over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::{net::SocketAddr, time::Duration};

use berth_chain::Head;
use berth_service::{Beat, BlockMetrics, Checks, Face, FaceSettings, Listening, Mark, Stop};
use prometheus_client::{metrics::counter::Counter, registry::Registry};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn get(address: SocketAddr, path: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
}

async fn json_of(address: SocketAddr, path: &str) -> (u16, Value) {
    let (code, _, body) = get(address, path).await;
    (code, serde_json::from_str(&body).unwrap())
}

#[tokio::test]
async fn every_path_answers() {
    let mut metrics = Registry::with_prefix("tested");
    let counter = Counter::<u64>::default();
    metrics.register("things", "Things", counter.clone());
    let blocks = BlockMetrics::new(&mut metrics);
    let (live, query, money) =
        (Beat::new(Duration::ZERO), Mark::new(Duration::from_secs(600)), Mark::new(Duration::ZERO));
    let (of_blocks, of_query, of_money) = (blocks.clone(), query.clone(), money.clone());
    let ready = Checks::new()
        .with("head", move || of_blocks.fresh(60))
        .with("query", move || of_query.check())
        .with("balance", move || of_money.check());
    let status = Box::new(move || json!({"height": blocks.head().height}));
    let stop = Stop::new();
    let face = Face { metrics, live: live.clone(), ready, status };
    let Listening { address, task } = face.listen("127.0.0.1:0".parse().unwrap(), stop.clone()).await.unwrap();

    counter.inc_by(3);
    let (code, head, body) = get(address, "/metrics").await;
    assert!(code == 200 && head.contains("content-type: application/openmetrics-text; version=1.0.0"), "{head}");
    assert!(body.contains("tested_things_total 3\n") && body.ends_with("# EOF\n"), "{body}");

    let (code, body) = json_of(address, "/readyz").await;
    assert_eq!(code, 503);
    let checks = json!([
        {"name": "head", "ok": false, "reason": "no block seen yet"},
        {"name": "query", "ok": false, "reason": "not tried yet"},
        {"name": "balance", "ok": false, "reason": "not tried yet"},
    ]);
    assert_eq!(body, json!({"ready": false, "checks": checks}));
    query.set(Ok(()));
    money.set(Ok(()));
    tokio::time::sleep(Duration::from_millis(5)).await;
    let (_, body) = json_of(address, "/readyz").await;
    assert_eq!(body["checks"][1], json!({"name": "query", "ok": true}));
    assert_eq!(body["checks"][2]["reason"], "tried last 0 s ago, allowed: 0 s");
    query.set(Err("market refused".into()));
    assert_eq!(json_of(address, "/readyz").await.1["checks"][1]["reason"], "market refused");

    let (code, body) = json_of(address, "/livez").await;
    assert_eq!((code, &body["live"]), (503, &json!(false)));
    assert_eq!(json_of(address, "/status").await, (200, json!({"height": Head::default().height})));
    assert_eq!(get(address, "/else").await.0, 404);

    stop.now();
    task.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_program_that_is_well_says_so() {
    let live = Beat::new(Duration::from_secs(600));
    let ready = Checks::new().with("all", || Ok(()));
    let face = Face { metrics: Registry::default(), live, ready, status: Box::new(|| json!({})) };
    let listening = face.listen("127.0.0.1:0".parse().unwrap(), Stop::new()).await.unwrap();
    assert_eq!(json_of(listening.address, "/livez").await, (200, json!({"live": true})));
    assert_eq!(json_of(listening.address, "/readyz").await.0, 200);
}

#[test]
fn an_address_is_one_or_off() {
    let listen = |listen: &str| FaceSettings { listen: listen.into(), ..FaceSettings::default() }.address();
    assert_eq!(listen("off"), Ok(None));
    assert_eq!(listen("[::1]:80"), Ok(Some("[::1]:80".parse().unwrap())));
    for wrong in ["", "localhost:1", "127.0.0.1", "127.0.0.1:70000"] {
        assert_eq!(listen(wrong).unwrap_err().field, "face.listen", "{wrong}");
    }
}
