//! The layers of a call to Okta, as one layer.

use std::{fmt, time::Duration};

use tower_layer::Layer;

use crate::{
    auth::{Auth, AuthLayer, Origin, PlainHttp},
    body::{CloneBodyFn, CloneKnown},
    collect::{Collect, CollectLayer},
    observe::Observe,
    rate_limit::{self, RateLimit, RateLimitLayer, RateLimits},
    retry::{self, Retry, RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer, PerAttempt, PerCall, Timeout},
    trace::{AttemptSpanLayer, CallSpanLayer, OktaSpans, Redaction},
};

/// The service of [`OktaLayers`] over `S`, outermost layer first.
pub type OktaService<S, C, K = CloneKnown> =
    Observe<Timeout<Retry<RateLimitedAttempt<S, C, K>, K>, PerCall>, CallSpanLayer>;

/// The part of [`OktaService`] that each attempt runs.
pub type RateLimitedAttempt<S, C, K = CloneKnown> =
    RateLimit<Timeout<Collect<Auth<Observe<S, AttemptSpanLayer>, C, K>>, PerAttempt>>;

/// Creates the layers of a call to the Okta org at `origin`, with the defaults of [`OktaLayers`].
///
/// `credential` is an API token ([`Ssws`](crate::auth::Ssws)), or OAuth 2.0 ([`oauth`](fn@crate::auth::oauth), with the
/// feature `oauth`). It is sent to `origin` only, and only encrypted.
///
/// ```
/// use bytes::Bytes;
/// use http_body_util::Empty;
/// use hyper_util::{client::legacy::Client, rt::TokioExecutor};
/// use okta_tower::auth::Ssws;
/// use tower::Layer;
///
/// # fn main() -> Result<(), okta_tower::BoxError> {
/// let hyper = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>(); // a connector with TLS in practice
/// let okta = okta_tower::layers("https://example.okta.com".parse()?, Ssws::new("00token")?).layer(hyper);
/// # let _ = okta; Ok(()) }
/// ```
pub fn layers<C>(origin: Origin, credential: C) -> OktaLayers<C> {
    OktaLayers::new(AuthLayer::new(origin, credential))
}

/// Layer that applies the layers of a call to Okta over any HTTP client, in the order of okta-client's stack:
///
/// | Layer, outermost first | Default |
/// |---|---|
/// | [call span](CallSpanLayer) | `okta.call` |
/// | [deadline](DeadlineLayer) | 2 minutes per call, waits included |
/// | [retry](RetryLayer) | [`retry::policy`] |
/// | [rate limits](RateLimitLayer) | [`rate_limit::limits`], shared by the services of this layer and of its clones |
/// | [attempt timeout](AttemptTimeoutLayer) | 30 seconds |
/// | [collect](CollectLayer) | bodies of up to [`DEFAULT_LIMIT`](crate::collect::DEFAULT_LIMIT) bytes |
/// | [auth](AuthLayer) | encrypted connections to the origin of the credential |
/// | [attempt span](AttemptSpanLayer) | `okta.attempt` |
///
/// Responses have the caller's status: an error response is not an error. Further layers, such as
/// [`cache::okta`](crate::cache::okta), stand outside of this one, or between it and the client; the modules say where.
///
/// # Bodies
///
/// A request is sent once if its body cannot be cloned. [`CloneKnown`] lists the types that can; for others, set
/// [`clone_body_fn`](Self::clone_body_fn), or place a [`ReplayLayer`](crate::replay::ReplayLayer) outside.
///
/// # Cancel safety
///
/// Cancel safe, as are all layers.
///
/// # Cost
///
/// That of the layers: no allocation for a call that is neither retried nor delayed, except for its body.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use http::{Request, Response, StatusCode};
/// use http_body_util::{BodyExt, Full};
/// use okta_tower::{BoxError, auth::Ssws, meta::Attempts, retry};
/// use std::{sync::atomic::{AtomicU32, Ordering}, time::Duration};
/// use tower::{Layer, ServiceExt, service_fn};
///
/// static REQUESTS: AtomicU32 = AtomicU32::new(0);
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Result<(), BoxError> {
/// // In place of a hyper client: rejects the first request.
/// let server = service_fn(|request: Request<Full<Bytes>>| async move {
///     assert_eq!(request.headers()["authorization"], "SSWS 00token");
///     let first = REQUESTS.fetch_add(1, Ordering::Relaxed) == 0;
///     let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
///     Ok::<_, BoxError>(Response::builder().status(status).body(Full::new(Bytes::from("[]")))?)
/// });
/// let okta = okta_tower::layers("https://example.okta.com".parse()?, Ssws::new("00token")?)
///     .deadline(Duration::from_secs(60))
///     .retry(retry::policy().max_retries(5))
///     .layer(server);
///
/// let request = Request::get("https://example.okta.com/api/v1/users").body(Full::default())?;
/// let response = okta.oneshot(request).await?;
/// assert_eq!((response.status(), Attempts::from_response(&response)), (StatusCode::OK, 2));
/// assert_eq!(response.into_body().collect().await?.to_bytes(), "[]");
/// # Ok(()) }
/// ```
#[must_use = "layers do nothing until they wrap a service"]
pub struct OktaLayers<C, K = CloneKnown> {
    call_span: CallSpanLayer,
    deadline: DeadlineLayer,
    retry: RetryLayer<K>,
    rate_limit: RateLimitLayer,
    attempt_timeout: AttemptTimeoutLayer,
    collect: CollectLayer,
    auth: AuthLayer<C, K>,
    attempt_span: AttemptSpanLayer,
}

impl<C> OktaLayers<C> {
    /// Creates the layers around an auth layer, for settings that [`layers`] does not have.
    pub fn new(auth: AuthLayer<C>) -> Self {
        Self {
            call_span: CallSpanLayer::new().dialect(&OktaSpans),
            deadline: DeadlineLayer::new(Duration::from_secs(120)),
            retry: RetryLayer::new(retry::policy()),
            rate_limit: RateLimitLayer::new(rate_limit::limits()),
            attempt_timeout: AttemptTimeoutLayer::new(Duration::from_secs(30)),
            collect: CollectLayer::new(),
            auth,
            attempt_span: AttemptSpanLayer::new().dialect(&OktaSpans),
        }
    }

    /// Sets the retry policy. Default: [`retry::policy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = RetryLayer::new(policy);
        self
    }

    /// Sets how request bodies are cloned for retries and for a second credential, for body types other than those of
    /// [`CloneKnown`]. Call it after [`retry`](Self::retry).
    pub fn clone_body_fn<F: Clone>(self, clone: F) -> OktaLayers<C, CloneBodyFn<F>> {
        OktaLayers {
            call_span: self.call_span,
            deadline: self.deadline,
            retry: self.retry.clone_body_fn(clone.clone()),
            rate_limit: self.rate_limit,
            attempt_timeout: self.attempt_timeout,
            collect: self.collect,
            auth: self.auth.clone_body_fn(clone),
            attempt_span: self.attempt_span,
        }
    }
}

impl<C, K: Clone> OktaLayers<C, K> {
    /// Sets the time limit of a call, waits and retries included. Default: 2 minutes. [`Duration::MAX`]: none.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = DeadlineLayer::new(limit);
        self
    }

    /// Sets the registry of rate limits. Layers of one org with the same token or app should share one. Default:
    /// [`rate_limit::limits`].
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.rate_limit = RateLimitLayer::new(limits);
        self
    }

    /// Sets the time limit of an attempt: token, connection, head and collected body. Default: 30 seconds.
    /// [`Duration::MAX`]: none.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = AttemptTimeoutLayer::new(limit);
        self
    }

    /// Sets which response bodies are collected, and their limit. Default: [`CollectLayer::new`].
    pub fn collect(mut self, layer: CollectLayer) -> Self {
        self.collect = layer;
        self
    }

    /// Sets where the credential may be sent unencrypted. Default: [`PlainHttp::Never`].
    pub fn plain_http(mut self, plain_http: PlainHttp) -> Self {
        self.auth = self.auth.plain_http(plain_http);
        self
    }

    /// Sets what spans show. Default: [`Redaction::default`], with Okta's headers.
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.call_span = self.call_span.redaction(redaction.clone());
        self.attempt_span = self.attempt_span.redaction(redaction);
        self
    }
}

impl<S, C, K: Clone> Layer<S> for OktaLayers<C, K> {
    type Service = OktaService<S, C, K>;

    fn layer(&self, inner: S) -> Self::Service {
        let signed = self.auth.layer(self.attempt_span.layer(inner));
        let attempt = self.attempt_timeout.layer(self.collect.layer(signed));
        let retried = self.retry.layer(self.rate_limit.layer(attempt));
        self.call_span.layer(self.deadline.layer(retried))
    }
}

impl<C, K: Clone> Clone for OktaLayers<C, K> {
    fn clone(&self) -> Self {
        Self {
            call_span: self.call_span.clone(),
            deadline: self.deadline,
            retry: self.retry.clone(),
            rate_limit: self.rate_limit.clone(),
            attempt_timeout: self.attempt_timeout,
            collect: self.collect.clone(),
            auth: self.auth.clone(),
            attempt_span: self.attempt_span.clone(),
        }
    }
}

impl<C, K> fmt::Debug for OktaLayers<C, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OktaLayers")
            .field("deadline", &self.deadline)
            .field("rate_limit", &self.rate_limit)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}
