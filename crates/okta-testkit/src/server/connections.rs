//! The connections of an org.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use http::Version;
use tokio::sync::Notify;

/// One connection, as its requests and its socket see it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) number: u64,
    requests: AtomicU64,
    http2: AtomicBool,
    pub(super) open: AtomicBool,
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
    pub(super) fn open(&self) -> Arc<Link> {
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
