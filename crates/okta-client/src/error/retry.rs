//! Whether a retry can succeed, whether it is safe, and how long to wait before it.

use std::time::Duration;

use http::StatusCode;
use okta_tower::{
    ErrorChain,
    auth::AuthError,
    clock::{Clock, SystemClock},
    rate_limit::{Throttled, retry_after},
};

use super::{Error, ErrorKind};
use crate::transport::TransportErrorKind;

impl Error {
    /// Returns whether the same call may succeed later: after a rate limit, a timeout, a transport error
    /// other than of TLS (an invalid certificate stays invalid), or a status `408`, `429`, `502`, `503` or
    /// `504`.
    ///
    /// This does not mean that retrying a call that is not idempotent is safe: see
    /// [`is_before_send`](Self::is_before_send).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Connect if matches!(self.0.transport, Some(TransportErrorKind::Tls(_))) => false,
            ErrorKind::RateLimited | ErrorKind::Timeout | ErrorKind::Connect | ErrorKind::Transport => true,
            _ => matches!(
                self.status(),
                Some(
                    StatusCode::REQUEST_TIMEOUT
                        | StatusCode::BAD_GATEWAY
                        | StatusCode::SERVICE_UNAVAILABLE
                        | StatusCode::GATEWAY_TIMEOUT
                )
            ),
        }
    }

    /// Returns whether the request certainly did not reach the server, so that any method can be retried.
    #[must_use]
    pub fn is_before_send(&self) -> bool {
        self.0.before_send
    }

    /// Returns the delay after which a retry can succeed, if it is known: `Retry-After`, the end of the
    /// rate-limit window after a `429`, also of the token endpoint, or the wait for quota that exceeded the deadline. It
    /// starts when the error was returned.
    ///
    /// Suitable for the `Retry-After` header of a service that forwards the error; round up to whole seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if let Some(headers) = self.headers() {
            let window =
                || self.rate_limit().filter(|_| self.status() == Some(StatusCode::TOO_MANY_REQUESTS));
            return retry_after(headers, SystemClock.now())
                .or_else(|| window().and_then(|limit| limit.until_reset()));
        }
        ErrorChain::new(self).find_map(|error| {
            let token_endpoint = || error.downcast_ref::<AuthError>()?.oauth_error()?.retry_after;
            error.downcast_ref::<Throttled>().map(Throttled::wait).or_else(token_endpoint)
        })
    }
}
