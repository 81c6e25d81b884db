//! Detection of dead HTTP/2 connections by abandoned calls.
//!
//! When a caller drops a call, HTTP/1.1 closes the connection, but HTTP/2 keeps it. If the peer disappeared
//! without closing it, every later call would wait on the same dead connection until a ping fails. So an
//! abandoned call is counted as a failure. Until the next response, the transport records the connection of
//! each call, and a connection on which another call is abandoned takes no new calls. Calls in flight on it
//! continue.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use okta_tower::body::Body;

/// Number of consecutive abandoned calls that retire a connection. A single one may just be a slow operation.
const MAX_FAILURES: u32 = 2;

/// The number of calls abandoned since the last response.
#[derive(Clone, Debug, Default)]
pub(super) struct FailureCount(Arc<AtomicU32>);

/// Tracks one call. Dropped before [`HealthTracker::finished`], it counts the call as abandoned.
#[derive(Debug)]
pub(super) struct HealthTracker {
    failures: FailureCount,
    /// The connection of the call; recorded only after a failure.
    connection: Option<CaptureConnection>,
    finished: bool,
}

impl FailureCount {
    pub(super) fn track(&self, request: &mut http::Request<Body>) -> HealthTracker {
        let connection = (self.0.load(Ordering::Relaxed) > 0).then(|| capture_connection(request));
        HealthTracker { failures: self.clone(), connection, finished: false }
    }

    /// Tracks a call whose connection is recorded by others.
    #[cfg(feature = "http2")]
    pub(super) fn track_captured(&self, connection: CaptureConnection) -> HealthTracker {
        HealthTracker { failures: self.clone(), connection: Some(connection), finished: false }
    }
}

impl HealthTracker {
    /// Marks the call as finished. A response resets the count; errors are handled by the pool.
    pub(super) fn finished(&mut self, success: bool) {
        self.finished = true;
        // Loads first: a store in every call would contend for the cache line.
        if success && self.failures.0.load(Ordering::Relaxed) > 0 {
            self.failures.0.store(0, Ordering::Relaxed);
        }
    }
}

impl Drop for HealthTracker {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let failures = self.failures.0.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        // HTTP/1.1 closes its connection, so this affects HTTP/2 only, negotiated or not.
        if failures >= MAX_FAILURES
            && let Some(connection) = &self.connection
            && let Some(connected) = connection.connection_metadata().as_ref()
        {
            tracing::debug!(failures, "HTTP/2 connection retired: no response");
            connected.poison();
        }
    }
}
