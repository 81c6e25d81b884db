//! Conversion of the errors of the stack into [`Error`]s.

use std::{borrow::Cow, error::Error as StdError};

use okta_tower::{
    BoxError, ErrorChain,
    auth::{AuthError, AuthErrorKind},
    collect::{BodyReadError, BodyTooLarge},
    meta::{CallStats, OperationMeta},
    observe,
    rate_limit::Throttled,
    retry::{Failure, PossiblyDelivered},
    timeout::{AttemptElapsed, DeadlineExceeded},
};

use super::{Error, ErrorKind};
use crate::{stack::content_coding::ContentCodingError, transport::TransportErrorKind};

impl Error {
    /// Converts an error of the stack. An [`Error`] returned by a user's layer is passed through.
    pub(crate) fn from_stack(
        error: BoxError,
        operation: Option<&'static OperationMeta>,
        stats: &CallStats,
    ) -> Self {
        let source = match error.downcast::<Self>() {
            Ok(error) => return *error,
            Err(source) => source,
        };
        let class = Class::from_error(&*source);
        let mut error = Self::build(class.kind, class.message);
        error.0.operation = operation;
        error.0.attempts = attempts(&*source, stats);
        error.0.before_send = class.before_send;
        error.0.transport = class.transport;
        error.with_source(source)
    }
}

/// Returns the number of attempts that were sent before an error without a response.
fn attempts(error: &(dyn StdError + 'static), stats: &CallStats) -> u32 {
    // The deadline may have passed during an attempt, which is then sent but not completed.
    let in_flight = ErrorChain::new(error).any(|error| error.is::<DeadlineExceeded>());
    // An attempt without a request, such as one without quota or credentials, was not sent.
    stats.attempts().saturating_add(in_flight.into()).min(stats.requests())
}

/// Returns the `error.type` of an error, for spans and metrics.
pub(crate) fn error_type(error: &(dyn StdError + Send + Sync + 'static)) -> &'static str {
    observe::layer_error_type(error).unwrap_or_else(|| match TransportErrorKind::from_error(error) {
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
    fn from_error(error: &(dyn StdError + 'static)) -> Self {
        ErrorChain::new(error).find_map(Self::from_layer).unwrap_or_else(|| Self::from_transport(error))
    }

    /// Classifies the error of a layer; `None` for other errors.
    fn from_layer(error: &(dyn StdError + 'static)) -> Option<Self> {
        let (kind, message, before_send) = if let Some(delivered) = error.downcast_ref::<PossiblyDelivered>()
        {
            let last = delivered.source().unwrap_or(delivered);
            return Some(Self { before_send: false, ..Self::from_error(last) });
        } else if error.is::<DeadlineExceeded>() {
            (ErrorKind::Timeout, "deadline exceeded", false)
        } else if error.is::<AttemptElapsed>() {
            (ErrorKind::Timeout, "attempt timed out", false)
        } else if error.is::<BodyTooLarge>() {
            (ErrorKind::Transport, "response body exceeds the size limit", false)
        } else if let Some(error) = error.downcast_ref::<ContentCodingError>() {
            let message = Cow::Owned(format!("error decoding response body: {error}"));
            return Some(Self { kind: ErrorKind::Decode, message, before_send: false, transport: None });
        } else if error.is::<Throttled>() {
            (ErrorKind::RateLimited, "rate limit wait exceeds the deadline", true)
        } else if let Some(error) = error.downcast_ref::<AuthError>() {
            match error.kind() {
                AuthErrorKind::RateLimited => {
                    (ErrorKind::RateLimited, "rate limit of the token endpoint exceeded", true)
                }
                _ if error.is_timeout() => (ErrorKind::Timeout, "token request timed out", true),
                _ => (ErrorKind::Auth, "authentication failed", true),
            }
        } else {
            return None;
        };
        Some(Self { kind, message: Cow::Borrowed(message), before_send, transport: None })
    }

    fn from_transport(error: &(dyn StdError + 'static)) -> Self {
        let transport = TransportErrorKind::from_error(error);
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
            ErrorKind::Other => Cow::Borrowed("error sending request"),
            _ => Cow::Owned(transport.to_string()),
        };
        let in_body = ErrorChain::new(error).any(|error| error.is::<BodyReadError>());
        let not_sent = transport.is_before_send() || Failure::from_error(error) == Failure::NotSent;
        let before_send = not_sent && !in_body;
        Self { kind, message, before_send, transport: Some(transport) }
    }
}
