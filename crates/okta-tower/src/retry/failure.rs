//! What a transport error says about the request: sent, perhaps sent, never sent.

use std::{error::Error, fmt, io};

use crate::BoxError;

/// How a call failed that got no answer, as far as its error tells.
///
/// ```
/// use okta_tower::retry::Failure;
///
/// let error = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
/// assert_eq!(Failure::from_error(&error), Failure::Interrupted);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// The request did not reach the server, or the server says that it has not looked at it: no connection
    /// came about, the connection was closed before the request was written, HTTP/2 `REFUSED_STREAM`
    /// ([RFC 9113 §8.7](https://www.rfc-editor.org/rfc/rfc9113#section-8.7)) or `GOAWAY` with `NO_ERROR`.
    /// Sending again cannot repeat an effect.
    NotSent,
    /// The connection broke, or the answer was cut off. The server may have acted on the request.
    Interrupted,
    /// The attempt took longer than its limit. The server may have acted on the request.
    AttemptTimeout,
    /// Anything else, such as a missing credential or a refused certificate. Sending again does not help.
    Other,
}

impl Failure {
    /// Looks through an error and its sources.
    #[must_use]
    pub fn from_error(error: &(dyn Error + 'static)) -> Self {
        let mut found = Self::Other;
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<PossiblyDelivered>() {
                return Self::Interrupted;
            }
            match of_one(error) {
                Link::Final => return Self::Other,
                Link::Is(Self::NotSent) => found = Self::NotSent,
                Link::Is(failure) if found == Self::Other => found = failure,
                Link::Is(_) | Link::Unknown => {}
            }
            next = source(error);
        }
        found
    }
}

/// The call was not sent again, but an earlier attempt may have reached the server.
///
/// The retry policy wraps the last error in this when that error alone would say that nothing was sent, such as
/// a refused connection or a wait for quota that does not fit the deadline. [`Failure::from_error`] then says
/// [`Interrupted`](Failure::Interrupted). The source is the last error.
#[derive(Debug)]
pub struct PossiblyDelivered {
    source: BoxError,
}

impl PossiblyDelivered {
    pub(super) fn new(source: BoxError) -> Self {
        Self { source }
    }
}

impl fmt::Display for PossiblyDelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an earlier attempt of the call may have reached the server")
    }
}

impl Error for PossiblyDelivered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// Whether an error says that its attempt was not sent.
pub(super) fn says_unsent(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        #[cfg(feature = "rate-limit")]
        if error.is::<crate::rate_limit::Throttled>() {
            return true;
        }
        #[cfg(feature = "auth")]
        if error.is::<crate::auth::AuthError>() {
            return true;
        }
        next = source(error);
    }
    Failure::from_error(error) == Failure::NotSent
}

enum Link {
    /// This error alone decides that sending again does not help.
    Final,
    Is(Failure),
    Unknown,
}

fn of_one(error: &(dyn Error + 'static)) -> Link {
    #[cfg(feature = "timeout")]
    if error.is::<crate::timeout::AttemptElapsed>() {
        return Link::Is(Failure::AttemptTimeout);
    }
    #[cfg(feature = "auth")]
    if let Some(error) = error.downcast_ref::<crate::auth::AuthError>() {
        // Without its credential the request was not sent, whatever became of the token request within.
        let unreachable = error.kind() == crate::auth::AuthErrorKind::Unreachable;
        return if unreachable { Link::Is(Failure::NotSent) } else { Link::Final };
    }
    if error.is::<tokio::time::error::Elapsed>() {
        return Link::Is(Failure::AttemptTimeout);
    }
    if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
        return if error.is_connect() { Link::Is(Failure::NotSent) } else { Link::Unknown };
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return if error.is_user() {
            Link::Final
        } else if error.is_canceled() {
            Link::Is(Failure::NotSent)
        } else {
            Link::Is(Failure::Interrupted)
        };
    }
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        let unprocessed = error.is_remote()
            && ((error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
                || (error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR)));
        return Link::Is(if unprocessed { Failure::NotSent } else { Failure::Interrupted });
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return match error.kind() {
            // What TLS and address parsing report: it will be the same next time.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => {
                Link::Final
            }
            _ => Link::Is(Failure::Interrupted),
        };
    }
    Link::Unknown
}

/// The next error down. `io::Error::source` skips the error that it wraps, so look at that first.
fn source<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return Some(inner);
    }
    error.source()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "auth")]
    #[test]
    fn without_a_credential_nothing_was_sent_and_only_an_unreachable_endpoint_is_worth_another_try() {
        use crate::auth::{AuthError, AuthErrorKind};

        let reset = || io::Error::from(io::ErrorKind::ConnectionReset);
        for (kind, expected) in [
            (AuthErrorKind::Unreachable, Failure::NotSent),
            (AuthErrorKind::Rejected, Failure::Other),
            (AuthErrorKind::RateLimited, Failure::Other),
            (AuthErrorKind::Key, Failure::Other),
        ] {
            let error = AuthError::new(kind, "no token").with_source(reset());
            assert_eq!(Failure::from_error(&error), expected, "{kind:?}");
        }
    }

    #[derive(Debug)]
    struct Wrapped<E>(E);

    impl<E: fmt::Debug> fmt::Display for Wrapped<E> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a layer failed")
        }
    }

    impl<E: Error + 'static> Error for Wrapped<E> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn the_chain_decides_not_the_outermost_error() {
        let broken = Wrapped(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(Failure::from_error(&broken), Failure::Interrupted);
        assert_eq!(Failure::from_error(&Wrapped(std::fmt::Error)), Failure::Other);
    }

    #[test]
    fn a_refused_certificate_is_final_although_it_is_wrapped_in_io_errors() {
        let tls = io::Error::new(io::ErrorKind::InvalidData, "certificate expired");
        let connector = Wrapped(io::Error::other(tls));
        assert_eq!(Failure::from_error(&connector), Failure::Other);
    }

    #[test]
    fn http2_refusals_count_as_never_sent_only_when_the_server_said_so() {
        let local = h2::Error::from(h2::Reason::REFUSED_STREAM);
        assert_eq!(Failure::from_error(&local), Failure::Interrupted);
    }

    #[cfg(feature = "timeout")]
    #[tokio::test(start_paused = true)]
    async fn time_limits_are_told_from_broken_connections() {
        let elapsed =
            tokio::time::timeout(std::time::Duration::from_secs(1), std::future::pending::<()>()).await;
        assert_eq!(Failure::from_error(&elapsed.unwrap_err()), Failure::AttemptTimeout);
    }
}
