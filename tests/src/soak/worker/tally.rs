//! What the writers and readers share: the count, the clock, the way to the referee.

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

use super::clients::{Actor, DEADLINE};
use crate::soak::{
    journal::{Calls, Deed, Entry, Line, Setup, Subject, Told, objection},
    ledger::Ledger,
    options::Sabotage,
};

/// Beyond the deadline of a call, what a busy machine may need to end it.
const MARGIN: Duration = Duration::from_secs(6);
/// How long a request that nobody waits for any more may still be on its way: in a socket, or in an answer's delay
/// at the server. What comes after it must not overtake it.
const LATE: Duration = Duration::from_millis(500);
/// Enough is known then.
const MOST_VIOLATIONS: u64 = 100;

/// Shared by all tasks of the worker.
#[derive(Debug)]
pub(super) struct Tally {
    seed: u64,
    most: u64,
    sabotage: Option<Sabotage>,
    calls: Mutex<Calls>,
    stopped: AtomicBool,
    violations: AtomicU64,
}

impl Tally {
    pub(super) fn new(setup: &Setup) -> Self {
        Self {
            seed: setup.seed,
            most: setup.calls,
            sabotage: setup.sabotage,
            calls: Mutex::default(),
            stopped: AtomicBool::new(false),
            violations: AtomicU64::new(0),
        }
    }

    pub(super) fn sabotage(&self) -> Option<Sabotage> {
        self.sabotage
    }

    /// The random numbers of one task.
    pub(super) fn random(&self, actor: &Actor, task: usize) -> fastrand::Rng {
        let number = (actor.number as u64 + 1) << 32 | task as u64;
        fastrand::Rng::with_seed(self.seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn calls(&self) -> Calls {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits a little; whether to go on.
    pub(super) async fn goes_on(&self, random: &mut fastrand::Rng) -> bool {
        sleep(Duration::from_millis(random.u64(0..12))).await;
        !self.stopped.load(Ordering::Relaxed) && self.calls().all() < self.most
    }

    pub(super) fn violation(&self, what: String) {
        if self.violations.fetch_add(1, Ordering::Relaxed) < MOST_VIOLATIONS {
            write(&Line::Violation(what));
        }
    }

    /// Counts a call, and objects to errors that must not be.
    pub(super) fn count<T>(&self, what: &str, outcome: &Result<T, Error>) -> Told {
        let told = Told::of(outcome);
        if let Err(error) = outcome
            && let Some(objection) = objection(error)
        {
            self.violation(format!("{what}: {objection}: {}", chain(error)));
        }
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).count(told);
        told
    }

    /// Makes a read; `None` where it failed. It may not last longer than its deadline.
    pub(super) async fn read<T>(
        &self,
        what: &str,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Option<Result<T, Error>> {
        let Ok(outcome) = timeout(DEADLINE + MARGIN, call).await else {
            self.violation(format!("{what} lasted longer than its deadline"));
            return None;
        };
        self.count(what, &outcome);
        Some(outcome)
    }
}

/// The writes of one task, in order.
#[derive(Debug)]
pub(super) struct Desk<'t> {
    pub(super) tally: &'t Tally,
    pub(super) ledger: Ledger,
    pub(super) random: fastrand::Rng,
    org: usize,
}

impl<'t> Desk<'t> {
    pub(super) fn new(tally: &'t Tally, actor: &Actor, task: usize) -> Self {
        Self { tally, ledger: Ledger::default(), random: tally.random(actor, task), org: actor.org }
    }

    pub(super) async fn goes_on(&mut self) -> bool {
        self.tally.goes_on(&mut self.random).await
    }

    /// Makes a write and writes down what it was told. One in twelve is dropped under way.
    pub(super) async fn write<T>(
        &mut self,
        subject: &Subject,
        deed: Deed,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Option<T> {
        let what = format!("{deed:?} of {subject:?}");
        let given_up = self.random.u8(..12) == 0;
        let patience =
            if given_up { Duration::from_millis(self.random.u64(0..40)) } else { DEADLINE + MARGIN };
        let outcome = timeout(patience, call).await.ok();
        if outcome.is_none() && !given_up {
            self.tally.violation(format!("{what} lasted longer than its deadline"));
        }
        let told = outcome.as_ref().map_or(Told::Unknown, |outcome| self.tally.count(&what, outcome));
        self.note(subject, deed, told);
        if told == Told::Unknown {
            sleep(LATE).await;
        }
        outcome.and_then(Result::ok)
    }

    pub(super) fn note(&mut self, subject: &Subject, deed: Deed, told: Told) {
        write(&Line::Wrote(Entry { org: self.org, subject: subject.clone(), deed, told }));
        // The referee says it if this cannot be.
        let _ = self.ledger.record(subject, deed, told);
    }
}

/// Tells the referee.
pub(super) fn write(line: &Line) {
    let Ok(text) = serde_json::to_string(line) else { return };
    // When nobody listens any more, the worker is about to be ended.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// An error with everything behind it.
pub(super) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
