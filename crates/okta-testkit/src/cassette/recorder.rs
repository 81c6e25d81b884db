//! The layer that keeps what passes.

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

use super::{Cassette, Exchange, Scrub, exchange};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps every exchange that passes: a tower layer, and the handle on what it has kept.
///
/// Clones share what they keep. See the [module](super).
#[derive(Clone, Default)]
pub struct Recorder(Arc<Shared>);

#[derive(Default)]
struct Shared {
    scrub: Scrub,
    /// In the order of the requests; `None` until the answer is complete.
    exchanges: Mutex<Vec<Option<Exchange>>>,
}

impl Recorder {
    /// A recorder with the rules that always hold.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A recorder with further rules.
    #[must_use]
    pub fn with_scrub(scrub: Scrub) -> Self {
        Self(Arc::new(Shared { scrub, exchanges: Mutex::default() }))
    }

    /// What has been recorded: the exchanges whose answers were read to their end or let go.
    #[must_use]
    pub fn cassette(&self) -> Cassette {
        Cassette { exchanges: self.0.exchanges().iter().flatten().cloned().collect() }
    }

    /// Writes what has been recorded to a file, in place of one that is there.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the error names it.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.cassette().save(path)
    }
}

impl Shared {
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

/// A service whose exchanges a [`Recorder`] keeps.
///
/// The body of a request is read whole before the request goes on; that of an answer is kept as it passes.
#[derive(Clone, Debug)]
pub struct Recording<S> {
    inner: S,
    recorder: Recorder,
}

impl<S, B, A> Service<Request<B>> for Recording<S>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body<Error: Into<BoxError>> + From<Bytes> + Send + 'static,
    B::Data: Send,
    A: Body<Data = Bytes>,
{
    type Response = Response<RecordingBody<A>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let clone = self.inner.clone();
        // The one that `poll_ready` was called on is the one to use.
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let shared = Arc::clone(&self.recorder.0);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            let scrub = scrub_of(&shared, &head.headers);
            let kept = exchange::Request::keep(&head.method, &head.uri, &head.headers, &body, &scrub);
            let at = {
                let mut exchanges = shared.exchanges();
                exchanges.push(None);
                exchanges.len() - 1
            };
            let response = inner.call(Request::from_parts(head, B::from(body))).await.map_err(Into::into)?;
            let (head, body) = response.into_parts();
            let open = Open {
                shared,
                at,
                request: kept,
                status: head.status,
                headers: head.headers.clone(),
                body: Vec::new(),
                scrub,
            };
            Ok(Response::from_parts(
                head,
                RecordingBody { inner: Box::pin(body), open: Some(Box::new(open)) },
            ))
        })
    }
}

/// The recorder's rules, and the credential of this very request, should an answer repeat it.
fn scrub_of(shared: &Shared, headers: &HeaderMap) -> Scrub {
    let values = headers.get_all(AUTHORIZATION).iter().filter_map(|value| value.to_str().ok());
    let credentials =
        values.filter_map(|value| value.split_whitespace().last()).filter(|text| text.len() >= 8);
    credentials.fold(shared.scrub.clone(), Scrub::secret)
}

/// An exchange whose answer is being read.
struct Open {
    shared: Arc<Shared>,
    at: usize,
    request: exchange::Request,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    scrub: Scrub,
}

impl Open {
    fn close(self) {
        let response = exchange::Response::keep(self.status, &self.headers, &self.body, &self.scrub);
        if let Some(place) = self.shared.exchanges().get_mut(self.at) {
            *place = Some(Exchange { request: self.request, response });
        }
    }
}

/// The body of an answer, kept as it is read.
pub struct RecordingBody<B> {
    inner: Pin<Box<B>>,
    open: Option<Box<Open>>,
}

impl<B> RecordingBody<B> {
    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            open.close();
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
                if let (Some(open), Some(data)) = (&mut self.open, frame.data_ref()) {
                    open.body.extend_from_slice(data.chunk());
                }
                if self.inner.is_end_stream() {
                    self.close();
                }
            }
            // Whoever reads it fails here; a replay would not, so it is not kept.
            Some(Err(_)) => self.open = None,
            None => self.close(),
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
        self.close();
    }
}

impl<B> fmt::Debug for RecordingBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingBody").field("complete", &self.open.is_none()).finish_non_exhaustive()
    }
}
