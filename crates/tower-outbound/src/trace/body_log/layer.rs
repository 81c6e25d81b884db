//! The layer, its service and its future.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;
use tracing::Level;

use super::{HiddenMembers, PeekBody, PeekBodyFn, PeekKnown, RedactedBody};
use crate::{
    meta::Operation,
    trace::{BodyFields, OutboundSpans, Redaction, RequestFields, ResponseFields, SpanDialect},
};

const DEFAULT_LIMIT: usize = 4096;

/// Body events show neither URLs nor headers.
static REDACTION: Redaction = Redaction::strict();

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
/// Reads [`Operation`] and [`Attempt`](crate::meta::Attempt).
///
/// # Cancel safety
///
/// Cancel safe: a dropped future logs no response.
///
/// # Cost
///
/// Bodies are not read while no subscriber is enabled for the level. One box per request. [`option_layer`](https://docs.rs/tower/latest/tower/util/fn.option_layer.html)
/// makes the layer optional.
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
///     .layer(BodyLogLayer::new(Level::DEBUG).limit(1024))
///     .service(service_fn(|_: Request<String>| async { Ok::<_, BoxError>(Response::new(String::from("{}"))) }));
/// service.oneshot(Request::new(String::from(r#"{"login": "jane", "password": "s3cret"}"#))).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct BodyLogLayer<Q = PeekKnown, P = PeekKnown> {
    settings: Arc<BodyLogSettings>,
    peek_request: Q,
    peek_response: P,
}

#[derive(Clone, Debug)]
struct BodyLogSettings {
    level: Level,
    limit: usize,
    hidden: HiddenMembers,
    dialect: &'static dyn SpanDialect,
}

impl BodyLogLayer {
    /// Creates a layer that logs at `level`, up to 4096 bytes of each body.
    pub fn new(level: Level) -> Self {
        let settings = BodyLogSettings {
            level,
            limit: DEFAULT_LIMIT,
            hidden: HiddenMembers::default(),
            dialect: &OutboundSpans,
        };
        Self { settings: Arc::new(settings), peek_request: PeekKnown, peek_response: PeekKnown }
    }
}

impl<Q, P> BodyLogLayer<Q, P> {
    /// Sets the maximum number of bytes shown of a body. Default: 4096.
    pub fn limit(self, bytes: usize) -> Self {
        self.set(|settings| settings.limit = bytes)
    }

    /// Sets the members that are hidden. Default: [`HiddenMembers::default`].
    pub fn hidden(self, hidden: HiddenMembers) -> Self {
        self.set(|settings| settings.hidden = hidden)
    }

    /// Sets the names of fields. Default: [`OutboundSpans`].
    pub fn dialect(self, dialect: &'static dyn SpanDialect) -> Self {
        self.set(|settings| settings.dialect = dialect)
    }

    /// Sets how request bodies are read, for types of other crates. Default: [`PeekKnown`].
    pub fn peek_request_fn<F, B>(self, peek: F) -> BodyLogLayer<PeekBodyFn<F>, P>
    where
        F: Fn(&B) -> Option<Bytes> + Clone + Send + Sync + 'static,
    {
        BodyLogLayer {
            settings: self.settings,
            peek_request: PeekBodyFn::new(peek),
            peek_response: self.peek_response,
        }
    }

    /// Sets how response bodies are read, for types of other crates. Default: [`PeekKnown`].
    pub fn peek_response_fn<F, B>(self, peek: F) -> BodyLogLayer<Q, PeekBodyFn<F>>
    where
        F: Fn(&B) -> Option<Bytes> + Clone + Send + Sync + 'static,
    {
        BodyLogLayer {
            settings: self.settings,
            peek_request: self.peek_request,
            peek_response: PeekBodyFn::new(peek),
        }
    }

    fn set(mut self, change: impl FnOnce(&mut BodyLogSettings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

impl<S, Q: Clone, P: Clone> Layer<S> for BodyLogLayer<Q, P> {
    type Service = BodyLog<S, Q, P>;

    fn layer(&self, inner: S) -> Self::Service {
        BodyLog { inner, layer: self.clone() }
    }
}

/// Service that logs bodies. See [`BodyLogLayer`].
#[derive(Clone, Debug)]
pub struct BodyLog<S, Q = PeekKnown, P = PeekKnown> {
    inner: S,
    layer: BodyLogLayer<Q, P>,
}

impl<S, Q, P> BodyLog<S, Q, P> {
    inner_service_accessors!();
}

impl<S, Q, P, ReqBody, ResBody> Service<Request<ReqBody>> for BodyLog<S, Q, P>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    Q: PeekBody<ReqBody>,
    P: PeekBody<ResBody>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, P>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let BodyLogLayer { settings, peek_request, peek_response } = &self.layer;
        let content = peek_request.peek(request.body());
        let body = settings.body_fields(content.as_deref(), request.headers(), false);
        settings.dialect.log_request_body(settings.level, &RequestFields::new(&request, &REDACTION), &body);
        drop(content);
        let log = Box::new(ResponseLog {
            settings: Arc::clone(settings),
            peek: peek_response.clone(),
            secret: Operation::from_request(&request).is_some_and(|meta| meta.secret),
        });
        ResponseFuture { inner: self.inner.call(request), response_log: Some(log) }
    }
}

impl BodyLogSettings {
    fn body_fields<'a>(
        &'a self,
        content: Option<&'a [u8]>,
        headers: &'a HeaderMap,
        secret: bool,
    ) -> BodyFields<'a> {
        let prefixes = self.dialect.vocabulary().hidden_prefixes;
        BodyFields(RedactedBody {
            content,
            headers,
            hidden: &self.hidden,
            prefixes,
            limit: self.limit,
            secret,
        })
    }
}

#[derive(Debug)]
struct ResponseLog<P> {
    settings: Arc<BodyLogSettings>,
    peek: P,
    secret: bool,
}

pin_project! {
    /// Response future of [`BodyLog`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, P = PeekKnown> {
        #[pin]
        inner: F,
        response_log: Option<Box<ResponseLog<P>>>,
    }
}

impl<F, P, B, E> Future for ResponseFuture<F, P>
where
    F: Future<Output = Result<Response<B>, E>>,
    P: PeekBody<B>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        if let (Some(log), Ok(response)) = (this.response_log.take(), &result) {
            let ResponseLog { settings, peek, secret } = *log;
            let content = peek.peek(response.body());
            let body = settings.body_fields(content.as_deref(), response.headers(), secret);
            let fields = ResponseFields::from_response(response, &REDACTION);
            settings.dialect.log_response_body(settings.level, &fields, &body);
        }
        Poll::Ready(result)
    }
}
