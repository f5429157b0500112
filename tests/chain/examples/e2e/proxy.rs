//! An endpoint that can die: a proxy in front of the node.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Everything passes.
    Open,
    /// Connections stay, and nothing passes: a machine that hangs.
    Silent,
    /// Connections are closed: a program that is gone.
    Closed,
}

/// The proxy, until it is dropped.
pub struct Proxy {
    /// Where it is.
    pub url: String,
    way: watch::Sender<Way>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// In front of a node, open.
    pub async fn start(node: &str) -> Result<Self> {
        let address: SocketAddr = node.trim_start_matches("http://").parse().context("the node's address")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (way, seen) = watch::channel(Way::Open);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, address, seen.clone()));
            }
        });
        Ok(Self { url, way, task })
    }

    /// Changes it, for connections that are there, too.
    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(mut stream: TcpStream, node: SocketAddr, mut way: watch::Receiver<Way>) {
    if *way.borrow_and_update() == Way::Open {
        let Ok(mut there) = TcpStream::connect(node).await else { return };
        tokio::select! {
            _ = copy_bidirectional(&mut stream, &mut there) => return,
            changed = way.wait_for(|way| *way != Way::Open) => if changed.is_err() { return },
        }
    }
    // Keeps the connection for as long as it is silent.
    drop(way.wait_for(|way| *way != Way::Silent).await);
}
