//! The recording layer.

use std::{
    fmt,
    future::Future,
    io,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use http::{HeaderMap, Request, Response, StatusCode, header::AUTHORIZATION};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    Cassette, Exchange, Scrub,
    exchange::{RecordedRequest, RecordedResponse},
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A tower layer that records every exchange, and the handle to what it recorded.
///
/// Clones share the recorded exchanges. See the [module](super).
#[derive(Clone, Default)]
pub struct Recorder(Arc<RecorderState>);

#[derive(Default)]
struct RecorderState {
    scrub: Scrub,
    /// In the order of the requests; `None` until the response is complete.
    exchanges: Mutex<Vec<Option<Exchange>>>,
}

impl Recorder {
    /// A recorder with the built-in rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A recorder with custom rules, besides the built-in ones.
    #[must_use]
    pub fn with_scrub(scrub: Scrub) -> Self {
        Self(Arc::new(RecorderState { scrub, exchanges: Mutex::default() }))
    }

    /// The exchanges recorded so far: those whose response body was read to its end or dropped.
    #[must_use]
    pub fn cassette(&self) -> Cassette {
        Cassette { exchanges: self.0.exchanges().iter().flatten().cloned().collect() }
    }

    /// Writes the exchanges recorded so far to a file, replacing an existing one.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; the error contains its path.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.cassette().save(path)
    }
}

impl RecorderState {
    fn exchanges(&self) -> MutexGuard<'_, Vec<Option<Exchange>>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("exchanges", &self.0.exchanges().len()).finish_non_exhaustive()
    }
}

impl<S> Layer<S> for Recorder {
    type Service = Recording<S>;

    fn layer(&self, inner: S) -> Recording<S> {
        Recording { inner, recorder: self.clone() }
    }
}

/// The service of a [`Recorder`] layer.
///
/// Request bodies are buffered before the inner service is called; response bodies are recorded while they are read.
#[derive(Clone, Debug)]
pub struct Recording<S> {
    inner: S,
    recorder: Recorder,
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for Recording<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    ReqBody: Body<Error: Into<BoxError>> + From<Bytes> + Send + 'static,
    ReqBody::Data: Send,
    ResBody: Body<Data = Bytes>,
{
    type Response = Response<RecordingBody<ResBody>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let clone = self.inner.clone();
        // `poll_ready` was called on this instance, not on the clone.
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let state = Arc::clone(&self.recorder.0);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            let scrub = request_scrub(&state, &parts.headers);
            let recorded =
                RecordedRequest::from_parts(&parts.method, &parts.uri, &parts.headers, &body, &scrub);
            let index = {
                let mut exchanges = state.exchanges();
                exchanges.push(None);
                exchanges.len() - 1
            };
            let request = Request::from_parts(parts, ReqBody::from(body));
            let response = inner.call(request).await.map_err(Into::into)?;
            let (parts, body) = response.into_parts();
            let pending = PendingExchange {
                state,
                index,
                request: recorded,
                status: parts.status,
                headers: parts.headers.clone(),
                body: Vec::new(),
                scrub,
            };
            let body = RecordingBody { inner: Box::pin(body), pending: Some(Box::new(pending)) };
            Ok(Response::from_parts(parts, body))
        })
    }
}

/// The recorder's rules, and one for the credential of this request, which a response may echo.
fn request_scrub(state: &RecorderState, headers: &HeaderMap) -> Scrub {
    let values = headers.get_all(AUTHORIZATION).iter().filter_map(|value| value.to_str().ok());
    let credentials =
        values.filter_map(|value| value.split_whitespace().last()).filter(|text| text.len() >= 8);
    credentials.fold(state.scrub.clone(), Scrub::secret)
}

/// An exchange whose response body is being read.
struct PendingExchange {
    state: Arc<RecorderState>,
    index: usize,
    request: RecordedRequest,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    scrub: Scrub,
}

impl PendingExchange {
    fn finish(self) {
        let response = RecordedResponse::from_parts(self.status, &self.headers, &self.body, &self.scrub);
        if let Some(slot) = self.state.exchanges().get_mut(self.index) {
            *slot = Some(Exchange { request: self.request, response });
        }
    }
}

/// A response body that is recorded while it is read.
pub struct RecordingBody<B> {
    inner: Pin<Box<B>>,
    pending: Option<Box<PendingExchange>>,
}

impl<B> RecordingBody<B> {
    fn finish(&mut self) {
        if let Some(pending) = self.pending.take() {
            pending.finish();
        }
    }
}

impl<B: Body<Data = Bytes>> Body for RecordingBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = ready!(self.inner.as_mut().poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
                if let (Some(pending), Some(data)) = (&mut self.pending, frame.data_ref()) {
                    pending.body.extend_from_slice(data.chunk());
                }
                if self.inner.is_end_stream() {
                    self.finish();
                }
            }
            // A replay could not reproduce the error: the exchange is discarded.
            Some(Err(_)) => self.pending = None,
            None => self.finish(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B> Drop for RecordingBody<B> {
    fn drop(&mut self) {
        self.finish();
    }
}

impl<B> fmt::Debug for RecordingBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingBody").field("complete", &self.pending.is_none()).finish_non_exhaustive()
    }
}
