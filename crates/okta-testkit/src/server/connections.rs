//! The connections of an org.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use http::Version;
use tokio::sync::Notify;

/// State of one connection, shared by its requests and its socket.
#[derive(Debug)]
pub(super) struct ConnectionState {
    pub(super) number: u64,
    requests: AtomicU64,
    http2: AtomicBool,
    pub(super) open: AtomicBool,
    /// Closes the connection at once.
    pub(super) abort: Notify,
    /// Closes the connection once the requests in flight are served.
    pub(super) drain: Notify,
    /// Whether the connection is closed with a TCP reset.
    pub(super) reset: AtomicBool,
}

impl ConnectionState {
    /// Counts a request and returns the number of requests so far, this one included.
    pub(super) fn count(&self, version: Version) -> u64 {
        self.http2.store(version == Version::HTTP_2, Ordering::Relaxed);
        self.requests.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// A connection accepted by an [`Org`](crate::Org).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    number: u64,
    requests: u64,
    http2: bool,
    open: bool,
}

impl Connection {
    /// Returns the number of the connection, counted from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the number of requests received on the connection.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Whether the connection uses HTTP/2; false until its first request.
    #[must_use]
    pub fn is_http2(&self) -> bool {
        self.http2
    }

    /// Whether the connection is still open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }
}

/// All connections so far.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    states: Mutex<Vec<Arc<ConnectionState>>>,
    pub(super) in_flight: AtomicUsize,
}

impl Connections {
    pub(super) fn open(&self) -> Arc<ConnectionState> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let state = Arc::new(ConnectionState {
            number: states.len() as u64 + 1,
            requests: AtomicU64::new(0),
            http2: AtomicBool::new(false),
            open: AtomicBool::new(true),
            abort: Notify::new(),
            drain: Notify::new(),
            reset: AtomicBool::new(false),
        });
        states.push(state.clone());
        state
    }

    pub(crate) fn snapshot(&self) -> Vec<Connection> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let view = |state: &Arc<ConnectionState>| Connection {
            number: state.number,
            requests: state.requests.load(Ordering::Relaxed),
            http2: state.http2.load(Ordering::Relaxed),
            open: state.open.load(Ordering::Relaxed),
        };
        states.iter().map(view).collect()
    }

    /// Closes every open connection at once.
    pub(crate) fn abort_all(&self) {
        for state in self.states.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            state.abort.notify_one();
        }
    }

    /// Closes every open connection once its requests in flight are served.
    pub(crate) fn drain_all(&self) {
        for state in self.states.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            state.drain.notify_one();
        }
    }
}
