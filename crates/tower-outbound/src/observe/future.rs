//! The response future.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Response;
use pin_project_lite::pin_project;

use super::{ErrorType, Observation, Outcome, ResponseParts};
use crate::BoxError;

pin_project! {
    /// Response future of [`Observe`](super::Observe).
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, O: Observation> {
        // Dropped before the observation ends, also when the future is dropped, so that a wait in progress is
        // recorded by then.
        #[pin]
        inner: Option<F>,
        guard: ObservationGuard<O>,
        error_type: ErrorType,
    }
}

/// Ends an observation on drop, if not before. Boxed, as every request carries the field and most have none.
struct ObservationGuard<O: Observation>(Option<Box<O>>);

impl<O: Observation> Drop for ObservationGuard<O> {
    fn drop(&mut self) {
        self.0.take().end(Outcome::Cancelled);
    }
}

impl<F, O: Observation> ResponseFuture<F, O> {
    #[inline]
    pub(super) fn new(inner: F, observation: Option<O>, error_type: ErrorType) -> Self {
        Self { inner: Some(inner), guard: ObservationGuard(observation.map(Box::new)), error_type }
    }
}

impl<F, O: Observation> fmt::Debug for ResponseFuture<F, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("observed", &self.guard.0.is_some()).finish_non_exhaustive()
    }
}

impl<F, O, B, E> Future for ResponseFuture<F, O>
where
    F: Future<Output = Result<Response<B>, E>>,
    O: Observation,
    E: Into<BoxError>,
{
    type Output = Result<Response<B>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(inner) = this.inner.as_mut().as_pin_mut() else { return Poll::Pending };
        let result = ready!(this.guard.0.run(|| inner.poll(cx))).map_err(Into::into);
        if let Some(observation) = this.guard.0.take() {
            observation.run(|| this.inner.set(None));
            observation.end(match &result {
                Ok(response) => Outcome::Response(ResponseParts {
                    status: response.status(),
                    version: response.version(),
                    headers: response.headers(),
                    extensions: response.extensions(),
                }),
                Err(error) => Outcome::Failed { kind: (this.error_type)(&**error), error: &**error },
            });
        }
        Poll::Ready(result)
    }
}
