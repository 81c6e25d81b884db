//! Faults and scripted responses: rules that a test installs, matched in order of installation.

mod when;

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::Method;
use tokio::sync::watch;

use crate::{journal::ReceivedRequest, pattern::Pattern, response::ResponseTemplate};
pub use when::{HeldRequests, Rule, When};

/// The point of a request at which its connection is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DropAt {
    /// The head has arrived; the body is not read and the request is not applied.
    BeforeReading,
    /// The whole request has arrived; it is not applied.
    BeforeApplying,
    /// The request has been applied; no byte of the response is sent.
    BeforeResponse,
}

/// How a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseMode {
    /// FIN, as when a server closes it.
    Graceful,
    /// TCP reset, as when a server crashes.
    Reset,
}

/// A fault in a response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// The connection is closed (HTTP/2: the stream is reset).
    Truncate,
    /// Nothing more is sent; the connection stays open.
    Stall,
    /// The connection is reset.
    Reset,
    /// The body is sent in chunks, with a pause before each.
    Slow(Duration),
}

type Script = Arc<dyn Fn(&ReceivedRequest) -> ResponseTemplate + Send + Sync>;
type MapResponse = Arc<dyn Fn(ResponseTemplate) -> ResponseTemplate + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Action {
    Respond(ResponseTemplate),
    Script(Script),
    MapResponse(MapResponse),
    Drop(DropAt, CloseMode),
    Body(BodyFault),
    Delay(Duration),
    Hold(watch::Receiver<bool>, watch::Sender<usize>),
    Hang,
    GoAway,
}

impl Action {
    /// Whether the action is combined with those of other rules. Of the other actions only the first applies.
    fn is_additive(&self) -> bool {
        matches!(self, Self::Delay(_) | Self::Hold(..) | Self::MapResponse(_) | Self::GoAway)
    }
}

struct Entry {
    id: u64,
    pattern: Pattern,
    remaining: Option<u64>,
    skip: u64,
    action: Action,
    hits: Arc<AtomicU64>,
}

/// What the server does with an accepted connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionAction {
    Serve,
    Close,
    Stall,
}

/// The actions of the rules that match one request.
#[derive(Default)]
pub(crate) struct FaultPlan {
    pub(crate) delay: Duration,
    pub(crate) holds: Vec<watch::Receiver<bool>>,
    pub(crate) go_away: bool,
    pub(crate) main: Option<Action>,
    pub(crate) map_response: Vec<MapResponse>,
}

impl FaultPlan {
    /// Returns how the connection is closed at this point, if it is.
    pub(crate) fn close_mode(&self, at: DropAt) -> Option<CloseMode> {
        match &self.main {
            Some(Action::Drop(point, mode)) if *point == at => Some(*mode),
            _ => None,
        }
    }
}

/// The installed rules.
#[derive(Default)]
pub(crate) struct Faults {
    rules: Arc<Mutex<Vec<Entry>>>,
    next: AtomicU64,
    latency: Mutex<Duration>,
    /// Connections to close as soon as they are accepted.
    rejected: AtomicU64,
    /// Connections to accept and not serve.
    stalled: AtomicU64,
    /// Requests per connection before GOAWAY; 0 means no limit.
    per_connection: AtomicU64,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("Faults").field("rules", &rules.len()).finish_non_exhaustive()
    }
}

impl Faults {
    fn install(&self, pattern: Pattern, times: Option<u64>, skip: u64, action: Action) -> Rule {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let hits = Arc::new(AtomicU64::new(0));
        let entry = Entry { id, pattern, remaining: times, skip, action, hits: hits.clone() };
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        Rule::new(id, hits, Arc::downgrade(&self.rules))
    }

    /// Collects the actions for a request, and counts it as a hit of each rule that applies.
    pub(crate) fn plan(&self, method: &Method, path: &[String]) -> FaultPlan {
        let latency = *self.latency.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plan = FaultPlan { delay: latency, ..FaultPlan::default() };
        for rule in self.rules.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
            if rule.remaining == Some(0) || !rule.pattern.matches(method, path) {
                continue;
            }
            if plan.main.is_some() && !rule.action.is_additive() {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            match &rule.action {
                Action::Delay(by) => plan.delay += *by,
                Action::Hold(released, count) => {
                    count.send_modify(|count| *count += 1);
                    plan.holds.push(released.clone());
                }
                Action::MapResponse(map) => plan.map_response.push(map.clone()),
                Action::GoAway => plan.go_away = true,
                action => plan.main = Some(action.clone()),
            }
            rule.remaining = rule.remaining.map(|remaining| remaining - 1);
            rule.hits.fetch_add(1, Ordering::Relaxed);
        }
        plan
    }

    pub(crate) fn clear(&self) {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.set_latency(Duration::ZERO);
        self.reject_connections(0);
        self.stall_connections(0);
        self.set_requests_per_connection(0);
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        *self.latency.lock().unwrap_or_else(PoisonError::into_inner) = latency;
    }

    pub(crate) fn reject_connections(&self, n: u64) {
        self.rejected.store(n, Ordering::Relaxed);
    }

    pub(crate) fn stall_connections(&self, n: u64) {
        self.stalled.store(n, Ordering::Relaxed);
    }

    /// Returns what to do with the connection that was just accepted.
    pub(crate) fn connection_action(&self) -> ConnectionAction {
        let take = |remaining: &AtomicU64| {
            remaining.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok()
        };
        if take(&self.rejected) {
            ConnectionAction::Close
        } else if take(&self.stalled) {
            ConnectionAction::Stall
        } else {
            ConnectionAction::Serve
        }
    }

    pub(crate) fn set_requests_per_connection(&self, n: u64) {
        self.per_connection.store(n, Ordering::Relaxed);
    }

    /// Whether the `served`-th request of a connection is its last.
    pub(crate) fn is_last(&self, served: u64) -> bool {
        let limit = self.per_connection.load(Ordering::Relaxed);
        limit != 0 && served >= limit
    }
}
