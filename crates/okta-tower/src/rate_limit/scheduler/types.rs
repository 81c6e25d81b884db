//! What the parts of the state machine tell each other.

use std::time::{Duration, Instant};

/// Settings that apply to every bucket.
#[derive(Clone, Copy, Debug)]
pub(in crate::rate_limit) struct Rules {
    /// The share of each window that may be used, in percent from 1 to 100.
    pub(in crate::rate_limit) share: u32,
    /// Whether to spread the rest of a window when more requests wait than fit into it.
    pub(in crate::rate_limit) pacing: bool,
}

/// What one answer says.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::rate_limit) struct Answer {
    pub(in crate::rate_limit) limit: Option<u64>,
    pub(in crate::rate_limit) remaining: Option<u64>,
    /// The end of the window, in seconds since the Unix epoch on the server's clock.
    pub(in crate::rate_limit) reset: Option<u64>,
    /// The server's clock in seconds since the Unix epoch.
    pub(in crate::rate_limit) date: Option<u64>,
    pub(in crate::rate_limit) retry_after: Option<Duration>,
    /// Refused for this bucket's limit.
    pub(in crate::rate_limit) refused: bool,
    /// An answer of the API itself, not of something in front of it.
    pub(in crate::rate_limit) genuine: bool,
}

/// Whether the next request in line may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Go {
        /// It is sent to find out about the window.
        probe: bool,
    },
    /// Certainly not before this moment.
    Held(Instant),
    /// At this moment, or when an answer has come.
    Later(Instant),
}
