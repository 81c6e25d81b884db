//! One span a physical request.

use std::{
    fmt,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Span, field::Empty};

use super::{Redaction, SpanFuture};
use crate::meta::{Attempt, Operation};

/// Layer that applies [`AttemptSpan`], which opens one span a physical request. See the
/// [module docs](super).
#[derive(Clone, Debug, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct AttemptSpanLayer {
    redaction: Redaction,
}

impl AttemptSpanLayer {
    /// Shows what [`Redaction::default`] allows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows what `redaction` allows.
    pub fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }
}

impl<S> Layer<S> for AttemptSpanLayer {
    type Service = AttemptSpan<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AttemptSpan { inner, redaction: self.redaction.clone() }
    }
}

/// Service that opens one span a physical request. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct AttemptSpan<S> {
    inner: S,
    redaction: Redaction,
}

impl<S> AttemptSpan<S> {
    /// The wrapped service.
    pub fn into_inner(self) -> S {
        self.inner
    }

    /// A reference to the wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    fn span<B>(&self, request: &Request<B>) -> Span {
        let span = tracing::debug_span!(
            "okta.attempt",
            otel.kind = "client",
            otel.name = %request.method(),
            otel.status_code = Empty,
            http.request.method = %request.method(),
            http.request.resend_count = Attempt::of(request).saturating_sub(1),
            server.address = Empty,
            server.port = Empty,
            url.template = Empty,
            url.full = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
            okta.operation = Empty,
            okta.attempts = Empty,
            okta.outcome = Empty,
            okta.request_id = Empty,
            okta.rate_limit.limit = Empty,
            okta.rate_limit.remaining = Empty,
        );
        if !span.is_disabled() {
            let operation = Operation::of(request);
            if let Some(meta) = operation {
                span.record("okta.operation", meta.id);
                span.record("url.template", meta.path);
            }
            let uri = request.uri();
            span.record("server.address", uri.host().unwrap_or_default());
            let default_port = if uri.scheme_str() == Some("http") { 80 } else { 443 };
            span.record("server.port", uri.port_u16().unwrap_or(default_port));
            span.record("url.full", self.redaction.url(uri, operation.map(|meta| meta.path)).as_str());
        }
        span
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for AttemptSpan<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: fmt::Display,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = SpanFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let span = self.span(&request);
        let inner = span.in_scope(|| self.inner.call(request));
        SpanFuture::new(inner, span)
    }
}
