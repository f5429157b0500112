//! The operations face: what monitors ask a program over HTTP.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::{encoding::text::encode, registry::Registry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{Beat, Checks, Stop, config::Wrong};

/// What switches the face off.
const OFF: &str = "off";
/// What [`Face`] answers /metrics in.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Where the face is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FaceSettings {
    /// Address and port of /metrics, /livez, /readyz and /status; "off" for none. It asks for no password: leave it where
    /// only your monitors reach it.
    pub listen: String,
    /// Seconds without a move of the main loop after which /livez says that the program is stuck.
    pub stuck_after: u64,
    /// Age in seconds of the newest block from which on /readyz says that the chain, or the way to it, stands still.
    pub fresh_within: u64,
}

impl FaceSettings {
    /// On this port of the machine itself.
    pub fn on(port: u16) -> Self {
        Self { listen: format!("127.0.0.1:{port}"), ..Self::default() }
    }

    /// The address, unless it is off. The field is named as in `face.listen`.
    pub fn address(&self) -> Result<Option<SocketAddr>, Wrong> {
        if self.listen == OFF {
            return Ok(None);
        }
        let wrong =
            |_| Wrong::new("face.listen", format!("\"{}\"", self.listen), "address:port, as in 127.0.0.1:9800, or off");
        self.listen.parse().map(Some).map_err(wrong)
    }
}

impl Default for FaceSettings {
    fn default() -> Self {
        Self { listen: "127.0.0.1:9800".to_owned(), stuck_after: 120, fresh_within: 60 }
    }
}

/// What is answered.
pub struct Face {
    /// /metrics, in OpenMetrics.
    pub metrics: Registry,
    /// /livez: 200, or 503 with the reason.
    pub live: Beat,
    /// /readyz: 200 or 503, and what came of each check, as JSON.
    pub ready: Checks,
    /// /status: what the program says of itself, as JSON.
    pub status: Box<dyn Fn() -> Value + Send + Sync>,
}

/// A face that answers. It does so until the stop that it was given.
pub struct Listening {
    /// Where: with the port that was taken if any was asked for.
    pub address: SocketAddr,
    /// Ends after the stop.
    pub task: JoinHandle<io::Result<()>>,
}

impl Face {
    /// Answers at this address until `stop`.
    ///
    /// Errors if the address cannot be had.
    pub async fn listen(self, address: SocketAddr, stop: Stop) -> io::Result<Listening> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let router = self.router();
        let serve = axum::serve(listener, router).with_graceful_shutdown(async move { stop.stopped().await });
        tracing::info!(%address, "operations face");
        Ok(Listening { address, task: tokio::spawn(serve.into_future()) })
    }

    fn router(self) -> Router {
        Router::new()
            .route("/metrics", get(metrics))
            .route("/livez", get(live))
            .route("/readyz", get(ready))
            .route("/status", get(status))
            .with_state(Arc::new(self))
    }
}

async fn metrics(State(face): State<Arc<Face>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &face.metrics) {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn live(State(face): State<Arc<Face>>) -> Response {
    match face.live.check() {
        Ok(()) => Json(json!({"live": true})).into_response(),
        Err(reason) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"live": false, "reason": reason}))).into_response()
        }
    }
}

async fn ready(State(face): State<Arc<Face>>) -> Response {
    let checks = face.ready.run();
    let ready = checks.iter().all(|check| check.ok);
    let code = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(json!({"ready": ready, "checks": checks}))).into_response()
}

async fn status(State(face): State<Arc<Face>>) -> Response {
    Json((face.status)()).into_response()
}
