//! What makes two requests equal.

use std::time::Duration;

use http::{Extensions, HeaderName, HeaderValue, Method, Request, Uri};
use http_body::Body;

use crate::{
    meta::{AttemptTimeout, BodyMode, CacheMode, Operation, Principal, RetryHint},
    personal::is_personal,
};

/// Headers that differ from call to call and change nothing in the answer
/// ([W3C Trace Context](https://www.w3.org/TR/trace-context/), [W3C Baggage](https://www.w3.org/TR/baggage/)).
const TRACING: [&str; 3] = ["traceparent", "tracestate", "baggage"];

/// All that two requests must have in common to share an answer.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    method: Method,
    uri: Uri,
    principal: Option<Principal>,
    operation: Option<&'static str>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Key {
    /// The key of a request that may be joined.
    pub(super) fn of<B: Body>(request: &Request<B>, principal: Option<&Principal>) -> Option<Self> {
        let extensions = request.extensions();
        let joinable = matches!(*request.method(), Method::GET | Method::HEAD)
            && request.body().is_end_stream()
            && !matches!(extensions.get(), Some(BodyMode::Stream))
            && !matches!(extensions.get(), Some(CacheMode::Bypass | CacheMode::Refresh))
            && !is_personal(request.headers());
        if !joinable {
            return None;
        }
        let mut headers: Vec<_> = request
            .headers()
            .iter()
            .filter(|(name, _)| !TRACING.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        headers.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
        Some(Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            principal: extensions.get().or(principal).cloned(),
            operation: Operation::from_request(request).map(|operation| operation.id),
            headers,
        })
    }
}

/// How a call wants to travel; a flight only takes those who want the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    retry: Option<RetryHint>,
    attempt_timeout: Option<Option<Duration>>,
}

impl Manner {
    pub(super) fn of(extensions: &Extensions) -> Self {
        Self {
            retry: extensions.get().cloned(),
            attempt_timeout: extensions.get::<AttemptTimeout>().map(|timeout| timeout.0),
        }
    }
}
