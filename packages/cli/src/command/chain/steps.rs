//! Telling the steps of something long while it goes on.

use std::future::Future;
use std::pin::pin;

use berth_client::deploy::Step;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::context::Context;

/// What tells of each step, and where it is heard.
pub fn watcher() -> (impl FnMut(Step) + Send, UnboundedReceiver<Step>) {
    let (tell, heard): (UnboundedSender<Step>, _) = unbounded_channel();
    // Nobody hears the steps after the end.
    (move |step| drop(tell.send(step)), heard)
}

/// Waits for `work`, and tells its steps meanwhile.
pub async fn told<T>(
    context: &mut Context<'_>,
    mut heard: UnboundedReceiver<Step>,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    let done = loop {
        tokio::select! {
            biased;
            Some(step) = heard.recv() => context.note(&step.to_string()),
            done = &mut work => break done,
        }
    };
    while let Ok(step) = heard.try_recv() {
        context.note(&step.to_string());
    }
    done
}
