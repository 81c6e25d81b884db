//! Two events a physical request, for debugging.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;
use tracing::Level;

use super::Redaction;
use crate::meta::Operation;

/// An event whose level is known only at run time; `tracing` wants it at compile time.
macro_rules! event_at {
    ($level:expr, $($rest:tt)*) => {
        match $level {
            Level::ERROR => tracing::error!($($rest)*),
            Level::WARN => tracing::warn!($($rest)*),
            Level::INFO => tracing::info!($($rest)*),
            Level::DEBUG => tracing::debug!($($rest)*),
            Level::TRACE => tracing::trace!($($rest)*),
        }
    };
}

/// Layer that writes one event when a request goes out and one when it is over: answered, failed or given
/// up. They carry the method, the URL and all headers, of which [`Redaction`] shows what it allows; bodies,
/// which hold personal data, are not shown.
///
/// - **Where**: next to [`AttemptSpanLayer`](super::AttemptSpanLayer), inside it, so that events belong to
///   the attempt's span and show what really goes out.
/// - **Reads and writes**: reads [`meta::Operation`](crate::meta::Operation); writes nothing.
/// - **Cancel safety**: a future dropped early says so in its event.
/// - **Cost**: nothing is formatted or allocated while no subscriber wants the level. Spans are for every
///   day; this is for the day when something is wrong.
///
/// ```
/// use std::convert::Infallible;
/// use http::{Request, Response};
/// use okta_tower::trace::LogLayer;
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
/// use tracing::Level;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Infallible> {
/// let service = ServiceBuilder::new()
///     .layer(LogLayer::new(Level::DEBUG))
///     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
/// service.oneshot(Request::new(())).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct LogLayer {
    level: Option<Level>,
    redaction: Redaction,
}

impl LogLayer {
    /// Writes events of this level, showing what [`Redaction::default`] allows.
    pub fn new(level: Level) -> Self {
        Self { level: Some(level), redaction: Redaction::default() }
    }

    /// Writes nothing.
    pub fn disabled() -> Self {
        Self { level: None, redaction: Redaction::default() }
    }

    /// Shows what `redaction` allows.
    pub fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }
}

impl<S> Layer<S> for LogLayer {
    type Service = Log<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Log { inner, layer: self.clone() }
    }
}

/// Service that writes two events a physical request; see [`LogLayer`].
#[derive(Clone, Debug)]
pub struct Log<S> {
    inner: S,
    layer: LogLayer,
}

impl<S> Log<S> {
    /// The wrapped service.
    pub fn into_inner(self) -> S {
        self.inner
    }

    /// A reference to the wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for Log<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: fmt::Display,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = LogFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let report = self.layer.level.map(|level| Report { level, redaction: self.layer.redaction.clone() });
        if let Some(Report { level, redaction }) = &report {
            event_at!(
                *level,
                http.request.method = %request.method(),
                url.full = %redaction.url(request.uri(), Operation::of(&request).map(|meta| meta.path)),
                http.request.headers = ?redaction.headers(request.headers()),
                "request goes out"
            );
        }
        LogFuture { inner: self.inner.call(request), report }
    }
}

/// How the end of a request is written down.
#[derive(Debug)]
struct Report {
    level: Level,
    redaction: Redaction,
}

pin_project! {
    /// Future of [`Log`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct LogFuture<F> {
        #[pin]
        inner: F,
        // Taken when the inner future is done.
        report: Option<Report>,
    }

    impl<F> PinnedDrop for LogFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            if let Some(report) = this.project().report.take() {
                event_at!(report.level, "request given up");
            }
        }
    }
}

impl<F, B, E> Future for LogFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: fmt::Display,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        match (this.report.take(), &result) {
            (Some(Report { level, redaction }), Ok(response)) => event_at!(
                level,
                http.response.status_code = response.status().as_u16(),
                http.response.headers = ?redaction.headers(response.headers()),
                "answer came in"
            ),
            (Some(Report { level, .. }), Err(error)) => event_at!(level, %error, "request failed"),
            (None, _) => {}
        }
        Poll::Ready(result)
    }
}
