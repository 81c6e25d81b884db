//! Whether calling again helps, whether it is safe, and when it can succeed.

use std::{error::Error as StdError, time::Duration};

use http::StatusCode;
use okta_tower::{
    clock::{Clock, SystemClock},
    rate_limit::{Throttled, retry_after},
};

use super::{Error, ErrorKind};
use crate::transport::TransportErrorKind;

impl Error {
    /// Whether the same call may succeed later without a change: a rate limit, a time limit, a transport
    /// failure other than of TLS (a bad certificate stays bad), or a status that says so (`408`, `429`, `502`,
    /// `503`, `504`).
    ///
    /// For a call that is not idempotent this does not mean that sending it again is safe: see
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

    /// Whether the request certainly never reached the server, so that sending it again is safe whatever it
    /// does.
    #[must_use]
    pub fn is_before_send(&self) -> bool {
        self.0.before_send
    }

    /// How long to wait before calling again can succeed, where that is known: what `Retry-After` says, the end
    /// of the rate-limit window after a `429`, or the time after which a call that was held back could have
    /// been sent. Counted from when the error came.
    ///
    /// It fits into the `Retry-After` of a service that passes the error on; round up to whole seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if let Some(headers) = self.headers() {
            let window =
                || self.rate_limit().filter(|_| self.status() == Some(StatusCode::TOO_MANY_REQUESTS));
            return retry_after(headers, SystemClock.now())
                .or_else(|| window().and_then(|limit| limit.until_reset()));
        }
        let mut cause: Option<&(dyn StdError + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(throttled) = error.downcast_ref::<Throttled>() {
                return Some(throttled.wait());
            }
            cause = error.source();
        }
        None
    }
}
