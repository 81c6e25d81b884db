//! The pace of requests that make no progress: failed pages and empty pages.

use std::time::Duration;

use http::StatusCode;
use okta_tower::{
    ErrorChain,
    auth::{AuthError, AuthErrorKind},
    collect::BodyTooLarge,
};
use tokio::time::Instant;

use crate::{Error, ErrorKind};

/// The delay after the first of consecutive failures, and the longest one.
const FAILURE_DELAY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));
/// The delay after the first of consecutive empty pages, and the longest one.
const EMPTY_DELAY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// The longest delay that a server can ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Returns whether the page cannot succeed later: the stream ends after such an error.
pub(super) fn is_final(error: &Error) -> bool {
    let chain = || ErrorChain::new(error);
    if chain().any(|cause| cause.is::<BodyTooLarge>()) {
        return true;
    }
    if error.is_retryable() {
        return false;
    }
    match error.kind() {
        ErrorKind::Other => false,
        ErrorKind::Auth => !chain().filter_map(|cause| cause.downcast_ref::<AuthError>()).any(|cause| {
            matches!(
                cause.kind(),
                AuthErrorKind::Unreachable
                    | AuthErrorKind::RateLimited
                    | AuthErrorKind::Response
                    | AuthErrorKind::Source
            )
        }),
        ErrorKind::Api => error.status().is_none_or(|status| {
            let can_pass = status.is_server_error() || status == StatusCode::TOO_EARLY;
            !can_pass
                || matches!(status, StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED)
        }),
        _ => true,
    }
}

/// Delays requests after failures and empty pages, with exponential backoff.
#[derive(Debug, Default)]
pub(super) struct Pace {
    failures: u32,
    empty_pages: u32,
    not_before: Option<Instant>,
}

impl Pace {
    /// Records a failed page; `retry_after` is the delay that the server asked for.
    pub(super) fn failed(&mut self, retry_after: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        let retry_after = retry_after.unwrap_or_default().min(MAX_RETRY_AFTER);
        self.delay(backoff(FAILURE_DELAY, self.failures).max(retry_after));
    }

    /// Records a page; returns the number of consecutive empty pages.
    pub(super) fn loaded(&mut self, is_empty: bool) -> u32 {
        self.failures = 0;
        self.not_before = None;
        self.empty_pages = if is_empty { self.empty_pages.saturating_add(1) } else { 0 };
        if is_empty {
            self.delay(backoff(EMPTY_DELAY, self.empty_pages));
        }
        self.empty_pages
    }

    /// Returns whether the last page failed.
    pub(super) const fn is_failing(&self) -> bool {
        self.failures > 0
    }

    fn delay(&mut self, delay: Duration) {
        self.not_before = Instant::now().checked_add(delay);
    }

    /// Returns the time before which no request is sent.
    pub(super) const fn not_before(&self) -> Option<Instant> {
        self.not_before
    }
}

fn backoff((first, max): (Duration, Duration), count: u32) -> Duration {
    first.saturating_mul(1 << count.saturating_sub(1).min(16)).min(max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_up_to_the_maximum() {
        let delays: Vec<_> =
            [1, 2, 3, 5, 6, u32::MAX].map(|count| backoff(EMPTY_DELAY, count).as_millis()).into();
        assert_eq!(delays, [100, 200, 400, 1600, 2000, 2000]);
    }
}
