//! The layer and its service.

use std::{
    any::type_name,
    fmt,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    AuthBody, Credential, Origin, PlainHttp, ResponseFuture,
    attach::Attached,
    future::{AllowedRetries, AuthAttempt, InFlight, call_with_copy, run},
    headers::remove_credentials,
    policy::{AttachAction, AttachPolicy, AuthShared},
};
use crate::{
    BoxError,
    body::{CloneBody, CloneBodyFn, CloneKnown, NotClonedWarning},
};

/// What happens to a request whose origin is not one of the layer's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForeignOrigin {
    /// It fails with [`AuthErrorKind::ForeignOrigin`](super::AuthErrorKind::ForeignOrigin) and is not sent.
    #[default]
    Reject,
    /// It is sent without credentials: `Authorization`, `DPoP` and the
    /// [headers of the credential](Credential::header_names) are removed, whoever set them.
    SendWithoutCredentials,
}

/// Layer that applies [`Auth`]: credentials on each request. See the [module docs](super).
#[must_use = "layers do nothing until they wrap a service"]
pub struct AuthLayer<C, K = CloneKnown> {
    shared: Arc<AuthShared<C, K>>,
}

impl<C> AuthLayer<C> {
    /// Creates a layer that attaches `credential` to requests to `origin`.
    pub fn new(origin: Origin, credential: C) -> Self {
        let shared = AuthShared {
            credential: Arc::new(credential),
            policy: AttachPolicy::new(origin),
            clone_body: CloneKnown,
            not_cloned: NotClonedWarning::default(),
        };
        Self { shared: Arc::new(shared) }
    }
}

impl<C, K: Clone> AuthLayer<C, K> {
    /// Sets how request bodies are cloned, for body types other than those of [`CloneKnown`].
    ///
    /// A request whose body cannot be cloned is sent once, with one credential.
    pub fn clone_body_fn<F>(self, clone: F) -> AuthLayer<C, CloneBodyFn<F>> {
        let shared = AuthShared {
            credential: Arc::clone(&self.shared.credential),
            policy: self.shared.policy.clone(),
            clone_body: CloneBodyFn::new(clone),
            not_cloned: NotClonedWarning::default(),
        };
        AuthLayer { shared: Arc::new(shared) }
    }

    fn with_policy(self, change: impl FnOnce(&mut AttachPolicy)) -> Self {
        let mut shared = Arc::try_unwrap(self.shared).unwrap_or_else(|shared| AuthShared::clone(&shared));
        change(&mut shared.policy);
        Self { shared: Arc::new(shared) }
    }

    /// Adds an origin that gets the credential, such as a second host of the same server.
    pub fn trust(self, origin: Origin) -> Self {
        self.with_policy(|policy| policy.origins.push(origin))
    }

    /// Sets where the credential may be sent unencrypted. Default: [`PlainHttp::Never`].
    pub fn plain_http(self, plain_http: PlainHttp) -> Self {
        self.with_policy(|policy| policy.plain_http = plain_http)
    }

    /// Sets what happens to requests to other origins. Default: [`ForeignOrigin::Reject`].
    pub fn foreign_origin(self, foreign_origin: ForeignOrigin) -> Self {
        self.with_policy(|policy| policy.foreign_origin = foreign_origin)
    }

    /// Sets the origin of requests with a relative URL, such as those of tonic's generated clients. It gets the
    /// credential. Default: none; such a request is one to a [foreign origin](Self::foreign_origin).
    ///
    /// The service below receives the relative URL and must send it to this origin and no other.
    pub fn origin_for_relative(self, origin: Origin) -> Self {
        self.with_policy(|policy| policy.set_relative(origin))
    }

    /// Sets how many bytes of an error response's body are read to classify the error. Default: 16 KiB.
    ///
    /// The caller receives the complete body in any case. No body is read if the head decides.
    pub fn error_body_limit(self, bytes: usize) -> Self {
        self.with_policy(|policy| policy.error_body_limit = bytes)
    }

    /// Sets how long an error response's body is read to classify the error. Default: 1 second.
    ///
    /// A response whose body takes longer is returned to the caller.
    pub fn error_body_timeout(self, timeout: Duration) -> Self {
        self.with_policy(|policy| policy.error_body_timeout = timeout)
    }

    pub(super) fn policy(&self) -> &AttachPolicy {
        &self.shared.policy
    }

    /// Returns the credential that the layer attaches.
    pub fn credential(&self) -> &Arc<C> {
        &self.shared.credential
    }
}

impl<C, K> Clone for AuthLayer<C, K> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<C, K> fmt::Debug for AuthLayer<C, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug("AuthLayer", &self.shared, f)
    }
}

impl<S, C, K> Layer<S> for AuthLayer<C, K> {
    type Service = Auth<S, C, K>;

    fn layer(&self, inner: S) -> Auth<S, C, K> {
        Auth { inner, shared: Arc::clone(&self.shared) }
    }
}

/// Middleware that attaches a [`Credential`] to each request. See the [module docs](super).
pub struct Auth<S, C, K = CloneKnown> {
    inner: S,
    shared: Arc<AuthShared<C, K>>,
}

impl<S, C, K> Auth<S, C, K> {
    inner_service_accessors!();
}

impl<S: Clone, C, K> Clone for Auth<S, C, K> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<S, C, K> fmt::Debug for Auth<S, C, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug("Auth", &self.shared, f)
    }
}

/// Formats the credential's type, never its content.
fn debug<C, K>(name: &str, shared: &AuthShared<C, K>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name).field("credential", &type_name::<C>()).field("policy", &shared.policy).finish()
}

impl<S, C, K, ReqBody, ResBody> Service<Request<ReqBody>> for Auth<S, C, K>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    C: Credential,
    K: CloneBody<ReqBody>,
    ReqBody: Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Send,
{
    type Response = Response<AuthBody<ResBody>>;
    type Error = BoxError;
    type Future = ResponseFuture<S, C, ReqBody, ResBody, K>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let (inner, shared) = (&mut self.inner, &self.shared);
        match shared.policy.action(&request) {
            Err(error) => return ResponseFuture::failed(error),
            Ok(AttachAction::PassThrough) => return ResponseFuture::direct(inner.call(request), None),
            Ok(AttachAction::Strip) => {
                remove_credentials(request.headers_mut(), shared.credential.header_names());
                return ResponseFuture::direct(inner.call(request), None);
            }
            Ok(AttachAction::Attach) => {}
        }
        let allowed = AllowedRetries::new(shared.credential.may_retry());
        let (mut parts, body) = request.into_parts();
        let attached = shared.attach_now(&mut parts);
        let request = Request::from_parts(parts, body);
        match attached {
            Some(Ok(Attached { state, headers_before })) => {
                let (response, retry_copy) =
                    call_with_copy(inner, request, headers_before, allowed, &shared.clone_body);
                let shared = Arc::clone(shared);
                ResponseFuture::direct(response, Some(InFlight { shared, state, retry_copy }))
            }
            Some(Err(error)) => ResponseFuture::failed(error),
            None => {
                // The ready service is dropped, so that nothing below is reserved while the credential is awaited.
                let unready = inner.clone();
                *inner = unready.clone();
                let attempt = Box::new(AuthAttempt { inner: unready, request, allowed });
                ResponseFuture::boxed(Box::pin(run(Arc::clone(shared), attempt)))
            }
        }
    }
}
