//! Retries of a token request.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::super::{AuthError, AuthErrorKind, OAuthDialect, TokenRequest};
use crate::rate_limit::{ExceededLimit, retry_after};

const MAX_NONCES: u32 = 2;
const MAX_FAILURES: u32 = 2;
const MAX_RATE_LIMITED: u32 = 3;
const FIRST_BACKOFF: Duration = Duration::from_millis(200);
/// Wait for a rate limit without a reset time.
const DEFAULT_RATE_LIMIT_WAIT: Duration = Duration::from_secs(5);

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
        request.wait(self.next_backoff()).await;
        Ok(())
    }

    fn next_backoff(&mut self) -> Duration {
        let backoff = FIRST_BACKOFF.saturating_mul(1 << self.failures);
        self.failures += 1;
        backoff.mul_f64(0.5 + fastrand::f64() / 2.0)
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
                let wait = rate_limit_wait(dialect, headers, request);
                if self.rate_limited >= MAX_RATE_LIMITED || wait > self.max_wait {
                    return Err(match error.oauth_error().cloned() {
                        Some(mut response) => {
                            response.retry_after = Some(wait);
                            error.with_oauth_error(response)
                        }
                        None => error,
                    });
                }
                self.rate_limited += 1;
                request.wait(wait).await;
                Ok(())
            }
            AuthErrorKind::Rejected if is_server_error && self.failures < MAX_FAILURES => {
                let wait = retry_after(headers, request.server_time()).unwrap_or_default();
                if wait > self.max_wait {
                    return Err(error);
                }
                request.wait(wait.max(self.next_backoff())).await;
                Ok(())
            }
            _ => Err(error),
        }
    }
}

/// Returns the wait for an exceeded rate limit: `Retry-After`, or until one second after the reset, with jitter.
fn rate_limit_wait(dialect: &dyn OAuthDialect, headers: &HeaderMap, request: &TokenRequest) -> Duration {
    let now = request.server_time();
    let retry_after = retry_after(headers, now);
    let report = dialect.rate_limits().read(StatusCode::TOO_MANY_REQUESTS, headers);
    let until_reset = report
        .snapshot
        .filter(|_| report.exceeded != Some(ExceededLimit::Concurrency))
        .and_then(|snapshot| snapshot.until_reset().or_else(|| snapshot.until_reset_from(now)))
        .map(|wait| wait.saturating_add(Duration::from_secs(1)));
    let wait = retry_after.max(until_reset).unwrap_or(DEFAULT_RATE_LIMIT_WAIT);
    wait.saturating_add(Duration::from_millis(fastrand::u64(0..250)))
}
