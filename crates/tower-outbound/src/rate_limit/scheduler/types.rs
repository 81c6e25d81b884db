//! Types shared by the parts of the scheduler.

use std::time::{Duration, Instant};

use http::HeaderValue;

use crate::rate_limit::ExceededLimit;

/// Settings that apply to every bucket.
#[derive(Clone, Copy, Debug)]
pub(in crate::rate_limit) struct SchedulerConfig {
    /// The usable share of each window, in percent from 1 to 100.
    pub(in crate::rate_limit) share: u32,
    /// Whether to spread the rest of a window when more requests wait than fit into it.
    pub(in crate::rate_limit) pacing: bool,
    /// The longest window, and the longest pause.
    pub(in crate::rate_limit) max_wait: Duration,
    /// Whether each request also needs a reservation in a shared store.
    pub(in crate::rate_limit) store: bool,
}

/// Rate-limit state read from one response.
#[derive(Clone, Debug, Default)]
pub(in crate::rate_limit) struct Reading {
    pub(in crate::rate_limit) limit: Option<u64>,
    pub(in crate::rate_limit) remaining: Option<u64>,
    /// The end of the window, in seconds since the Unix epoch on the server's clock.
    pub(in crate::rate_limit) reset: Option<u64>,
    /// Whether `reset` varies by rounding.
    pub(in crate::rate_limit) relative: bool,
    /// The policy that the window belongs to; zero if the bucket has only one.
    pub(in crate::rate_limit) policy: u64,
    /// The server's clock in seconds since the Unix epoch.
    pub(in crate::rate_limit) date: Option<u64>,
    pub(in crate::rate_limit) retry_after: Option<Duration>,
    /// Never [`ExceededLimit::Concurrency`].
    pub(in crate::rate_limit) exceeded: Option<ExceededLimit>,
    /// From the API itself, not from a proxy in front of it.
    pub(in crate::rate_limit) from_api: bool,
    /// The bucket that counted the request.
    pub(in crate::rate_limit) bucket: Option<HeaderValue>,
}

impl Reading {
    /// Whether the window is exhausted, by a rejection.
    pub(super) fn exhausted(&self) -> bool {
        self.exceeded == Some(ExceededLimit::Window)
    }

    /// How long a rejection pauses its bucket or origin.
    pub(super) fn pause(&self, scope: ExceededLimit, config: SchedulerConfig) -> Option<Duration> {
        if self.exceeded != Some(scope) {
            return None;
        }
        match scope {
            ExceededLimit::Window if self.reset.is_some() => self.retry_after,
            _ => Some(self.retry_after.unwrap_or(super::bucket::FALLBACK_WINDOW)),
        }
        .map(|wait| wait.min(config.max_wait))
    }
}

/// Whether the next request of a queue may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    Grant {
        /// The request probes for the state of the window.
        probe: bool,
    },
    /// Never before this moment.
    NotBefore(Instant),
    /// At this moment, or earlier if a response arrives.
    RetryAt(Instant),
}
