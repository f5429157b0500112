//! Websockets: the same methods, and news of blocks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket as Socket};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::Endpoint;
use super::call::Call;
use super::error::{RpcError, answer};
use super::methods;
use crate::faults::WebSocket;
use crate::node::Block;
use crate::node::block::hex;

/// After so long without news the other side is asked whether it is there.
const PING: Duration = Duration::from_secs(27);
/// After so long without a word from the other side it is left.
const SILENCE: Duration = Duration::from_secs(30);
/// Subscriptions of one socket at most.
const SUBSCRIPTIONS: usize = 5;

/// What a socket wants to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Topic {
    /// The header of each block.
    Header,
    /// Each transaction, or only that of one hash.
    Tx(Option<String>),
    /// Something that never happens here.
    Nothing,
}

/// A wish with the words and the id in which it came.
struct Subscription {
    id: Value,
    query: String,
    topic: Topic,
}

/// Serves a socket until it ends.
pub async fn run(mut socket: Socket, endpoint: Arc<Endpoint>) {
    let faults = endpoint.switch.get();
    let cut = endpoint.switch.socket();
    if faults.websocket == WebSocket::Dropped {
        return;
    }
    let mut news = endpoint.chain.news.subscribe();
    let mut subscriptions: Vec<Subscription> = vec![];
    let mut heard = Instant::now();
    let mut pings = tokio::time::interval(PING);
    pings.reset();
    loop {
        let going_on = tokio::select! {
            () = cut.cancelled() => false,
            message = socket.recv() => {
                heard = Instant::now();
                take(&mut socket, &endpoint, &mut subscriptions, message).await
            }
            block = news.recv() => match block {
                Ok(block) => tell(&mut socket, &endpoint, &subscriptions, &block).await,
                // It listens so slowly that it has missed some: a node leaves it, too.
                Err(RecvError::Lagged(_)) => false,
                Err(RecvError::Closed) => false,
            },
            _ = pings.tick() => heard.elapsed() < SILENCE && socket.send(Message::Ping(vec![].into())).await.is_ok(),
        };
        if !going_on {
            return;
        }
    }
}

async fn take(
    socket: &mut Socket,
    endpoint: &Endpoint,
    subscriptions: &mut Vec<Subscription>,
    message: Option<Result<Message, axum::Error>>,
) -> bool {
    let text = match message {
        Some(Ok(Message::Text(text))) => text,
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => return true,
        Some(Ok(Message::Close(_)) | Err(_)) | None => return false,
    };
    if endpoint.switch.get().is_stalled {
        return true;
    }
    let reply = match serde_json::from_str::<Value>(&text) {
        Err(error) => Some(RpcError::parse(format!("error unmarshaling request: {error}")).to_answer(None)),
        Ok(request) => match Call::read(&request) {
            Err(error) => Some(error.to_answer(None)),
            Ok(None) => None,
            Ok(Some(call)) => Some(reply(endpoint, subscriptions, &call).await),
        },
    };
    match reply {
        Some(reply) => socket.send(Message::Text(reply.into())).await.is_ok(),
        None => true,
    }
}

async fn reply(endpoint: &Endpoint, subscriptions: &mut Vec<Subscription>, call: &Call) -> String {
    let outcome = match call.method.as_str() {
        "subscribe" => subscribe(subscriptions, call),
        "unsubscribe" => unsubscribe(subscriptions, call),
        "unsubscribe_all" => {
            subscriptions.clear();
            Ok("{}".to_owned())
        }
        _ => methods::call(endpoint, call).await.0,
    };
    match outcome {
        Ok(result) => answer(&call.id, &result),
        Err(error) => error.to_answer(Some(&call.id)),
    }
}

fn subscribe(subscriptions: &mut Vec<Subscription>, call: &Call) -> Result<String, RpcError> {
    let query = call.text(0, "query")?;
    let topic = topic(&query).ok_or_else(|| RpcError::internal("failed to parse query"))?;
    if subscriptions.iter().any(|subscription| subscription.query == query) {
        return Err(RpcError::internal("already subscribed"));
    }
    if subscriptions.len() >= SUBSCRIPTIONS {
        return Err(RpcError::internal(format!("max_subscriptions_per_client {SUBSCRIPTIONS} reached")));
    }
    subscriptions.push(Subscription { id: call.id.clone(), query, topic });
    Ok("{}".to_owned())
}

fn unsubscribe(subscriptions: &mut Vec<Subscription>, call: &Call) -> Result<String, RpcError> {
    let query = call.text(0, "query")?;
    let before = subscriptions.len();
    subscriptions.retain(|subscription| subscription.query != query);
    if subscriptions.len() == before {
        return Err(RpcError::internal("subscription not found"));
    }
    Ok("{}".to_owned())
}

/// What a query is about: `tm.event='NewBlockHeader'`, or `tm.event='Tx'` with or without `AND tx.hash='..'`.
fn topic(query: &str) -> Option<Topic> {
    let (mut kind, mut wanted) = (None, None);
    for condition in query.split(" AND ") {
        let (name, value) = condition.split_once('=')?;
        let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?.to_owned();
        match name.trim() {
            "tm.event" => kind = Some(value),
            "tx.hash" => wanted = Some(value),
            _ => return None,
        }
    }
    match kind?.as_str() {
        "NewBlockHeader" => Some(Topic::Header),
        "Tx" => Some(Topic::Tx(wanted)),
        _ => Some(Topic::Nothing),
    }
}

/// Tells of a block, or of an older one if the endpoint is behind.
async fn tell(socket: &mut Socket, endpoint: &Endpoint, subscriptions: &[Subscription], block: &Block) -> bool {
    let faults = endpoint.switch.get();
    if faults.websocket == WebSocket::Silent || faults.is_stalled {
        return true;
    }
    let height = block.height().saturating_sub(faults.lag);
    let Some(block) = endpoint.chain.ledger().block(height).cloned() else { return true };
    for subscription in subscriptions {
        for (data, events) in happened(&subscription.topic, &block) {
            let result = json!({"query": subscription.query, "data": data, "events": events}).to_string();
            if socket.send(Message::Text(answer(&subscription.id, &result).into())).await.is_err() {
                return false;
            }
        }
    }
    true
}

/// What there is to tell of a block.
fn happened(topic: &Topic, block: &Block) -> Vec<(Value, Value)> {
    match topic {
        Topic::Nothing => vec![],
        Topic::Header => {
            let data = json!({"type": "tendermint/event/NewBlockHeader", "value": {"header": block.header()}});
            vec![(data, json!({"tm.event": ["NewBlockHeader"]}))]
        }
        Topic::Tx(wanted) => {
            let told = block.txs.iter().enumerate().filter_map(|(index, tx)| {
                let hash = hex(&tx.hash);
                if wanted.as_ref().is_some_and(|wanted| *wanted != hash) {
                    return None;
                }
                Some((block.tx_event(index)?, tags(block, index, hash)))
            });
            told.collect()
        }
    }
}

/// What a transaction can be found by: the values of all attributes, by `event.attribute`.
fn tags(block: &Block, index: usize, hash: String) -> Value {
    let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for event in block.results.get(index).into_iter().flat_map(|result| &result.events) {
        for attribute in &event.attributes {
            tags.entry(format!("{}.{}", event.ty, attribute.key)).or_default().push(attribute.value.clone());
        }
    }
    tags.insert("tm.event".to_owned(), vec!["Tx".to_owned()]);
    tags.insert("tx.hash".to_owned(), vec![hash]);
    tags.insert("tx.height".to_owned(), vec![block.height().to_string()]);
    json!(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_as_a_node_reads_them() {
        assert_eq!(topic("tm.event='NewBlockHeader'"), Some(Topic::Header));
        assert_eq!(topic("tm.event = 'Tx'"), Some(Topic::Tx(None)));
        assert_eq!(topic("tm.event='Tx' AND tx.hash='AB'"), Some(Topic::Tx(Some("AB".into()))));
        assert_eq!(topic("tm.event='Vote'"), Some(Topic::Nothing));
        assert_eq!(topic("bad"), None);
        assert_eq!(topic("tm.event=Tx"), None);
    }
}
