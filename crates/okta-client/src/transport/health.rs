//! Dead HTTP/2 connections, found by calls that got no answer.
//!
//! When a caller gives up on a call, HTTP/1.1 closes the connection, but HTTP/2 keeps it: should the peer be
//! gone without a trace, every later call would wait on the same dead connection until a ping fails. So a call
//! that is given up makes the transport suspicious: until the next answer it notes which connection each call
//! takes, and a connection on which a call is given up then takes no new calls. Calls under way on it go on.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use okta_tower::body::Body;

/// How many calls may be given up in a row. One alone may just be a slow operation.
const LIMIT: u32 = 2;

/// Calls given up since the last answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspicion(Arc<AtomicU32>);

/// Watches one call; dropped without [`Watch::finished`], it counts the call as given up.
#[derive(Debug)]
pub(super) struct Watch {
    suspicion: Suspicion,
    /// The connection that the call takes; not noted while all is well.
    connection: Option<CaptureConnection>,
    over: bool,
}

impl Suspicion {
    pub(super) fn watch(&self, request: &mut http::Request<Body>) -> Watch {
        let connection = (self.0.load(Ordering::Relaxed) > 0).then(|| capture_connection(request));
        Watch { suspicion: self.clone(), connection, over: false }
    }
}

impl Watch {
    /// The call came to an end by itself. An answer clears the suspicion; an error is seen by the pool.
    pub(super) fn finished(&mut self, answered: bool) {
        self.over = true;
        // Read first: a write would take the cache line from other threads, call after call.
        if answered && self.suspicion.0.load(Ordering::Relaxed) > 0 {
            self.suspicion.0.store(0, Ordering::Relaxed);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let given_up = self.suspicion.0.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        // A connection of HTTP/1.1 is closed by now, so this is one of HTTP/2, negotiated or not.
        if given_up >= LIMIT
            && let Some(connection) = &self.connection
            && let Some(connected) = connection.connection_metadata().as_ref()
        {
            tracing::debug!(given_up, "no answer on an HTTP/2 connection: it takes no more calls");
            connected.poison();
        }
    }
}
