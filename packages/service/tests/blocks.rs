//! The loop over blocks, over a chain that follows a script, in virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use berth_chain::{Account, Block, Chain, CodeInfo, ContractInfo, Error, Head, Result};
use berth_service::{Backoff, Beat, BlockHandler, BlockMetrics, Failure, Loop, Stop, each_block};
use cosmwasm_std::{Coin, Uint128};
use prometheus_client::registry::Registry;
use tokio::time::sleep;

/// Answers one line of the script after the other, then waits for ever.
struct Scripted(Mutex<VecDeque<Result<u64>>>);

impl Scripted {
    fn new(script: impl IntoIterator<Item = Result<u64>>) -> Self {
        Self(Mutex::new(script.into_iter().collect()))
    }

    async fn next(&self) -> Result<Head> {
        let next = self.0.lock().unwrap().pop_front();
        match next {
            Some(answer) => answer.map(|height| Head { height, time: 1_000 + height }),
            None => std::future::pending().await,
        }
    }
}

#[async_trait]
impl Chain for Scripted {
    fn id(&self) -> &str {
        "scripted-1"
    }
    async fn head(&self) -> Result<Head> {
        self.next().await
    }
    async fn head_above(&self, height: u64) -> Result<Head> {
        let head = self.next().await?;
        assert!(head.height > height, "the script gives {} above {height}", head.height);
        Ok(head)
    }
    async fn block(&self, _: u64) -> Result<Block> {
        unreachable!()
    }
    async fn smart(&self, _: &str, _: &[u8], _: Option<u64>) -> Result<Vec<u8>> {
        unreachable!()
    }
    async fn raw(&self, _: &str, _: &[u8], _: Option<u64>) -> Result<Option<Vec<u8>>> {
        unreachable!()
    }
    async fn balance(&self, _: &str, _: &str) -> Result<Uint128> {
        unreachable!()
    }
    async fn balances(&self, _: &str) -> Result<Vec<Coin>> {
        unreachable!()
    }
    async fn account(&self, _: &str) -> Result<Option<Account>> {
        unreachable!()
    }
    async fn contract(&self, _: &str) -> Result<Option<ContractInfo>> {
        unreachable!()
    }
    async fn code(&self, _: u64) -> Result<Option<CodeInfo>> {
        unreachable!()
    }
    async fn build_address(&self, _: &[u8], _: &str, _: &[u8]) -> Result<String> {
        unreachable!()
    }
}

/// Takes down what it is called with; fails as its script says.
#[derive(Default)]
struct Recorder {
    calls: Arc<Mutex<Vec<(u64, u64)>>>,
    failures: VecDeque<Option<Failure>>,
    takes: Duration,
}

#[async_trait]
impl BlockHandler for Recorder {
    async fn block(&mut self, head: Head, passed: u64) -> std::result::Result<(), Failure> {
        self.calls.lock().unwrap().push((head.height, passed));
        sleep(self.takes).await;
        self.failures.pop_front().flatten().map_or(Ok(()), Err)
    }
}

fn with(stop: Stop) -> Loop {
    Loop {
        stop,
        beat: Beat::new(Duration::from_secs(10)),
        metrics: BlockMetrics::new(&mut Registry::default()),
        backoff: Backoff::default(),
    }
}

fn unreachable_chain() -> Error {
    Error::Unreachable { chain: "scripted-1".into(), reasons: "a: refused".into() }
}

/// Runs the script and a minute more: what was called, what was counted, how it ended.
async fn run(
    script: Vec<Result<u64>>,
    mut handler: Recorder,
) -> (Vec<(u64, u64)>, BlockMetrics, std::result::Result<(), Failure>) {
    let (chain, stop) = (Scripted::new(script), Stop::new());
    let with = with(stop.clone());
    let (metrics, calls) = (with.metrics.clone(), Arc::clone(&handler.calls));
    let task = tokio::spawn(async move { each_block(&chain, with, &mut handler).await });
    sleep(Duration::from_secs(60)).await;
    stop.now();
    let ended = task.await.unwrap();
    let calls = calls.lock().unwrap().clone();
    (calls, metrics, ended)
}

#[tokio::test(start_paused = true)]
async fn the_newest_block_is_handled_and_what_was_passed_over_is_told() {
    let (calls, metrics, ended) = run(vec![Ok(5), Ok(6), Ok(10), Ok(11)], Recorder::default()).await;
    assert_eq!(calls, [(5, 0), (6, 0), (10, 3), (11, 0)]);
    assert_eq!((metrics.passed_over(), metrics.handled_height(), metrics.head().height), (3, 11, 11));
    assert_eq!(ended, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn what_can_be_tried_again_is_for_as_long_as_it_takes() {
    let mut script: Vec<_> = std::iter::repeat_with(|| Err(unreachable_chain())).take(5).collect();
    script.extend([Ok(7), Ok(8), Ok(9)]);
    let failed = Failure::from(Error::Expired { hash: "AB".into(), timeout_height: 7 });
    let handler = Recorder { failures: [Some(failed), None].into(), ..Recorder::default() };
    let (calls, metrics, ended) = run(script, handler).await;
    // Block 7 failed: what came next is the newest, and nothing counts as passed over before the first success.
    assert_eq!(calls, [(7, 0), (8, 0), (9, 0)]);
    assert_eq!((metrics.failures("unreachable"), metrics.failures("expired")), (5, 1));
    assert_eq!(ended, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_helped_ends_the_loop_with_its_reason() {
    let key = Error::Key { name: "keeper".into(), reason: "no such file".into() };
    let handler = Recorder { failures: [None, Some(key.clone().into())].into(), ..Recorder::default() };
    let (calls, _, ended) = run(vec![Ok(1), Ok(2), Ok(3)], handler).await;
    assert_eq!(calls, [(1, 0), (2, 0)]);
    assert_eq!(ended.unwrap_err().to_string(), key.to_string());
    let (calls, metrics, ended) = run(vec![Ok(1), Err(key.clone()), Ok(3)], Recorder::default()).await;
    assert_eq!((calls.len(), metrics.failures("key")), (1, 1));
    assert!(matches!(ended, Err(Failure::Fatal { kind: "key", .. })));
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_the_block_in_hand_be_finished() {
    let (chain, stop) = (Scripted::new([Ok(1), Ok(2)]), Stop::new());
    let mut handler = Recorder { takes: Duration::from_secs(30), ..Recorder::default() };
    let (with, calls) = (with(stop.clone()), Arc::clone(&handler.calls));
    let metrics = with.metrics.clone();
    let task = tokio::spawn(async move { each_block(&chain, with, &mut handler).await });
    sleep(Duration::from_secs(1)).await;
    stop.now();
    assert_eq!(task.await.unwrap(), Ok(()));
    assert_eq!((calls.lock().unwrap().as_slice(), metrics.handled_height()), ([(1, 0)].as_slice(), 1));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_block_is_alive_and_a_block_that_hangs_is_not() {
    let (chain, stop) = (Scripted::new([]), Stop::new());
    let waits = with(stop.clone());
    let beat = waits.beat.clone();
    let mut handler = Recorder::default();
    let task = tokio::spawn(async move { each_block(&chain, waits, &mut handler).await });
    sleep(Duration::from_secs(3_600)).await;
    assert_eq!(beat.check(), Ok(()));
    stop.now();
    assert_eq!(task.await.unwrap(), Ok(()));

    let (chain, stop) = (Scripted::new([Ok(1)]), Stop::new());
    let hangs = with(stop.clone());
    let beat = hangs.beat.clone();
    let mut handler = Recorder { takes: Duration::from_secs(30), ..Recorder::default() };
    let task = tokio::spawn(async move { each_block(&chain, hangs, &mut handler).await });
    sleep(Duration::from_secs(20)).await;
    assert!(beat.check().unwrap_err().starts_with("the loop has not moved for "), "{:?}", beat.check());
    sleep(Duration::from_secs(15)).await;
    assert_eq!(beat.check(), Ok(()));
    stop.now();
    assert_eq!(task.await.unwrap(), Ok(()));
}
