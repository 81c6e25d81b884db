//! Values of `error.type`.

use std::{error::Error, io};

use crate::ErrorChain;

/// Maps an error to a low-cardinality name, for `error.type` in spans and metrics.
pub type ErrorType = fn(&(dyn Error + Send + Sync + 'static)) -> &'static str;

/// The name of an unclassified error, as OpenTelemetry
/// [defines it](https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/).
pub const OTHER: &str = "_OTHER";

/// Names an error of this crate's layers, of the retry policy or of the standard library.
///
/// | name | error |
/// |---|---|
/// | `deadline_exceeded` | the call exceeded its deadline |
/// | `attempt_timeout` | an attempt timed out |
/// | `rate_limited` | the rate limit wait exceeds the deadline |
/// | `auth`, `auth_rejected`, `auth_rate_limited`, `auth_unreachable` | authentication failed |
/// | `body_too_large` | the response body exceeds the limit |
/// | `not_sent` | no connection, or one that was closed before the request was written |
/// | `connection_interrupted` | the connection failed, or the response was truncated |
/// | `timeout` | a timeout of the operating system or of tokio |
/// | [`_OTHER`](OTHER) | anything else |
#[must_use]
pub fn error_type(error: &(dyn Error + Send + Sync + 'static)) -> &'static str {
    layer_error_type(error).unwrap_or_else(|| connection_error_type(error))
}

/// Names an error of this crate's layers; `None` for other errors. For transports with error types that
/// [`error_type`] does not know.
#[must_use]
pub fn layer_error_type(error: &(dyn Error + 'static)) -> Option<&'static str> {
    ErrorChain::new(error).find_map(layer_type)
}

fn layer_type(error: &(dyn Error + 'static)) -> Option<&'static str> {
    #[cfg(feature = "timeout")]
    if error.is::<crate::timeout::DeadlineExceeded>() {
        return Some("deadline_exceeded");
    }
    #[cfg(feature = "timeout")]
    if error.is::<crate::timeout::AttemptElapsed>() {
        return Some("attempt_timeout");
    }
    #[cfg(feature = "rate-limit")]
    if error.is::<crate::rate_limit::Throttled>() {
        return Some("rate_limited");
    }
    #[cfg(feature = "auth")]
    if let Some(error) = error.downcast_ref::<crate::auth::AuthError>() {
        use crate::auth::AuthErrorKind as Kind;
        return Some(match error.kind() {
            Kind::Rejected => "auth_rejected",
            Kind::RateLimited => "auth_rate_limited",
            Kind::Unreachable => "auth_unreachable",
            _ => "auth",
        });
    }
    #[cfg(feature = "collect")]
    if error.is::<crate::collect::BodyTooLarge>() {
        return Some("body_too_large");
    }
    let _ = error;
    None
}

#[cfg(feature = "retry")]
fn connection_error_type(error: &(dyn Error + 'static)) -> &'static str {
    use crate::retry::Failure;
    match Failure::from_error(error) {
        Failure::NotSent => "not_sent",
        Failure::Interrupted if is_timeout(error) => "timeout",
        Failure::Interrupted => "connection_interrupted",
        Failure::AttemptTimeout => "timeout",
        Failure::Other => OTHER,
    }
}

#[cfg(not(feature = "retry"))]
fn connection_error_type(error: &(dyn Error + 'static)) -> &'static str {
    use io::ErrorKind as Kind;
    if is_timeout(error) {
        return "timeout";
    }
    match io_kind(error) {
        Some(Kind::ConnectionRefused | Kind::HostUnreachable | Kind::NetworkUnreachable) => "not_sent",
        Some(
            Kind::BrokenPipe
            | Kind::ConnectionAborted
            | Kind::ConnectionReset
            | Kind::NotConnected
            | Kind::UnexpectedEof,
        ) => "connection_interrupted",
        _ => OTHER,
    }
}

fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    io_kind(error) == Some(io::ErrorKind::TimedOut)
}

fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    ErrorChain::new(error).find_map(|error| error.downcast_ref::<io::Error>()).map(io::Error::kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn io_errors_have_names() {
        let kind = |kind: io::ErrorKind| error_type(&io::Error::from(kind));
        assert_eq!(kind(io::ErrorKind::TimedOut), "timeout");
        assert_eq!(kind(io::ErrorKind::ConnectionReset), "connection_interrupted");
        assert_eq!(error_type(&*crate::BoxError::from("s3cret text")), OTHER);
    }

    #[cfg(feature = "auth")]
    #[test]
    fn layer_error_precedes_its_source() {
        use crate::auth::{AuthError, AuthErrorKind};
        let reset = || io::Error::from(io::ErrorKind::ConnectionReset);
        for (kind, name) in [
            (AuthErrorKind::Unreachable, "auth_unreachable"),
            (AuthErrorKind::Rejected, "auth_rejected"),
            (AuthErrorKind::Key, "auth"),
        ] {
            assert_eq!(error_type(&AuthError::new(kind, "no token").with_source(reset())), name);
        }
    }
}
