//! One span a logical call.

use std::{
    fmt,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Span, field::Empty};

use super::{Redaction, SpanFuture};
use crate::meta::Operation;

/// Layer that applies [`CallSpan`], which opens one span a call. See the [module docs](super).
#[derive(Clone, Debug, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CallSpanLayer {
    redaction: Redaction,
}

impl CallSpanLayer {
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

impl<S> Layer<S> for CallSpanLayer {
    type Service = CallSpan<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CallSpan { inner, redaction: self.redaction.clone() }
    }
}

/// Service that opens one span a call. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct CallSpan<S> {
    inner: S,
    redaction: Redaction,
}

impl<S> CallSpan<S> {
    /// The wrapped service.
    pub fn into_inner(self) -> S {
        self.inner
    }

    /// A reference to the wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    fn span<B>(&self, request: &Request<B>) -> Span {
        let span = tracing::info_span!(
            "okta.call",
            otel.name = Empty,
            otel.status_code = Empty,
            http.request.method = %request.method(),
            url.template = Empty,
            url.full = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
            okta.operation = Empty,
            okta.bucket = Empty,
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
                span.record("okta.bucket", meta.bucket);
                span.record("url.template", meta.path);
                span.record("otel.name", meta.id);
            }
            let url = self.redaction.url(request.uri(), operation.map(|meta| meta.path));
            span.record("url.full", url.as_str());
        }
        span
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for CallSpan<S>
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
