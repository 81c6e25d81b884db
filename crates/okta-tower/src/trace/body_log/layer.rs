//! The layer and its future.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;
use tracing::Level;

use super::{HiddenMembers, PeekBody, redacted_body::Shown};
use crate::meta::{Attempt, Operation};

const LIMIT: usize = 4096;

/// Layer that writes an event with the body of each request, and one with the body of each answer.
///
/// JSON is shown up to a limit, with the members of [`HiddenMembers`] replaced; anything else only by its size and
/// type. A body that is streamed is not touched, and said to be one. Answers of operations that give secrets
/// ([`OperationMeta::secret`](crate::meta::OperationMeta::secret)) are not shown at all. **Personal data is shown**:
/// this is for the day when something is wrong, not for every day.
///
/// - **Where it stands**: outside the collect layer, inside retry, so that answers lie in memory and each attempt is
///   seen, before credentials exist on the request.
/// - **Reads and writes**: reads [`Operation`] and [`Attempt`]; writes nothing.
/// - **Cancel safety**: a future dropped early writes no second event.
/// - **Cost**: nothing is read or allocated while no subscriber wants the level.
///
/// ```
/// use http::{Request, Response};
/// use okta_tower::{BoxError, trace::BodyLogLayer};
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
/// use tracing::Level;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), BoxError> {
/// let service = ServiceBuilder::new()
///     .layer(BodyLogLayer::new(Level::DEBUG).with_limit(1024))
///     .service(service_fn(|_: Request<String>| async { Ok::<_, BoxError>(Response::new(String::from("{}"))) }));
/// service.oneshot(Request::new(String::from(r#"{"login": "jane", "password": "s3cret"}"#))).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct BodyLogLayer {
    /// `None` where nothing is written.
    settings: Option<Arc<Settings>>,
}

#[derive(Clone, Debug)]
struct Settings {
    level: Level,
    limit: usize,
    hidden: HiddenMembers,
}

impl BodyLogLayer {
    /// Writes events of this level, with up to 4096 bytes of each body.
    pub fn new(level: Level) -> Self {
        let settings = Settings { level, limit: LIMIT, hidden: HiddenMembers::default() };
        Self { settings: Some(Arc::new(settings)) }
    }

    /// Writes nothing.
    pub fn disabled() -> Self {
        Self { settings: None }
    }

    /// Sets how many bytes of a body are shown.
    pub fn with_limit(self, bytes: usize) -> Self {
        self.set(|settings| settings.limit = bytes)
    }

    /// Says what is hidden.
    pub fn with_hidden(self, hidden: HiddenMembers) -> Self {
        self.set(|settings| settings.hidden = hidden)
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        if let Some(settings) = &mut self.settings {
            change(Arc::make_mut(settings));
        }
        self
    }
}

impl<S> Layer<S> for BodyLogLayer {
    type Service = BodyLog<S>;

    fn layer(&self, inner: S) -> BodyLog<S> {
        BodyLog { inner, layer: self.clone() }
    }
}

/// Service that writes bodies into the log; see [`BodyLogLayer`].
#[derive(Clone, Debug)]
pub struct BodyLog<S> {
    inner: S,
    layer: BodyLogLayer,
}

impl<S> BodyLog<S> {
    inner_service_accessors!();
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for BodyLog<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    ReqBody: PeekBody,
    ResBody: PeekBody,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let Some(settings) = self.layer.settings.clone() else {
            return ResponseFuture { inner: self.inner.call(request), report: None };
        };
        let operation = Operation::from_request(&request);
        event_at!(
            settings.level,
            okta.operation = operation.map(|meta| meta.id),
            okta.attempt = Attempt::from_request(&request),
            http.request.body.size = request.body().peek().map(<[u8]>::len),
            http.request.body.content = %Shown {
                content: request.body().peek(),
                headers: request.headers(),
                hidden: &settings.hidden,
                limit: settings.limit,
                secret: false,
            },
            "body goes out"
        );
        let report = Box::new(Report { settings, secret: operation.is_some_and(|meta| meta.secret) });
        ResponseFuture { inner: self.inner.call(request), report: Some(report) }
    }
}

#[derive(Debug)]
struct Report {
    settings: Arc<Settings>,
    secret: bool,
}

pin_project! {
    /// Future of [`BodyLog`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        inner: F,
        // Boxed, as all calls carry it and hardly any has one.
        report: Option<Box<Report>>,
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: PeekBody,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        if let (Some(report), Ok(response)) = (this.report.take(), &result) {
            let Report { settings, secret } = *report;
            event_at!(
                settings.level,
                http.response.status_code = response.status().as_u16(),
                http.response.body.size = response.body().peek().map(<[u8]>::len),
                http.response.body.content = %Shown {
                    content: response.body().peek(),
                    headers: response.headers(),
                    hidden: &settings.hidden,
                    limit: settings.limit,
                    secret,
                },
                "body came in"
            );
        }
        Poll::Ready(result)
    }
}
