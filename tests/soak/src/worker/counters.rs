//! State shared by writers and readers: call counts, stop flag, and output to the checker.

use std::{
    io::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use okta_client::Error;
use tokio::time::{sleep, timeout};

use super::clients::{DEADLINE, TestClient};
use crate::{
    expected::ExpectedStates,
    options::InjectedBug,
    protocol::{CallCounts, Change, Message, Object, Reported, Setup, WriteRecord, unexpected},
};

/// Time beyond the deadline that a busy machine may need to end a call.
const MARGIN: Duration = Duration::from_secs(6);
/// How long a cancelled request may still be in flight: in a socket, or in a delay at the server. The next request must
/// not overtake it.
const CANCELLED_IN_FLIGHT: Duration = Duration::from_millis(500);
/// Maximum number of violations to report.
const MAX_VIOLATIONS: u64 = 100;

/// Shared by all tasks of the worker.
#[derive(Debug)]
pub(super) struct Counters {
    seed: u64,
    max_calls: u64,
    inject: Option<InjectedBug>,
    calls: Mutex<CallCounts>,
    stopped: AtomicBool,
    violations: AtomicU64,
}

impl Counters {
    pub(super) fn new(setup: &Setup) -> Self {
        Self {
            seed: setup.seed,
            max_calls: setup.calls,
            inject: setup.inject,
            calls: Mutex::default(),
            stopped: AtomicBool::new(false),
            violations: AtomicU64::new(0),
        }
    }

    pub(super) fn inject(&self) -> Option<InjectedBug> {
        self.inject
    }

    /// Returns the random number generator of one task.
    pub(super) fn random(&self, client: &TestClient, task: usize) -> fastrand::Rng {
        let number = (client.number as u64 + 1) << 32 | task as u64;
        fastrand::Rng::with_seed(self.seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn calls(&self) -> CallCounts {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps briefly; returns whether to continue.
    pub(super) async fn proceed(&self, random: &mut fastrand::Rng) -> bool {
        sleep(Duration::from_millis(random.u64(0..12))).await;
        !self.stopped.load(Ordering::Relaxed) && self.calls().total() < self.max_calls
    }

    pub(super) fn violation(&self, text: String) {
        if self.violations.fetch_add(1, Ordering::Relaxed) < MAX_VIOLATIONS {
            send(&Message::Violation(text));
        }
    }

    /// Counts a call; reports unexpected errors as violations.
    pub(super) fn count<T>(&self, call: &str, result: &Result<T, Error>) -> Reported {
        let reported = Reported::from(result);
        if let Err(error) = result
            && let Some(problem) = unexpected(error)
        {
            self.violation(format!("{call}: {problem}: {}", chain(error)));
        }
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).add(reported);
        reported
    }

    /// Makes a call and counts it; `None` if it exceeded its deadline.
    pub(super) async fn call<T>(
        &self,
        name: &str,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Option<Result<T, Error>> {
        let Ok(result) = timeout(DEADLINE + MARGIN, call).await else {
            self.violation(format!("{name} exceeded its deadline"));
            return None;
        };
        self.count(name, &result);
        Some(result)
    }
}

/// Makes the writes of one task, in order.
#[derive(Debug)]
pub(super) struct Writer<'t> {
    pub(super) counters: &'t Counters,
    pub(super) expected: ExpectedStates,
    pub(super) random: fastrand::Rng,
    org: usize,
}

impl<'t> Writer<'t> {
    pub(super) fn new(counters: &'t Counters, client: &TestClient, task: usize) -> Self {
        let random = counters.random(client, task);
        Self { counters, expected: ExpectedStates::default(), random, org: client.org }
    }

    pub(super) async fn proceed(&mut self) -> bool {
        self.counters.proceed(&mut self.random).await
    }

    /// Makes a write and records its reported outcome. One in twelve is cancelled in flight.
    pub(super) async fn write<T>(
        &mut self,
        object: &Object,
        change: Change,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Option<T> {
        let name = format!("{change:?} of {object:?}");
        let cancel = self.random.u8(..12) == 0;
        let limit = if cancel { Duration::from_millis(self.random.u64(0..40)) } else { DEADLINE + MARGIN };
        let result = timeout(limit, call).await.ok();
        if result.is_none() && !cancel {
            self.counters.violation(format!("{name} exceeded its deadline"));
        }
        let reported = result.as_ref().map_or(Reported::Unknown, |result| self.counters.count(&name, result));
        self.record(object, change, reported);
        if reported == Reported::Unknown {
            sleep(CANCELLED_IN_FLIGHT).await;
        }
        result.and_then(Result::ok)
    }

    pub(super) fn record(&mut self, object: &Object, change: Change, reported: Reported) {
        send(&Message::Write(WriteRecord { org: self.org, object: object.clone(), change, reported }));
        // The checker reports an impossible outcome.
        let _ = self.expected.record(object, change, reported);
    }
}

/// Sends a message to the checker.
pub(super) fn send(message: &Message) {
    let Ok(text) = serde_json::to_string(message) else { return };
    // A failure means that the checker has exited; the worker is about to be killed.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Returns an error with its causes.
pub(super) fn chain(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
