//! The layer, its service and its future.

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

use super::{HiddenMembers, PeekBody, redacted_body::RedactedBody};
use crate::meta::{Attempt, Operation};

const DEFAULT_LIMIT: usize = 4096;

/// Middleware that logs the bodies of requests and responses.
///
/// JSON is logged up to a limit, with the values of [`HiddenMembers`] redacted; other content only by size and media
/// type; streams are not read. Response bodies of operations that return secrets
/// ([`OperationMeta::secret`](crate::meta::OperationMeta::secret)) are redacted entirely. **Personal data is logged**:
/// intended for debugging only.
///
/// # Position
///
/// Outside the collect layer, so response bodies are in memory. Inside retry, so each attempt is logged, and outside
/// auth, so the request has no credential yet.
///
/// # Extensions
///
/// Reads [`Operation`] and [`Attempt`].
///
/// # Cancel safety
///
/// Cancel safe: a dropped future logs no response.
///
/// # Cost
///
/// Bodies are not read while no subscriber is enabled for the level. One box per request, unless the layer is
/// disabled.
///
/// # Examples
///
/// ```
/// use http::{Request, Response};
/// use tower_outbound::{BoxError, trace::BodyLogLayer};
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
    /// `None` if disabled.
    settings: Option<Arc<BodyLogSettings>>,
}

#[derive(Clone, Debug)]
struct BodyLogSettings {
    level: Level,
    limit: usize,
    hidden: HiddenMembers,
}

impl BodyLogLayer {
    /// Creates a layer that logs at `level`, up to 4096 bytes of each body.
    pub fn new(level: Level) -> Self {
        let settings = BodyLogSettings { level, limit: DEFAULT_LIMIT, hidden: HiddenMembers::default() };
        Self { settings: Some(Arc::new(settings)) }
    }

    /// Creates a layer that logs nothing.
    pub fn disabled() -> Self {
        Self { settings: None }
    }

    /// Sets the maximum number of bytes shown of a body. Default: 4096.
    pub fn with_limit(self, bytes: usize) -> Self {
        self.set(|settings| settings.limit = bytes)
    }

    /// Sets the members that are hidden.
    pub fn with_hidden(self, hidden: HiddenMembers) -> Self {
        self.set(|settings| settings.hidden = hidden)
    }

    fn set(mut self, change: impl FnOnce(&mut BodyLogSettings)) -> Self {
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

/// Service that logs bodies. See [`BodyLogLayer`].
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
            return ResponseFuture { inner: self.inner.call(request), response_log: None };
        };
        let operation = Operation::from_request(&request);
        event_at!(
            settings.level,
            okta.operation = operation.map(|meta| meta.id),
            okta.attempt = Attempt::from_request(&request),
            http.request.body.size = request.body().peek().map(<[u8]>::len),
            okta.request.body = %RedactedBody {
                content: request.body().peek(),
                headers: request.headers(),
                hidden: &settings.hidden,
                limit: settings.limit,
                secret: false,
            },
            "request body"
        );
        let response_log =
            Box::new(ResponseLog { settings, secret: operation.is_some_and(|meta| meta.secret) });
        ResponseFuture { inner: self.inner.call(request), response_log: Some(response_log) }
    }
}

#[derive(Debug)]
struct ResponseLog {
    settings: Arc<BodyLogSettings>,
    secret: bool,
}

pin_project! {
    /// Response future of [`BodyLog`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        inner: F,
        // Boxed, as every call carries the field and few have one.
        response_log: Option<Box<ResponseLog>>,
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
        if let (Some(log), Ok(response)) = (this.response_log.take(), &result) {
            let ResponseLog { settings, secret } = *log;
            event_at!(
                settings.level,
                http.response.status_code = response.status().as_u16(),
                http.response.body.size = response.body().peek().map(<[u8]>::len),
                okta.response.body = %RedactedBody {
                    content: response.body().peek(),
                    headers: response.headers(),
                    hidden: &settings.hidden,
                    limit: settings.limit,
                    secret,
                },
                "response body"
            );
        }
        Poll::Ready(result)
    }
}
