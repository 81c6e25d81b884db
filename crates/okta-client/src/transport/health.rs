//! Dead HTTP/2 connections, found by calls that got no answer.
//!
//! When a caller gives up on a call, HTTP/1.1 closes the connection, but HTTP/2 keeps it: should the peer be
//! gone without a trace, every later call would wait on the same dead connection until a ping fails. So
//! calls given up are counted for each connection; after [`LIMIT`] of them without any answer in between,
//! the connection takes no new calls. Calls under way on it go on.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use hyper_util::client::legacy::connect::CaptureConnection;

/// How many calls may be given up in a row. One alone may just be a slow operation.
const LIMIT: u32 = 2;

/// Calls given up on one connection since its last answer. Travels with the connection, as its extra.
#[derive(Clone, Debug, Default)]
pub(super) struct Health(Arc<AtomicU32>);

/// Watches one call; dropped without [`Watch::finished`], it counts the call as given up.
#[derive(Debug)]
pub(super) struct Watch {
    connection: CaptureConnection,
    over: bool,
}

impl Watch {
    pub(super) fn new(connection: CaptureConnection) -> Self {
        Self { connection, over: false }
    }

    /// The call came to an end by itself. An answer clears the connection's count; an error is seen by the
    /// pool.
    pub(super) fn finished(&mut self, answered: bool) {
        self.over = true;
        if answered && let Some(health) = self.health() {
            health.0.store(0, Ordering::Relaxed);
        }
    }

    fn health(&self) -> Option<Health> {
        let mut extras = http::Extensions::new();
        self.connection.connection_metadata().as_ref()?.get_extras(&mut extras);
        extras.remove()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let Some(health) = self.health() else { return };
        let given_up = health.0.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if given_up >= LIMIT
            && let Some(connected) = self.connection.connection_metadata().as_ref()
            && connected.is_negotiated_h2()
        {
            tracing::debug!(given_up, "no answer on an HTTP/2 connection: it takes no more calls");
            connected.poison();
        }
    }
}
