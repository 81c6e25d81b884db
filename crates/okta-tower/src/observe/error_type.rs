//! Kinds of failure, in few words.

use std::{error::Error, io};

/// Names the kind of a failure: one of few words, for `error.type` and for labels of metrics.
pub type ErrorType = fn(&(dyn Error + Send + Sync + 'static)) -> &'static str;

/// The kind of a failure that has no name, as OpenTelemetry
/// [defines it](https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/).
pub const OTHER: &str = "_OTHER";

/// The kind of a failure, as far as this crate's layers, the retry policy and the standard library know it.
///
/// | name | what happened |
/// |---|---|
/// | `deadline_exceeded` | the call's deadline passed |
/// | `attempt_timeout` | an attempt took longer than its limit |
/// | `rate_limited` | the wait for the rate limit would not have fitted the deadline |
/// | `auth`, `auth_refused`, `auth_rate_limited`, `auth_unreachable` | there was no token or credential |
/// | `body_too_large` | the answer's body is larger than the limit |
/// | `not_sent` | no connection, or one that was closed before the request was written |
/// | `connection_interrupted` | the connection broke, or the answer was cut off |
/// | `timeout` | the operating system, or a timer of tokio's, gave up |
/// | [`_OTHER`](OTHER) | anything else |
#[must_use]
pub fn error_type(error: &(dyn Error + Send + Sync + 'static)) -> &'static str {
    layer_error_type(error).unwrap_or_else(|| of_connection(error))
}

/// The part of [`error_type`] that is about this crate's layers: `None` when none of them failed. For those who
/// know more of their transport.
#[must_use]
pub fn layer_error_type(error: &(dyn Error + 'static)) -> Option<&'static str> {
    of_layer(error).or_else(|| error.source().and_then(layer_error_type))
}

fn of_layer(error: &(dyn Error + 'static)) -> Option<&'static str> {
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
            Kind::Rejected => "auth_refused",
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
fn of_connection(error: &(dyn Error + 'static)) -> &'static str {
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
fn of_connection(error: &(dyn Error + 'static)) -> &'static str {
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

/// The kind of the first error of the operating system among an error and its sources.
fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => Some(error.kind()),
        None => error.source().and_then(io_kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operating_system_says_has_a_name() {
        let kind = |kind: io::ErrorKind| error_type(&io::Error::from(kind));
        assert_eq!(kind(io::ErrorKind::TimedOut), "timeout");
        assert_eq!(kind(io::ErrorKind::ConnectionReset), "connection_interrupted");
        assert_eq!(error_type(&*crate::BoxError::from("s3cret text")), OTHER);
    }

    #[cfg(feature = "auth")]
    #[test]
    fn a_layers_own_error_counts_before_what_lies_below() {
        use crate::auth::{AuthError, AuthErrorKind};
        let reset = || io::Error::from(io::ErrorKind::ConnectionReset);
        for (kind, name) in [
            (AuthErrorKind::Unreachable, "auth_unreachable"),
            (AuthErrorKind::Rejected, "auth_refused"),
            (AuthErrorKind::Key, "auth"),
        ] {
            assert_eq!(error_type(&AuthError::new(kind, "no token").with_source(reset())), name);
        }
    }
}
