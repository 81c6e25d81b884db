//! The future of both span layers: polls inside the span and records how it ended.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{HeaderMap, Response};
use pin_project_lite::pin_project;
use tracing::Span;

use crate::meta::Attempts;

pin_project! {
    /// Future of [`CallSpan`](super::CallSpan) and [`AttemptSpan`](super::AttemptSpan).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct SpanFuture<F> {
        #[pin]
        inner: F,
        // Taken when the inner future is done.
        span: Option<Span>,
    }

    impl<F> PinnedDrop for SpanFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            if let Some(span) = this.project().span.take() {
                span.record("okta.outcome", "cancelled");
            }
        }
    }
}

impl<F> SpanFuture<F> {
    pub(super) const fn new(inner: F, span: Span) -> Self {
        Self { inner, span: Some(span) }
    }
}

impl<F, B, E> Future for SpanFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: fmt::Display,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = {
            let _entered = this.span.as_ref().map(Span::enter);
            ready!(this.inner.poll(cx))
        };
        if let Some(span) = this.span.take()
            && !span.is_disabled()
        {
            match &result {
                Ok(response) => record_response(&span, response),
                Err(error) => record_error(&span, error),
            }
        }
        Poll::Ready(result)
    }
}

fn record_response<B>(span: &Span, response: &Response<B>) {
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_client_error() || status.is_server_error() {
        span.record("error.type", status.as_str());
        span.record("otel.status_code", "ERROR");
    }
    span.record("okta.outcome", if status.is_success() { "ok" } else { "refused" });
    if let Some(attempts) = response.extensions().get::<Attempts>() {
        span.record("okta.attempts", attempts.0);
    }
    let headers = response.headers();
    record_header(span, "okta.request_id", headers, "x-okta-request-id");
    record_header(span, "okta.rate_limit.limit", headers, "x-rate-limit-limit");
    record_header(span, "okta.rate_limit.remaining", headers, "x-rate-limit-remaining");
}

fn record_header(span: &Span, field: &'static str, headers: &HeaderMap, name: &'static str) {
    if let Some(value) = headers.get(name).and_then(|value| value.to_str().ok()) {
        span.record(field, value);
    }
}

fn record_error(span: &Span, error: &impl fmt::Display) {
    span.record("error.type", tracing::field::display(error));
    span.record("otel.status_code", "ERROR");
    span.record("okta.outcome", "failed");
}
