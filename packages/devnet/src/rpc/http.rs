//! Requests over HTTP, and the connections on which they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Request, WebSocketUpgrade};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::Endpoint;
use super::call::Call;
use super::error::{RpcError, answer};
use super::{lies, methods, socket};

/// Bytes of a request at most.
const BODY: usize = 1_000_000;
/// Requests in one.
const BATCH: usize = 10;

/// What a request knows of its connection.
#[derive(Clone)]
struct Wire(CancellationToken);

/// Takes connections until it is stopped.
pub async fn serve(listener: TcpListener, endpoint: Arc<Endpoint>, stop: CancellationToken) {
    let router = router(&endpoint);
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file handles, most likely: some may come free.
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            continue;
        };
        if endpoint.switch.get().is_dead {
            reset(&stream);
            continue;
        }
        let (router, wire, stop) = (router.clone(), endpoint.switch.wire(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = connection(stream, router, wire.clone()) => {}
                () = wire.cancelled() => {}
                () = stop.cancelled() => {}
            }
        });
    }
}

/// A connection that ends now ends with a reset, as one to a process that has been killed.
fn reset(stream: &TcpStream) {
    // If it cannot be reset it is closed.
    drop(stream.set_zero_linger());
}

async fn connection(stream: TcpStream, router: Router, wire: CancellationToken) {
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Wire(wire.clone()));
        router.clone().oneshot(request)
    });
    // Whatever ends it, it has ended.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).with_upgrades().await);
}

fn router(endpoint: &Arc<Endpoint>) -> Router {
    let turns = Arc::new(AtomicU64::new(0));
    let plain = {
        let endpoint = Arc::clone(endpoint);
        any(move |Extension(wire): Extension<Wire>, request: Request| {
            let (endpoint, turns) = (Arc::clone(&endpoint), Arc::clone(&turns));
            async move { handle(&endpoint, &wire, &turns, request).await }
        })
    };
    let endpoint = Arc::clone(endpoint);
    let upgrade = any(move |upgrade: WebSocketUpgrade| {
        let endpoint = Arc::clone(&endpoint);
        async move { upgrade.on_upgrade(move |socket| socket::run(socket, endpoint)) }
    });
    Router::new().route("/websocket", upgrade).fallback(plain)
}

async fn handle(endpoint: &Endpoint, wire: &Wire, turns: &AtomicU64, request: Request) -> Response {
    let (status, text) = respond(endpoint, wire, request).await;
    let faults = endpoint.switch.get();
    tokio::time::sleep(faults.delay).await;
    let text = match faults.lie {
        Some(lie) => lies::twist(text, lie, turns.fetch_add(1, Ordering::Relaxed)),
        None => text,
    };
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    response.body(Body::from(text)).unwrap_or_default()
}

async fn respond(endpoint: &Endpoint, wire: &Wire, request: Request) -> (StatusCode, String) {
    if endpoint.switch.get().is_stalled {
        std::future::pending::<()>().await;
    }
    if request.method() == Method::GET {
        let uri = request.uri();
        return by_uri(endpoint, wire, uri.path().trim_start_matches('/'), uri.query().unwrap_or_default()).await;
    }
    if request.uri().path() != "/" {
        return (StatusCode::NOT_FOUND, "404 page not found\n".to_owned());
    }
    let Ok(body) = to_bytes(request.into_body(), BODY).await else {
        let error = RpcError::request("error reading request body: http: request body too large");
        return (StatusCode::BAD_REQUEST, error.to_answer(None));
    };
    match serde_json::from_slice::<Value>(&body) {
        Err(error) => {
            let error = RpcError::parse(format!("error unmarshaling request: {error}"));
            (StatusCode::INTERNAL_SERVER_ERROR, error.to_answer(None))
        }
        Ok(Value::Array(requests)) => batch(endpoint, wire, &requests).await,
        Ok(request) => (StatusCode::OK, one(endpoint, wire, &request).await.unwrap_or_default()),
    }
}

async fn batch(endpoint: &Endpoint, wire: &Wire, requests: &[Value]) -> (StatusCode, String) {
    if requests.len() > BATCH {
        let error = RpcError::request(format!("batch request exceeds maximum ({BATCH}) allowed number of requests"));
        return (StatusCode::INTERNAL_SERVER_ERROR, error.to_answer(None));
    }
    let mut answers = vec![];
    for request in requests {
        answers.extend(one(endpoint, wire, request).await);
    }
    // A node answers a single one by itself, even out of a list.
    let text = match answers.as_slice() {
        [] => String::new(),
        [single] => single.clone(),
        many => format!("[{}]", many.join(",")),
    };
    (StatusCode::OK, text)
}

async fn one(endpoint: &Endpoint, wire: &Wire, request: &Value) -> Option<String> {
    let call = match Call::read(request) {
        Ok(call) => call?,
        Err(error) => return Some(error.to_answer(None)),
    };
    Some(outcome(endpoint, wire, &call).await.1)
}

async fn by_uri(endpoint: &Endpoint, wire: &Wire, method: &str, query: &str) -> (StatusCode, String) {
    if method.is_empty() {
        return (StatusCode::OK, "\"a devnet\"".to_owned());
    }
    let (is_known, text) = outcome(endpoint, wire, &Call::from_uri(method, query)).await;
    if is_known { (StatusCode::OK, text) } else { (StatusCode::NOT_FOUND, "404 page not found\n".to_owned()) }
}

/// Whether there is such a method, and the answer.
async fn outcome(endpoint: &Endpoint, wire: &Wire, call: &Call) -> (bool, String) {
    let (result, is_lost) = methods::call(endpoint, call).await;
    if is_lost {
        wire.0.cancel();
        std::future::pending::<()>().await;
    }
    let (is_known, text) = match result {
        Ok(result) => (true, answer(&call.id, &result)),
        Err(error) => (error != RpcError::method(), error.to_answer(Some(&call.id))),
    };
    if is_known {
        endpoint.asked.note(&call.question(), text.len());
    }
    (is_known, text)
}
