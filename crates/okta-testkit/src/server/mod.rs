//! The sockets: accepts connections, speaks HTTP/1.1 and HTTP/2, ends connections in the ways that faults ask for.

mod body;
mod exchange;
pub(crate) mod tls;
mod wire;

use std::{
    future::pending,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use http::Version;
use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinSet,
};

use crate::{faults::Welcome, shared::Shared};
use wire::Wire;

/// Accepts connections until `stop` changes, then drops them all.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                // An error here is about one connection (or a passing lack of descriptors), not about the listener.
                let Ok((stream, _)) = accepted else { continue };
                match shared.faults.welcome() {
                    Welcome::Serve => drop(connections.spawn(serve(stream, shared.clone()))),
                    Welcome::Close => drop(stream),
                    Welcome::Ignore => drop(connections.spawn(async move {
                        let _open = stream;
                        pending().await
                    })),
                }
            }
        }
    }
    // Close the port first: nobody may connect to an org that has stopped.
    drop(listener);
    connections.shutdown().await;
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let link = shared.connections.open();
    // Small answers should not wait for more to send.
    let _ = stream.set_nodelay(true);
    let wire = Wire::new(stream, link.clone());
    match shared.tls.as_ref().map(|tls| tls.acceptor.clone()) {
        None => converse(wire, &shared, &link).await,
        Some(acceptor) => {
            // A failed handshake is the client's to report.
            if let Ok(stream) = acceptor.accept(wire).await {
                converse(stream, &shared, &link).await;
            }
        }
    }
    link.open.store(false, Ordering::Relaxed);
}

async fn converse<S>(stream: S, shared: &Arc<Shared>, link: &Arc<Link>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| exchange::exchange(request, shared.clone(), link.clone()));
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // Without a timer: nothing here may depend on the caller's (perhaps paused) time.
    builder.http1().header_read_timeout(None);
    builder.http2().max_concurrent_streams(1024);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // What ends a connection is seen by its client; there is nobody else to tell.
            _ = connection.as_mut() => return,
            () = link.kill.notified() => return,
            () = link.drain.notified() => connection.as_mut().graceful_shutdown(),
        }
    }
}

/// One connection, as its requests and its socket see it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) number: u64,
    requests: AtomicU64,
    http2: AtomicBool,
    open: AtomicBool,
    /// Ends the connection at once.
    pub(crate) kill: Notify,
    /// Ends it once requests under way are served.
    pub(crate) drain: Notify,
    /// Whether its end is a reset.
    pub(crate) reset: AtomicBool,
}

/// A connection that a client made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    number: u64,
    requests: u64,
    http2: bool,
    open: bool,
}

impl Connection {
    /// Its number, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many requests it has carried.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Whether it speaks HTTP/2; false until its first request.
    #[must_use]
    pub fn is_http2(&self) -> bool {
        self.http2
    }

    /// Whether it is still open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }
}

/// All connections so far.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    links: Mutex<Vec<Arc<Link>>>,
    pub(crate) in_flight: AtomicUsize,
}

impl Connections {
    fn open(&self) -> Arc<Link> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let link = Arc::new(Link {
            number: links.len() as u64 + 1,
            requests: AtomicU64::new(0),
            http2: AtomicBool::new(false),
            open: AtomicBool::new(true),
            kill: Notify::new(),
            drain: Notify::new(),
            reset: AtomicBool::new(false),
        });
        links.push(link.clone());
        link
    }

    pub(crate) fn snapshot(&self) -> Vec<Connection> {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let view = |link: &Arc<Link>| Connection {
            number: link.number,
            requests: link.requests.load(Ordering::Relaxed),
            http2: link.http2.load(Ordering::Relaxed),
            open: link.open.load(Ordering::Relaxed),
        };
        links.iter().map(view).collect()
    }

    /// Ends every open connection, abruptly or once its requests are served.
    pub(crate) fn end_all(&self, abruptly: bool) {
        for link in self.links.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if abruptly { link.kill.notify_one() } else { link.drain.notify_one() }
        }
    }
}

impl Link {
    /// Counts a request; how many there have been, this one included.
    pub(crate) fn count(&self, version: Version) -> u64 {
        self.http2.store(version == Version::HTTP_2, Ordering::Relaxed);
        self.requests.fetch_add(1, Ordering::Relaxed) + 1
    }
}
