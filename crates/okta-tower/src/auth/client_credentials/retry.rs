//! How often, and after what wait, a token request is repeated.

use std::time::Duration;

use http::HeaderMap;

use super::super::{AuthError, AuthErrorKind, TokenRequest};
use crate::rate_limit::{RateLimitSnapshot, retry_after};

const MAX_FAILURES: u32 = 2;
const MAX_RATE_LIMITED: u32 = 3;
const FIRST_BACKOFF: Duration = Duration::from_millis(200);
/// A wait for a rate limit that says no more than that there is one.
const DEFAULT_PAUSE: Duration = Duration::from_secs(5);

/// What one token has been tried for so far.
pub(super) struct Pace {
    max_wait: Duration,
    failures: u32,
    rate_limited: u32,
    nonce: bool,
    clock: bool,
}

impl Pace {
    pub(super) const fn new(max_wait: Duration) -> Self {
        Self { max_wait, failures: 0, rate_limited: 0, nonce: false, clock: false }
    }

    /// Whether to try again with a new nonce: once.
    pub(super) fn nonce(&mut self) -> bool {
        !std::mem::replace(&mut self.nonce, true)
    }

    /// Whether to try again with a corrected clock: once.
    pub(super) fn clock(&mut self) -> bool {
        !std::mem::replace(&mut self.clock, true)
    }

    /// Waits until an endpoint that did not answer is worth another try.
    pub(super) async fn after_failure(
        &mut self,
        request: &TokenRequest,
        error: AuthError,
    ) -> Result<(), AuthError> {
        if error.kind() != AuthErrorKind::Unreachable || self.failures >= MAX_FAILURES {
            return Err(error);
        }
        let full = FIRST_BACKOFF.saturating_mul(1 << self.failures);
        self.failures += 1;
        request.wait(full.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
        Ok(())
    }

    /// Waits until a refused request is worth another try.
    pub(super) async fn after_refusal(
        &mut self,
        request: &TokenRequest,
        headers: &HeaderMap,
        error: AuthError,
    ) -> Result<(), AuthError> {
        let server_fault = error.oauth_error().is_some_and(|refusal| refusal.status.is_server_error());
        match error.kind() {
            AuthErrorKind::RateLimited => {
                let pause = pause(headers, request);
                if self.rate_limited >= MAX_RATE_LIMITED || pause > self.max_wait {
                    let mut refusal = error.oauth_error().cloned();
                    if let Some(refusal) = &mut refusal {
                        refusal.retry_after = Some(pause);
                    }
                    return Err(match refusal {
                        Some(refusal) => error.with_oauth_error(refusal),
                        None => error,
                    });
                }
                self.rate_limited += 1;
                request.wait(pause).await;
                Ok(())
            }
            AuthErrorKind::Rejected if server_fault && self.failures < MAX_FAILURES => {
                let wait = retry_after(headers, request.server_time()).unwrap_or_default();
                if wait > self.max_wait {
                    return Err(error);
                }
                let backoff = FIRST_BACKOFF.saturating_mul(1 << self.failures);
                self.failures += 1;
                request.wait(wait.max(backoff.mul_f64(0.5 + fastrand::f64() / 2.0))).await;
                Ok(())
            }
            _ => Err(error),
        }
    }
}

/// How long the endpoint asks to be left alone: until its window ends and a second more, with a little
/// jitter so that a fleet does not come back at once.
fn pause(headers: &HeaderMap, request: &TokenRequest) -> Duration {
    let now = request.server_time();
    let asked = retry_after(headers, now);
    let window = RateLimitSnapshot::from_headers(headers)
        .filter(|snapshot| !snapshot.is_concurrency())
        .and_then(|snapshot| snapshot.until_reset().or_else(|| snapshot.until_reset_from(now)))
        .map(|wait| wait.saturating_add(Duration::from_secs(1)));
    let pause = asked.max(window).unwrap_or(DEFAULT_PAUSE);
    pause.saturating_add(Duration::from_millis(fastrand::u64(0..250)))
}
