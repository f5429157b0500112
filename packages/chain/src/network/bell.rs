//! A node's websocket: it says when to look, and nothing that is believed.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::{
    connect_async_with_config,
    tungstenite::{
        Message as Frame,
        client::IntoClientRequest as _,
        handshake::client::Request,
        http::{HeaderValue, header::AUTHORIZATION},
        protocol::WebSocketConfig,
    },
};

use super::Slot;
use crate::endpoint::Endpoint;

const SUBSCRIBE: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"query":"tm.event='NewBlockHeader'"}}"#;
/// A node pings every 27 s; one that is quiet for longer than this is gone.
const QUIET: Duration = Duration::from_secs(60);
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// Shortest and longest time until the next try.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// Most bytes of a message. A header has some thousand.
const MESSAGE: usize = 1 << 20;

/// Runs until the endpoint is found to be of no use.
pub(super) async fn run(slot: Arc<Slot>) {
    let mut again = AGAIN.0;
    while slot.state().out.is_none() {
        let mut heard = false;
        if let Err(reason) = listen(&slot, &mut heard).await {
            tracing::debug!(endpoint = slot.node.endpoint.shown, reason, "websocket lost: polling goes on");
        }
        again = if heard { AGAIN.0 } else { again.saturating_mul(2).min(AGAIN.1) };
        // What happened in between was rung by nobody.
        slot.bell.notify_one();
        sleep(again).await;
    }
}

/// Rings for each message until the connection ends.
async fn listen(slot: &Slot, heard: &mut bool) -> Result<(), String> {
    let request = request(&slot.node.endpoint)?;
    let config = WebSocketConfig::default().max_message_size(Some(MESSAGE)).max_frame_size(Some(MESSAGE));
    let connecting = connect_async_with_config(request, Some(config), false);
    let (mut socket, _) =
        timeout(CONNECT, connecting).await.map_err(|_| "no connection in time")?.map_err(|error| error.to_string())?;
    socket.send(Frame::text(SUBSCRIBE)).await.map_err(|error| error.to_string())?;
    loop {
        // Reading is what answers the node's pings.
        let frame = timeout(QUIET, socket.next()).await.map_err(|_| "quiet for too long")?;
        match frame.ok_or("closed")?.map_err(|error| error.to_string())? {
            Frame::Text(text) if text.contains(r#""error""#) => return Err("it refused the subscription".into()),
            Frame::Text(_) => {
                *heard = true;
                slot.bell.notify_one();
            }
            Frame::Close(_) => return Err("closed".into()),
            _ => {}
        }
    }
}

fn request(endpoint: &Endpoint) -> Result<Request, String> {
    let url = &endpoint.socket;
    let mut request = url.as_str().into_client_request().map_err(|error| error.to_string())?;
    if !url.username().is_empty() {
        let pair = format!("{}:{}", url.username(), url.password().unwrap_or_default());
        let mut value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair)))
            .map_err(|error| error.to_string())?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(request)
}
