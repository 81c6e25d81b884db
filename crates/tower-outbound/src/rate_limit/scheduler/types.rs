//! Types shared by the parts of the scheduler.

use std::time::{Duration, Instant};

/// Settings that apply to every bucket.
#[derive(Clone, Copy, Debug)]
pub(in crate::rate_limit) struct SchedulerConfig {
    /// The usable share of each window, in percent from 1 to 100.
    pub(in crate::rate_limit) share: u32,
    /// Whether to spread the rest of a window when more requests wait than fit into it.
    pub(in crate::rate_limit) pacing: bool,
}

/// Rate-limit state read from one response.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::rate_limit) struct Reading {
    pub(in crate::rate_limit) limit: Option<u64>,
    pub(in crate::rate_limit) remaining: Option<u64>,
    /// The end of the window, in seconds since the Unix epoch on the server's clock.
    pub(in crate::rate_limit) reset: Option<u64>,
    /// The server's clock in seconds since the Unix epoch.
    pub(in crate::rate_limit) date: Option<u64>,
    pub(in crate::rate_limit) retry_after: Option<Duration>,
    /// Rejected by this bucket's limit.
    pub(in crate::rate_limit) rate_limited: bool,
    /// From the API itself, not from a proxy in front of it.
    pub(in crate::rate_limit) from_api: bool,
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
