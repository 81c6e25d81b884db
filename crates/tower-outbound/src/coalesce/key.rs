//! The key by which requests are coalesced.

use std::time::Duration;

use http::{Extensions, HeaderName, HeaderValue, Method, Request, Uri, header};
use http_body::Body;

use crate::{
    meta::{AttemptTimeout, BodyMode, CacheMode, Operation, Principal, RetryHint},
    personal::is_personal,
};

/// Headers that differ from call to call and do not affect the response
/// ([W3C Trace Context](https://www.w3.org/TR/trace-context/), [W3C Baggage](https://www.w3.org/TR/baggage/)).
const TRACING: [&str; 3] = ["traceparent", "tracestate", "baggage"];

/// What two requests must have in common to share a response.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct CoalesceKey {
    method: Method,
    uri: Uri,
    principal: Principal,
    operation: Option<&'static str>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl CoalesceKey {
    /// Returns the key of a request that may be coalesced. `principal` is that of requests without one.
    pub(super) fn from_request<B: Body>(request: &Request<B>, principal: Option<&Principal>) -> Option<Self> {
        let extensions = request.extensions();
        let coalescible = matches!(*request.method(), Method::GET | Method::HEAD)
            && request.body().is_end_stream()
            && !matches!(extensions.get(), Some(BodyMode::Stream))
            && !matches!(extensions.get(), Some(CacheMode::Bypass | CacheMode::Refresh))
            && !request.headers().contains_key(header::CACHE_CONTROL)
            && !is_personal(request.headers());
        let principal = extensions.get().or(principal).filter(|_| coalescible)?.clone();
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
            principal,
            operation: Operation::from_request(request).map(|operation| operation.id),
            headers,
        })
    }
}

/// The per-call options of a flight, which all its followers must share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FlightOptions {
    retry: Option<RetryHint>,
    attempt_timeout: Option<Option<Duration>>,
}

impl FlightOptions {
    pub(super) fn from_extensions(extensions: &Extensions) -> Self {
        Self {
            retry: extensions.get().cloned(),
            attempt_timeout: extensions.get::<AttemptTimeout>().map(|timeout| timeout.0),
        }
    }
}
