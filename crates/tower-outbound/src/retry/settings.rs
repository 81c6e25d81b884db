//! The settings of a retry policy.

use std::{fmt, sync::Arc, time::Duration};

use http::StatusCode;

use super::{Backoff, Notify, RetryBudget};
use crate::clock::SharedClock;

#[derive(Clone)]
pub(super) struct RetrySettings {
    pub(super) max_retries: u32,
    pub(super) max_rate_limit_retries: Option<u32>,
    pub(super) max_wait: Duration,
    pub(super) statuses: Vec<StatusCode>,
    pub(super) backoff: Backoff,
    pub(super) budget: RetryBudget,
    pub(super) clock: SharedClock,
    pub(super) notify: Option<Arc<dyn Notify>>,
}

impl RetrySettings {
    pub(super) fn max_rate_limit_retries(&self) -> u32 {
        let default = if self.max_retries == 0 { 0 } else { self.max_retries.max(10) };
        self.max_rate_limit_retries.unwrap_or(default)
    }
}

impl fmt::Debug for RetrySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetrySettings")
            .field("max_retries", &self.max_retries)
            .field("max_rate_limit_retries", &self.max_rate_limit_retries)
            .field("max_wait", &self.max_wait)
            .field("statuses", &self.statuses)
            .field("backoff", &self.backoff)
            .field("budget", &self.budget)
            .field("notify", &self.notify.is_some())
            .finish_non_exhaustive()
    }
}
