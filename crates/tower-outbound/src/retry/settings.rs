//! The settings of a retry policy.

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, StatusCode};

use super::{
    Backoff, RetryBudget,
    classification::{ErrorClassifier, ResponseClassifier},
    event::Notify,
};
use crate::{body::NotClonedWarning, clock::SharedClock};

#[derive(Clone)]
pub(super) struct RetrySettings {
    pub(super) max_retries: u32,
    pub(super) max_rate_limit_retries: Option<u32>,
    pub(super) max_wait: Duration,
    pub(super) statuses: Vec<StatusCode>,
    pub(super) backoff: Backoff,
    pub(super) budget: RetryBudget,
    pub(super) clock: SharedClock,
    pub(super) notify: Option<Notify>,
    pub(super) classifier: Option<ResponseClassifier>,
    pub(super) error_classifier: Option<ErrorClassifier>,
    pub(super) idempotency_header: Option<HeaderName>,
    pub(super) count_header: Option<HeaderName>,
    pub(super) request_id_headers: Option<RequestIdHeaders>,
    pub(super) not_cloned: NotClonedWarning,
}

/// The names of the headers that carry the request id of the first failed attempt.
#[derive(Clone, Debug)]
pub(super) struct RequestIdHeaders {
    pub(super) response: HeaderName,
    pub(super) retry: HeaderName,
}

impl RetrySettings {
    pub(super) fn max_rate_limit_retries(&self) -> u32 {
        let default = if self.max_retries == 0 { 0 } else { self.max_retries.max(10) };
        self.max_rate_limit_retries.unwrap_or(default)
    }

    /// Removes the headers of retries from a first attempt.
    pub(super) fn remove_retry_headers(&self, headers: &mut HeaderMap) {
        let retry_for = self.request_id_headers.as_ref().map(|names| &names.retry);
        for name in self.count_header.as_ref().into_iter().chain(retry_for) {
            headers.remove(name);
        }
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
            .field("classifier", &self.classifier.is_some())
            .field("error_classifier", &self.error_classifier.is_some())
            .finish_non_exhaustive()
    }
}
