//! What the parts of the state machine tell each other.

use std::time::{Duration, Instant};

/// Settings that apply to every bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The share of each window that may be used, in percent from 1 to 100.
    pub(super) share: u32,
    /// Whether to spread the rest of a window when more requests wait than fit into it.
    pub(super) pacing: bool,
}

/// What one answer says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answer {
    pub(super) limit: Option<u64>,
    pub(super) remaining: Option<u64>,
    /// The end of the window, in seconds since the Unix epoch on the server's clock.
    pub(super) reset: Option<u64>,
    /// The server's clock in seconds since the Unix epoch.
    pub(super) date: Option<u64>,
    pub(super) retry_after: Option<Duration>,
    /// Refused for this bucket's limit.
    pub(super) refused: bool,
    /// An answer of the API itself, not of something in front of it.
    pub(super) genuine: bool,
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
