//! What went over the wire: a layer that notes each request.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use okta_client::HttpService;
use okta_tower::{BoxError, body::Body, meta::Operation, rate_limit::RateLimitSnapshot};
use tokio::time::Instant;
use tower::{Layer, Service};

/// One physical request and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// When the answer came, from the beginning of the recording.
    pub(crate) at: Duration,
    /// How long it took until the head of the answer was there.
    pub(crate) took: Duration,
    /// The operation's id.
    pub(crate) operation: &'static str,
    /// The rate-limit bucket that the operation counts in.
    pub(crate) bucket: &'static str,
    /// The status; none when the connection failed.
    pub(crate) status: Option<u16>,
    /// How many requests the window has left, and allows.
    pub(crate) left: Option<(u64, u64)>,
}

impl Sent {
    /// Whether the answer is what was asked for.
    pub(crate) fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| status < 400)
    }
}

/// The layer; clones write into the same recording.
#[derive(Clone)]
pub(crate) struct Recorder {
    begun: Instant,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Recorder {
    /// Begins a recording.
    pub(crate) fn start() -> Self {
        Self { begun: Instant::now(), sent: Arc::default() }
    }

    /// What has been recorded, in the order of the answers.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.sent())
    }

    fn sent(&self) -> MutexGuard<'_, Vec<Sent>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Layer<HttpService> for Recorder {
    type Service = Recording;

    fn layer(&self, inner: HttpService) -> Recording {
        Recording { inner, recorder: self.clone() }
    }
}

/// The service that [`Recorder`] makes.
#[derive(Clone)]
pub(crate) struct Recording {
    inner: HttpService,
    recorder: Recorder,
}

impl Service<Request<Body>> for Recording {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let operation = Operation::from_request(&request);
        let begun = Instant::now();
        let answer = self.inner.call(request);
        let recorder = self.recorder.clone();
        Box::pin(async move {
            let answer = answer.await;
            let head = answer.as_ref().ok();
            let limits = head.and_then(|head| RateLimitSnapshot::from_headers(head.headers()));
            recorder.sent().push(Sent {
                at: recorder.begun.elapsed(),
                took: begun.elapsed(),
                operation: operation.map_or("other", |operation| operation.id),
                bucket: operation.map_or("other", |operation| operation.bucket),
                status: head.map(|head| head.status().as_u16()),
                left: limits.and_then(|limits| limits.remaining.zip(limits.limit)),
            });
            answer
        })
    }
}
