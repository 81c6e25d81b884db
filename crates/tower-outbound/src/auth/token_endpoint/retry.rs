//! Retries of a token request.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::super::{AuthError, AuthErrorKind, OAuthDialect, TokenRequest};
use crate::rate_limit::{ExceededLimit, retry_after};

const MAX_NONCES: u32 = 2;
const MAX_FAILURES: u32 = 2;
const MAX_RATE_LIMITED: u32 = 3;
const FIRST_BACKOFF: Duration = Duration::from_millis(200);

/// Retries of one token request so far.
pub(super) struct TokenRetryState {
    max_wait: Duration,
    failures: u32,
    rate_limited: u32,
    nonces: u32,
    clock: bool,
    target: bool,
    proof: bool,
}

impl TokenRetryState {
    pub(super) const fn new(max_wait: Duration) -> Self {
        Self { max_wait, failures: 0, rate_limited: 0, nonces: 0, clock: false, target: false, proof: false }
    }

    /// Returns whether to retry with a new nonce, twice: a nonce may be replaced while a request is on its way.
    pub(super) const fn take_nonce_retry(&mut self) -> bool {
        self.nonces += 1;
        self.nonces <= MAX_NONCES
    }

    /// Returns whether to retry with a corrected clock, once.
    pub(super) fn take_clock_retry(&mut self) -> bool {
        !std::mem::replace(&mut self.clock, true)
    }

    /// Returns whether to retry with the other form of the proof's target, once.
    pub(super) fn take_target_retry(&mut self) -> bool {
        !std::mem::replace(&mut self.target, true)
    }

    /// Returns whether to retry with another proof, once.
    pub(super) fn take_proof_retry(&mut self) -> bool {
        !std::mem::replace(&mut self.proof, true)
    }

    /// Waits before a retry of a request without a response. Returns the error if it is not retried.
    pub(super) async fn wait_after_failure(
        &mut self,
        request: &TokenRequest,
        error: AuthError,
    ) -> Result<(), AuthError> {
        if error.kind() != AuthErrorKind::Unreachable || self.failures >= MAX_FAILURES {
            return Err(error);
        }
        let backoff = backoff(self.failures);
        self.failures += 1;
        request.wait_after(backoff, &error).await;
        Ok(())
    }

    /// Waits before a retry of a request with an error response. Returns the error if it is not retried.
    pub(super) async fn wait_after_error(
        &mut self,
        request: &TokenRequest,
        dialect: &dyn OAuthDialect,
        headers: &HeaderMap,
        error: AuthError,
    ) -> Result<(), AuthError> {
        let is_server_error = error.oauth_error().is_some_and(|response| response.status.is_server_error());
        match error.kind() {
            AuthErrorKind::RateLimited => {
                let required = rate_limit_wait(dialect, headers, request).unwrap_or_default();
                let jitter = Duration::from_millis(fastrand::u64(0..250));
                let wait = required.saturating_add(jitter).max(backoff(self.rate_limited));
                let error = match error.oauth_error().cloned() {
                    Some(mut response) => {
                        response.retry_after = Some(wait);
                        error.with_oauth_error(response)
                    }
                    None => error,
                };
                if self.rate_limited >= MAX_RATE_LIMITED || required > self.max_wait {
                    return Err(error);
                }
                self.rate_limited += 1;
                request.wait_after(wait, &error).await;
                Ok(())
            }
            AuthErrorKind::Rejected if is_server_error && self.failures < MAX_FAILURES => {
                let wait = retry_after(headers, request.server_time()).unwrap_or_default();
                if wait > self.max_wait {
                    return Err(error);
                }
                let wait = wait.max(backoff(self.failures));
                self.failures += 1;
                request.wait_after(wait, &error).await;
                Ok(())
            }
            _ => Err(error),
        }
    }
}

/// Returns the delay before retry n, counted from 0.
fn backoff(retries: u32) -> Duration {
    FIRST_BACKOFF.saturating_mul(1 << retries.min(8)).mul_f64(0.5 + fastrand::f64() / 2.0)
}

/// Returns the wait for an exceeded rate limit, up to the longest of the dialect: `Retry-After`, or until one second
/// after the reset. `None` if the response has neither.
fn rate_limit_wait(
    dialect: &dyn OAuthDialect,
    headers: &HeaderMap,
    request: &TokenRequest,
) -> Option<Duration> {
    let now = request.server_time();
    let limits = dialect.rate_limits();
    let report = limits.read(StatusCode::TOO_MANY_REQUESTS, headers);
    let until_reset = report
        .snapshot
        .filter(|_| report.exceeded != Some(ExceededLimit::Concurrency))
        .and_then(|snapshot| snapshot.until_reset().or_else(|| snapshot.until_reset_from(now)))
        .map(|wait| wait.saturating_add(Duration::from_secs(1)));
    let wait = retry_after(headers, now).max(until_reset);
    wait.map(|wait| wait.min(limits.longest_wait()))
}
