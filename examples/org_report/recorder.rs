//! A layer that records each request.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use okta_client::HttpService;
use okta_tower::{BoxError, body::Body, meta::Operation, rate_limit};
use tokio::time::Instant;
use tower::{Layer, Service};

/// A recorded request.
#[derive(Clone, Debug)]
pub(crate) struct RequestRecord {
    /// Time of the response, since the start of the recording.
    pub(crate) completed: Duration,
    /// Time from the request to the response head.
    pub(crate) latency: Duration,
    /// Operation id.
    pub(crate) operation: &'static str,
    /// Rate-limit bucket of the operation.
    pub(crate) bucket: &'static str,
    /// Status, or `None` if the connection failed.
    pub(crate) status: Option<u16>,
    /// Remaining requests and limit of the window.
    pub(crate) rate_limit: Option<(u64, u64)>,
}

impl RequestRecord {
    /// Returns whether the status is below 400.
    pub(crate) fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| status < 400)
    }

    /// Returns the latency in milliseconds.
    pub(crate) fn latency_ms(&self) -> f64 {
        self.latency.as_secs_f64() * 1000.0
    }
}

/// A layer that records requests. Clones share the recording.
#[derive(Clone)]
pub(crate) struct Recorder {
    started: Instant,
    records: Arc<Mutex<Vec<RequestRecord>>>,
}

impl Recorder {
    /// Starts a recording.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), records: Arc::default() }
    }

    /// Returns the recorded requests in the order of their responses, and clears the recording.
    pub(crate) fn take(&self) -> Vec<RequestRecord> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<RequestRecord>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Layer<HttpService> for Recorder {
    type Service = RecorderService;

    fn layer(&self, inner: HttpService) -> RecorderService {
        RecorderService { inner, recorder: self.clone() }
    }
}

/// The service of [`Recorder`].
#[derive(Clone)]
pub(crate) struct RecorderService {
    inner: HttpService,
    recorder: Recorder,
}

impl Service<Request<Body>> for RecorderService {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let operation = Operation::from_request(&request);
        let started = Instant::now();
        let response = self.inner.call(request);
        let recorder = self.recorder.clone();
        Box::pin(async move {
            let result = response.await;
            let response = result.as_ref().ok();
            let limits = response.and_then(|response| rate_limit::snapshot(response.headers()));
            recorder.lock().push(RequestRecord {
                completed: recorder.started.elapsed(),
                latency: started.elapsed(),
                operation: operation.map_or("other", |operation| operation.id),
                bucket: operation.map_or("other", |operation| operation.bucket),
                status: response.map(|response| response.status().as_u16()),
                rate_limit: limits.and_then(|limits| limits.remaining.zip(limits.limit)),
            });
            result
        })
    }
}
