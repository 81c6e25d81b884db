//! What the probe does with a call.

use std::{collections::VecDeque, fmt, time::Duration};

use http::Response;

use super::{Gate, ProbeBody};
use crate::BoxError;

/// What the probe does with one call: steps to take first, then a response or an error.
///
/// ```
/// use std::time::Duration;
/// use http::Response;
/// use tower_contract::{Probe, ProbeBody, Reply};
///
/// let probe = Probe::new();
/// probe.push(Reply::response(Response::new(ProbeBody::from("late"))).pending(2).sleep(Duration::from_secs(1)));
/// probe.push(Reply::error("connection reset"));
/// ```
#[must_use]
pub struct Reply {
    pub(super) steps: VecDeque<Step>,
    pub(super) result: Result<Response<ProbeBody>, BoxError>,
}

/// One step before the result.
#[derive(Debug)]
pub(super) enum Step {
    Pending(u32),
    Sleep(Duration),
    Gate(Gate),
    Busy(Duration),
    Resend(Duration),
}

impl Reply {
    /// Responds.
    pub fn response(response: Response<ProbeBody>) -> Self {
        Self { steps: VecDeque::new(), result: Ok(response) }
    }

    /// Fails.
    pub fn error(error: impl Into<BoxError>) -> Self {
        Self { steps: VecDeque::new(), result: Err(error.into()) }
    }

    /// Never responds.
    pub fn never() -> Self {
        Self::error("a reply that never comes").gate(&Gate::new())
    }

    /// First returns `Pending` from `polls` polls, and wakes the task each time.
    pub fn pending(self, polls: u32) -> Self {
        self.step(Step::Pending(polls))
    }

    /// First sleeps, in tokio's time.
    pub fn sleep(self, duration: Duration) -> Self {
        self.step(Step::Sleep(duration))
    }

    /// First waits until `gate` is open.
    pub fn gate(self, gate: &Gate) -> Self {
        self.step(Step::Gate(gate.clone()))
    }

    /// First uses up tokio's cooperative budget in each poll, for `duration`: as a connection does on which there is
    /// always more to read.
    pub fn busy(self, duration: Duration) -> Self {
        self.step(Step::Busy(duration))
    }

    /// First gives its place back, sleeps for `backoff`, and waits for another place: as a retry does that stands
    /// between the layer and a limit.
    pub fn resend(self, backoff: Duration) -> Self {
        self.step(Step::Resend(backoff))
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push_back(step);
        self
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("steps", &self.steps).finish_non_exhaustive()
    }
}
