//! Classification of transport errors: sent, possibly sent, not sent.

use std::{error::Error, fmt, io};

use crate::{BoxError, ErrorChain};

/// How an attempt without a response failed.
///
/// Errors of this crate's layers, of tower, tokio and the standard library are known. With the feature `hyper` also
/// those of hyper, hyper-util's legacy client and h2, and with the feature `reqwest` those of reqwest.
///
/// ```
/// use tower_outbound::retry::Failure;
///
/// let error = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
/// assert_eq!(Failure::from_error(&error), Failure::Interrupted);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// The request was not sent, or not processed by the server: no connection could be established, the
    /// connection was closed before the request was written, HTTP/2 `REFUSED_STREAM`
    /// ([RFC 9113 §8.7](https://www.rfc-editor.org/rfc/rfc9113#section-8.7)) or `GOAWAY` with `NO_ERROR`; or
    /// tower's `LoadShed` rejected it. Any request can be retried. Never the failure of a response body that was being
    /// read: the server has then processed the request.
    NotSent,
    /// The connection failed, or the response was truncated. The server may have processed the request.
    Interrupted,
    /// The attempt timed out. The server may have processed the request.
    AttemptTimeout,
    /// Anything else, such as a missing credential or an invalid certificate. A retry would fail as well.
    Other,
}

impl Failure {
    /// Classifies an error by its chain of sources.
    #[must_use]
    pub fn from_error(error: &(dyn Error + 'static)) -> Self {
        let mut found = Self::Other;
        for error in ErrorChain::new(error) {
            if error.is::<PossiblyDelivered>() {
                return Self::Interrupted;
            }
            match classify(error) {
                Class::Final => return Self::Other,
                Class::Failure(failure) if failure.precedence() > found.precedence() => found = failure,
                Class::Failure(_) | Class::Unknown => {}
            }
        }
        found.of_attempt(error)
    }

    /// Returns the failure of an attempt: after the head of a response the server has processed the request, whatever
    /// ended the body, such as HTTP/2 `REFUSED_STREAM`.
    pub(super) fn of_attempt(self, error: &(dyn Error + 'static)) -> Self {
        match self {
            Self::NotSent if is_body_error(error) => Self::Interrupted,
            failure => failure,
        }
    }

    /// Which failure counts if errors of one chain differ: a timeout explains an interruption, and a request that was
    /// not sent was not interrupted.
    const fn precedence(self) -> u8 {
        match self {
            Self::Other => 0,
            Self::Interrupted => 1,
            Self::AttemptTimeout => 2,
            Self::NotSent => 3,
        }
    }
}

/// Error: the last attempt was not sent, but an earlier one may have reached the server.
///
/// The retry policy wraps the last error in this type if that error alone means that no request was sent, such as
/// a failed connection or a rate limit wait that exceeds the deadline. [`Failure::from_error`] then returns
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
        f.write_str("an earlier attempt may have reached the server")
    }
}

impl Error for PossiblyDelivered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// Whether an error means that its attempt was not sent.
pub(super) fn is_not_sent(error: &(dyn Error + 'static)) -> bool {
    ErrorChain::new(error).any(is_layer_error_before_send) || Failure::from_error(error) == Failure::NotSent
}

/// Whether an error is one of a response body.
fn is_body_error(error: &(dyn Error + 'static)) -> bool {
    #[cfg(feature = "collect")]
    if ErrorChain::new(error).any(|error| error.is::<crate::collect::BodyReadError>()) {
        return true;
    }
    let _ = error;
    false
}

fn is_layer_error_before_send(error: &(dyn Error + 'static)) -> bool {
    #[cfg(feature = "rate-limit")]
    if error.is::<crate::rate_limit::Throttled>() {
        return true;
    }
    #[cfg(feature = "auth")]
    if error.is::<crate::auth::AuthError>() {
        return true;
    }
    let _ = error;
    false
}

/// The class of one error of a chain.
enum Class {
    /// Not retryable, whatever its sources are.
    Final,
    Failure(Failure),
    Unknown,
}

fn classify(error: &(dyn Error + 'static)) -> Class {
    #[cfg(feature = "timeout")]
    if error.is::<crate::timeout::AttemptElapsed>() {
        return Class::Failure(Failure::AttemptTimeout);
    }
    #[cfg(feature = "auth")]
    if let Some(error) = error.downcast_ref::<crate::auth::AuthError>() {
        // Without a credential the request was not sent, whatever happened to the token request.
        let unreachable = error.kind() == crate::auth::AuthErrorKind::Unreachable;
        return if unreachable { Class::Failure(Failure::NotSent) } else { Class::Final };
    }
    if error.is::<tokio::time::error::Elapsed>() || error.is::<tower::timeout::error::Elapsed>() {
        return Class::Failure(Failure::AttemptTimeout);
    }
    if error.is::<tower::load_shed::error::Overloaded>() {
        return Class::Failure(Failure::NotSent);
    }
    #[cfg(feature = "hyper")]
    if let Some(class) = classify_hyper(error) {
        return class;
    }
    #[cfg(feature = "reqwest")]
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        return if error.is_connect() {
            Class::Failure(Failure::NotSent)
        } else if error.is_timeout() {
            Class::Failure(Failure::AttemptTimeout)
        } else if error.is_builder() || error.is_redirect() {
            Class::Final
        } else {
            Class::Unknown
        };
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return match error.kind() {
            // Reported by TLS and address parsing: not transient.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => {
                Class::Final
            }
            io::ErrorKind::ConnectionRefused => Class::Failure(Failure::NotSent),
            io::ErrorKind::TimedOut => Class::Failure(Failure::AttemptTimeout),
            _ => Class::Failure(Failure::Interrupted),
        };
    }
    Class::Unknown
}

/// Classifies errors of hyper, of its legacy client and of h2.
#[cfg(feature = "hyper")]
fn classify_hyper(error: &(dyn Error + 'static)) -> Option<Class> {
    if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
        return error.is_connect().then_some(Class::Failure(Failure::NotSent));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return Some(if error.is_user() {
            Class::Final
        } else if error.is_canceled() {
            Class::Failure(Failure::NotSent)
        } else {
            Class::Failure(Failure::Interrupted)
        });
    }
    let error = error.downcast_ref::<h2::Error>()?;
    let unprocessed = error.is_remote()
        && ((error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
            || (error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR)));
    Some(Class::Failure(if unprocessed { Failure::NotSent } else { Failure::Interrupted }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "auth")]
    #[test]
    fn only_unreachable_token_endpoint_is_retryable() {
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
            f.write_str("layer error")
        }
    }

    impl<E: Error + 'static> Error for Wrapped<E> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn sources_are_classified() {
        let interrupted = Wrapped(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(Failure::from_error(&interrupted), Failure::Interrupted);
        assert_eq!(Failure::from_error(&Wrapped(std::fmt::Error)), Failure::Other);
    }

    #[test]
    fn invalid_certificate_in_io_errors_is_final() {
        let tls = io::Error::new(io::ErrorKind::InvalidData, "certificate expired");
        let connector = Wrapped(io::Error::other(tls));
        assert_eq!(Failure::from_error(&connector), Failure::Other);
    }

    #[cfg(feature = "hyper")]
    #[test]
    fn local_refused_stream_is_not_unsent() {
        let local = h2::Error::from(h2::Reason::REFUSED_STREAM);
        assert_eq!(Failure::from_error(&local), Failure::Interrupted);
    }

    #[cfg(feature = "collect")]
    #[test]
    fn failure_of_a_body_is_not_unsent() {
        use crate::collect::BodyReadError;

        let no_connection = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let error = BodyReadError::new(http::StatusCode::OK, 3, no_connection());
        assert_eq!(Failure::from_error(&error), Failure::Interrupted);
        let again = BodyReadError::new(http::StatusCode::CREATED, 0, error);
        assert_eq!((again.status(), again.received()), (http::StatusCode::OK, 3));
        assert_eq!(Failure::from_error(&Wrapped(again)), Failure::Interrupted);
        assert_eq!(Failure::from_error(&Wrapped(no_connection())), Failure::NotSent);
    }

    #[test]
    fn timeouts_anywhere_in_the_chain_are_known() {
        let timed_out = || io::Error::from(io::ErrorKind::TimedOut);
        for error in [
            BoxError::from(timed_out()),
            Wrapped(timed_out()).into(),
            io::Error::other(timed_out()).into(),
            Wrapped(io::Error::new(io::ErrorKind::ConnectionAborted, Wrapped(timed_out()))).into(),
            tower::timeout::error::Elapsed::new().into(),
            Wrapped(tower::timeout::error::Elapsed::new()).into(),
        ] {
            assert_eq!(Failure::from_error(error.as_ref()), Failure::AttemptTimeout, "{error:?}");
        }
    }

    #[test]
    fn shed_and_refused_requests_are_not_sent() {
        for error in [
            BoxError::from(tower::load_shed::error::Overloaded::new()),
            Wrapped(tower::load_shed::error::Overloaded::new()).into(),
            Wrapped(io::Error::from(io::ErrorKind::ConnectionRefused)).into(),
        ] {
            assert_eq!(Failure::from_error(error.as_ref()), Failure::NotSent, "{error:?}");
        }
    }

    #[cfg(feature = "reqwest")]
    #[tokio::test]
    async fn reqwest_errors_are_known() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_millis(50));
        let client = client.build().unwrap();
        for (address, expected) in
            [(silent.local_addr().unwrap(), Failure::AttemptTimeout), (closed, Failure::NotSent)]
        {
            let error = client.get(format!("http://{address}/")).send().await.unwrap_err();
            assert_eq!(Failure::from_error(&error), expected, "{error:?}");
            assert_eq!(Failure::from_error(&Wrapped(error)), expected);
        }
        let invalid = client.get("no url").send().await.unwrap_err();
        assert_eq!(Failure::from_error(&invalid), Failure::Other);
    }

    #[tokio::test(start_paused = true)]
    async fn elapsed_is_attempt_timeout() {
        let elapsed =
            tokio::time::timeout(std::time::Duration::from_secs(1), std::future::pending::<()>()).await;
        assert_eq!(Failure::from_error(&elapsed.unwrap_err()), Failure::AttemptTimeout);
    }
}
