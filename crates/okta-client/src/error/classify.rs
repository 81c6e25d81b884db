//! From what a layer returned to an [`Error`].

use std::borrow::Cow;

use okta_tower::{
    BoxError,
    auth::AuthError,
    collect::BodyTooLarge,
    meta::OperationMeta,
    observe,
    rate_limit::Throttled,
    retry::{Failure, PossiblyDelivered},
    timeout::{AttemptElapsed, DeadlineExceeded},
};

use super::{Error, ErrorKind};
use crate::transport::TransportErrorKind;

impl Error {
    /// Turns an error of the stack into this crate's own. An [`Error`] that a user's layer returned is kept.
    pub(crate) fn from_stack(error: BoxError, operation: Option<&'static OperationMeta>) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(own) => return *own,
            Err(other) => other,
        };
        let class = Class::of(&*error);
        let mut own = Self::build(class.kind, class.message);
        own.0.operation = operation;
        own.0.before_send = class.before_send;
        own.0.transport = class.transport;
        own.0.source = Some(error);
        own
    }
}

/// The kind of a failure in one word, for spans and metrics.
pub(crate) fn error_type(error: &(dyn std::error::Error + Send + Sync + 'static)) -> &'static str {
    observe::layer_error_type(error).unwrap_or_else(|| match TransportErrorKind::of(error) {
        TransportErrorKind::Other => observe::error_type(error),
        kind => kind.name(),
    })
}

struct Class {
    kind: ErrorKind,
    message: Cow<'static, str>,
    before_send: bool,
    transport: Option<TransportErrorKind>,
}

impl Class {
    fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        let plain = |kind, message: &'static str| Self {
            kind,
            message: Cow::Borrowed(message),
            before_send: false,
            transport: None,
        };
        let mut link = Some(error);
        while let Some(error) = link {
            if let Some(earlier) = error.downcast_ref::<PossiblyDelivered>() {
                let last = std::error::Error::source(earlier).unwrap_or(earlier);
                return Self { before_send: false, ..Self::of(last) };
            }
            if error.is::<DeadlineExceeded>() {
                return plain(ErrorKind::Timeout, "the deadline passed before an answer came");
            }
            if error.is::<AttemptElapsed>() {
                return plain(ErrorKind::Timeout, "the server did not answer in time");
            }
            if error.is::<BodyTooLarge>() {
                return plain(ErrorKind::Transport, "the answer's body is larger than the limit");
            }
            if error.is::<Throttled>() {
                return Self {
                    before_send: true,
                    ..plain(ErrorKind::RateLimited, "the wait for quota would have passed the deadline")
                };
            }
            if error.is::<AuthError>() {
                return Self {
                    before_send: true,
                    ..plain(ErrorKind::Auth, "no credential could be put on the request")
                };
            }
            link = error.source();
        }
        Self::of_transport(error)
    }

    fn of_transport(error: &(dyn std::error::Error + 'static)) -> Self {
        let transport = TransportErrorKind::of(error);
        let kind = match transport {
            TransportErrorKind::Dns
            | TransportErrorKind::Connect
            | TransportErrorKind::ConnectTimeout
            | TransportErrorKind::Proxy
            | TransportErrorKind::Tls(_) => ErrorKind::Connect,
            TransportErrorKind::Timeout | TransportErrorKind::Closed | TransportErrorKind::Protocol => {
                ErrorKind::Transport
            }
            _ => ErrorKind::Other,
        };
        let message = match kind {
            ErrorKind::Other => Cow::Borrowed("the call failed"),
            _ => Cow::Owned(transport.to_string()),
        };
        let before_send = transport.is_before_send() || Failure::from_error(error) == Failure::NotSent;
        Self { kind, message, before_send, transport: Some(transport) }
    }
}
