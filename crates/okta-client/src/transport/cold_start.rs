//! One connection for a burst of first requests over HTTP/2.
//!
//! Whether requests can share a connection is known only after its TLS handshake, so the pool would open a connection
//! for each request of a burst and close all but one. The first request to an origin without an open connection
//! therefore goes ahead; the others wait until it has its connection. Once an origin has negotiated HTTP/1.1, requests
//! no longer wait.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{
    Uri,
    uri::{Authority, Scheme},
};
use tokio::{sync::watch, time::timeout};

/// The maximum number of origins; requests to further ones do not wait.
const MAX_ORIGINS: usize = 1024;

/// How long a request waits for the first.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The connections of each origin.
#[derive(Clone, Default)]
pub(super) struct ColdStarts(Arc<Mutex<HashMap<Authority, OriginConnections>>>);

#[derive(Default)]
struct OriginConnections {
    open: usize,
    /// Whether the last connection uses HTTP/2; `None` before the first.
    is_http2: Option<bool>,
    /// While the first request connects: whether it has ended that.
    connecting: Option<watch::Receiver<bool>>,
}

/// What a request has to do.
pub(super) enum ColdStart {
    /// Send at once.
    Warm,
    /// Connect, and report the end of it.
    First(FirstRequest),
    /// Wait for the first request.
    Waiting(WaitingRequest),
}

impl ColdStarts {
    pub(super) fn enter(&self, target: &Uri) -> ColdStart {
        if target.scheme() != Some(&Scheme::HTTPS) {
            return ColdStart::Warm;
        }
        let Some(authority) = target.authority() else { return ColdStart::Warm };
        let mut origins = self.lock();
        if let Some(origin) = origins.get(authority) {
            if origin.open > 0 || origin.is_http2 == Some(false) {
                return ColdStart::Warm;
            }
            if let Some(connecting) = &origin.connecting {
                return ColdStart::Waiting(WaitingRequest(connecting.clone()));
            }
        } else if origins.len() >= MAX_ORIGINS {
            return ColdStart::Warm;
        }
        let finished = watch::Sender::new(false);
        origins.entry(authority.clone()).or_default().connecting = Some(finished.subscribe());
        ColdStart::First(FirstRequest { starts: self.clone(), authority: authority.clone(), finished })
    }

    /// Counts a connection as open until the value is dropped.
    pub(super) fn opened(&self, target: &Uri, is_http2: bool) -> Option<OpenConnection> {
        let authority = target.authority()?;
        let mut origins = self.lock();
        let origin = origins.get_mut(authority)?;
        origin.open += 1;
        origin.is_http2 = Some(is_http2);
        Some(OpenConnection { starts: self.clone(), authority: authority.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Authority, OriginConnections>> {
        // The counts are valid after a panic too.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The request that opens the connection. Dropped before it connected, it lets the next one go ahead.
pub(super) struct FirstRequest {
    starts: ColdStarts,
    authority: Authority,
    finished: watch::Sender<bool>,
}

impl FirstRequest {
    /// Lets the waiting requests go ahead: on this connection, or each on a new one if there is none.
    pub(super) fn finish(self) {
        self.finished.send_replace(true);
    }
}

impl Drop for FirstRequest {
    fn drop(&mut self) {
        if let Some(origin) = self.starts.lock().get_mut(&self.authority) {
            origin.connecting = None;
        }
    }
}

/// A request that waits for the first.
pub(super) struct WaitingRequest(watch::Receiver<bool>);

impl WaitingRequest {
    /// Waits for the first request. Returns whether to send now, rather than to enter again because it was dropped.
    pub(super) async fn wait(mut self) -> bool {
        let finished = self.0.wait_for(|finished| *finished);
        // A first request that nobody polls must not block the others.
        !matches!(timeout(LONGEST_WAIT, finished).await, Ok(Err(_)))
    }
}

/// Counts an open connection.
pub(super) struct OpenConnection {
    starts: ColdStarts,
    authority: Authority,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        if let Some(origin) = self.starts.lock().get_mut(&self.authority) {
            origin.open = origin.open.saturating_sub(1);
        }
    }
}

impl fmt::Debug for OpenConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OpenConnection").field(&self.authority).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{ColdStart, ColdStarts};

    const TARGET: &str = "https://example.com/a";

    fn waiting(start: ColdStart) -> super::WaitingRequest {
        match start {
            ColdStart::Waiting(waiting) => waiting,
            ColdStart::Warm | ColdStart::First(_) => panic!("not waiting"),
        }
    }

    #[tokio::test]
    async fn requests_wait_for_the_first() {
        let (starts, target) = (ColdStarts::default(), TARGET.parse().unwrap());
        let ColdStart::First(first) = starts.enter(&target) else { panic!("not the first") };
        let second = waiting(starts.enter(&target));
        let other = starts.enter(&"https://other.example/".parse().unwrap());
        assert!(matches!(other, ColdStart::First(_)));
        assert!(matches!(starts.enter(&"http://example.com/".parse().unwrap()), ColdStart::Warm));
        let open = starts.opened(&target, true);
        first.finish();
        assert!(second.wait().await);
        assert!(matches!(starts.enter(&target), ColdStart::Warm));
        // Without an open connection the next burst starts cold.
        drop(open);
        assert!(matches!(starts.enter(&target), ColdStart::First(_)));
    }

    #[tokio::test]
    async fn failure_lets_all_go_and_drop_lets_one_go() {
        let (starts, target) = (ColdStarts::default(), TARGET.parse().unwrap());
        let ColdStart::First(first) = starts.enter(&target) else { panic!("not the first") };
        let second = waiting(starts.enter(&target));
        first.finish();
        assert!(second.wait().await);

        let ColdStart::First(first) = starts.enter(&target) else { panic!("not the first") };
        let second = waiting(starts.enter(&target));
        drop(first);
        assert!(!second.wait().await);
        assert!(matches!(starts.enter(&target), ColdStart::First(_)));
    }

    #[tokio::test(start_paused = true)]
    async fn unpolled_first_request_blocks_nobody() {
        let (starts, target) = (ColdStarts::default(), TARGET.parse().unwrap());
        let first = starts.enter(&target);
        assert!(waiting(starts.enter(&target)).wait().await);
        drop(first);
    }

    #[test]
    fn http1_never_waits_after_its_first_connection() {
        let (starts, target) = (ColdStarts::default(), TARGET.parse().unwrap());
        let ColdStart::First(first) = starts.enter(&target) else { panic!("not the first") };
        drop(starts.opened(&target, false));
        first.finish();
        assert!(matches!(starts.enter(&target), ColdStart::Warm));
    }
}
