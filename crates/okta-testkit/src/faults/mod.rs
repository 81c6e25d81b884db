//! Faults and scripted answers: rules that a test installs, first match first.

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

use crate::{journal::ReceivedRequest, pattern::Pattern, response::Answer};
pub use when::{Gate, Rule, When};

/// When a connection is dropped, seen from the request that it happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DropAt {
    /// The head has arrived; the body is not read and nothing is applied.
    BeforeReading,
    /// The whole request has arrived; nothing is applied.
    BeforeApplying,
    /// The request has been applied; no byte of the answer is sent.
    BeforeAnswering,
}

/// How a dropped connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// In an orderly way, as when a server closes it.
    Close,
    /// With a TCP reset, as when a server dies.
    Reset,
}

/// What happens to the body of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// The connection ends in an orderly way (HTTP/2: the stream is reset).
    Truncate,
    /// Nothing more is sent, the connection stays.
    Stall,
    /// The connection is reset.
    Reset,
    /// The body comes in pieces, with a pause before each.
    Slow(Duration),
}

type Script = Arc<dyn Fn(&ReceivedRequest) -> Answer + Send + Sync>;
type Change = Arc<dyn Fn(Answer) -> Answer + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Action {
    Answer(Answer),
    Script(Script),
    Change(Change),
    Drop(DropAt, Ending),
    Body(BodyFault),
    Delay(Duration),
    Hold(watch::Receiver<bool>, watch::Sender<usize>),
    Hang,
    GoAway,
}

struct Entry {
    id: u64,
    pattern: Pattern,
    left: Option<u64>,
    skip: u64,
    action: Action,
    hits: Arc<AtomicU64>,
}

/// What becomes of a new connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Welcome {
    Serve,
    Close,
    Ignore,
}

/// What the rules decided about one request.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) delay: Duration,
    pub(crate) holds: Vec<watch::Receiver<bool>>,
    pub(crate) go_away: bool,
    pub(crate) main: Option<Action>,
    pub(crate) changes: Vec<Change>,
}

impl Verdict {
    /// How the connection ends at this point, if it does.
    pub(crate) fn drops(&self, at: DropAt) -> Option<Ending> {
        match &self.main {
            Some(Action::Drop(own, ending)) if *own == at => Some(*ending),
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
    refused: AtomicU64,
    /// Connections to accept and then ignore.
    stalled: AtomicU64,
    /// Requests a connection serves before it is told to go away; 0 is no end.
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
        let entry = Entry { id, pattern, left: times, skip, action, hits: hits.clone() };
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        Rule::new(id, hits, Arc::downgrade(&self.rules))
    }

    /// Which rules act on a request; each of them is used up by one.
    pub(crate) fn judge(&self, method: &Method, path: &[String]) -> Verdict {
        let latency = *self.latency.lock().unwrap_or_else(PoisonError::into_inner);
        let mut verdict = Verdict { delay: latency, ..Verdict::default() };
        for rule in self.rules.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
            if rule.left == Some(0) || !rule.pattern.matches(method, path) {
                continue;
            }
            let extra = matches!(
                rule.action,
                Action::Delay(_) | Action::Hold(..) | Action::Change(_) | Action::GoAway
            );
            if !extra && verdict.main.is_some() {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            match &rule.action {
                Action::Delay(by) => verdict.delay += *by,
                Action::Hold(opened, count) => {
                    count.send_modify(|count| *count += 1);
                    verdict.holds.push(opened.clone());
                }
                Action::Change(change) => verdict.changes.push(change.clone()),
                Action::GoAway => verdict.go_away = true,
                action => verdict.main = Some(action.clone()),
            }
            rule.left = rule.left.map(|left| left - 1);
            rule.hits.fetch_add(1, Ordering::Relaxed);
        }
        verdict
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
        self.refused.store(n, Ordering::Relaxed);
    }

    pub(crate) fn stall_connections(&self, n: u64) {
        self.stalled.store(n, Ordering::Relaxed);
    }

    /// What becomes of the connection that has just come.
    pub(crate) fn welcome(&self) -> Welcome {
        let take = |left: &AtomicU64| {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
        };
        if take(&self.refused) {
            Welcome::Close
        } else if take(&self.stalled) {
            Welcome::Ignore
        } else {
            Welcome::Serve
        }
    }

    pub(crate) fn set_requests_per_connection(&self, n: u64) {
        self.per_connection.store(n, Ordering::Relaxed);
    }

    /// Whether the connection's `served`-th request is its last.
    pub(crate) fn is_last(&self, served: u64) -> bool {
        let limit = self.per_connection.load(Ordering::Relaxed);
        limit != 0 && served >= limit
    }
}
