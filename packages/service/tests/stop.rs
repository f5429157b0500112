//! Signals. In a file of its own: a signal goes to the whole process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::process::Command;

use berth_service::Stop;

#[tokio::test]
async fn a_signal_stops() {
    let stop = Stop::on_signals().unwrap();
    let child = stop.child();
    assert!(!stop.is_stopped());
    let sent = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.stopped().await;
    assert!(stop.is_stopped());
}
