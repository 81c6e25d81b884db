//! The [`Credential`] trait and its types.

use std::{
    any::Any,
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
};

use http::{Extensions, HeaderName, request, response};

use super::{AuthError, AuthErrorKind};
use crate::meta::Principal;

/// A credential that attaches headers to each attempt and decides whether a rejected request is retried.
///
/// [`attach`](Self::attach) runs once per attempt, including a retry by [`Auth`](super::Auth) itself, so each
/// attempt can carry fresh headers. A credential that never retries implements nothing else.
///
/// ```
/// use http::{HeaderValue, request};
/// use tower_outbound::auth::{AttachState, AuthError, Credential};
///
/// struct ApiKey(HeaderValue);
///
/// impl Credential for ApiKey {
///     async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
///         request.headers.insert("x-api-key", self.0.clone());
///         Ok(AttachState::new())
///     }
/// }
/// ```
///
/// [`StaticCredential`](super::StaticCredential) is such a credential.
pub trait Credential: Send + Sync + 'static {
    /// Attaches the credential's headers to a request that is about to be sent.
    ///
    /// `request` has its final URI and neither an `Authorization` nor a `DPoP` header. The returned state is
    /// passed to [`inspect`](Self::inspect) and [`decide`](Self::decide) with the response.
    ///
    /// # Errors
    ///
    /// If there is no usable credential; the request is then not sent.
    ///
    /// # Cancel safety
    ///
    /// The future is dropped with the request. It may also run, to no effect, for a request that is never sent.
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send;

    /// Attaches the credential without waiting, as [`attach`](Self::attach) does.
    ///
    /// Returns `None`, with the request unchanged, if the credential has to wait; `attach` is then called.
    /// Implementing this is optional: it saves a boxed future. It may be called again for the same request, if that
    /// waited below.
    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        let _ = request;
        None
    }

    /// Inspects the head of each response. Returns whether its body is needed.
    fn inspect(&self, state: &AttachState, response: &response::Parts) -> ResponseInterest {
        let (_, _) = (state, response);
        ResponseInterest::None
    }

    /// Decides whether a response that [`inspect`](Self::inspect) is interested in is accepted or retried.
    ///
    /// `body` is the start of the body, up to the layer's [limit](super::AuthLayer::error_body_limit).
    fn decide(&self, state: &AttachState, response: &response::Parts, body: &[u8]) -> AuthDecision {
        let (_, _, _) = (state, response, body);
        AuthDecision::Accept
    }

    /// Returns whether this credential may retry requests. If not, requests are not cloned. Default: `false`.
    fn may_retry(&self) -> bool {
        false
    }

    /// Returns the names of all headers that the credential attaches. `None`: they are found by comparison, which
    /// copies the headers of each request. Default: `None`.
    ///
    /// The values of these headers are marked as sensitive. A request that is sent
    /// [without credentials](super::ForeignOrigin::SendWithoutCredentials) has none of them.
    fn header_names(&self) -> Option<&[HeaderName]> {
        None
    }

    /// Returns the principal of the credential that a request with these extensions gets, for layers that share
    /// responses. `None`: unknown. Default: `None`.
    ///
    /// Credentials with different rights must have different principals.
    fn principal(&self, extensions: &Extensions) -> Option<Principal> {
        let _ = extensions;
        None
    }
}

/// State that a credential keeps from [`Credential::attach`] until the response: any one value.
#[derive(Default)]
pub struct AttachState(Option<Box<dyn Any + Send + Sync>>);

impl AttachState {
    /// Creates an empty state.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Creates a state that holds `value`.
    pub fn with<T: Send + Sync + 'static>(value: T) -> Self {
        Self(Some(Box::new(value)))
    }

    /// Returns the value if it is a `T`.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.as_ref().and_then(|value| value.downcast_ref())
    }
}

impl fmt::Debug for AttachState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttachState").finish_non_exhaustive()
    }
}

/// The part of a response that a credential still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseInterest {
    /// Nothing more; the body is passed through.
    None,
    /// Only the head, for [`Credential::decide`] with an empty body.
    Head,
    /// The body, read up to the layer's limits, for [`Credential::decide`].
    Body,
}

/// The decision of a credential about a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthDecision {
    /// Return the response to the caller.
    Accept,
    /// Retry the request with a new credential, unless it was already retried for the same [reason](AuthRetryReason).
    Retry(AuthRetryReason),
}

/// The reason for a retry. A request is retried at most once per reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthRetryReason {
    /// The token was rejected as invalid or expired, and a newer one is available.
    TokenRejected,
    /// The server requires a proof with a nonce, or with a newer one. May occur twice.
    NonceRequired,
    /// The proof was rejected for the form of its target, and the next one has another form.
    TargetRejected,
    /// The proof was rejected for another reason. The next one has a new id and the corrected time.
    ProofRejected,
}

/// A type-erased credential. Clones share it.
#[derive(Clone)]
pub struct SharedCredential(Arc<dyn DynCredential>);

impl SharedCredential {
    /// Erases the type of `credential`. A `SharedCredential` is returned unchanged.
    pub fn new<C: Credential>(credential: C) -> Self {
        let mut slot = Some(credential);
        let any: &mut dyn Any = &mut slot;
        if let Some(Some(same)) = any.downcast_mut::<Option<Self>>().map(Option::take) {
            return same;
        }
        match slot {
            Some(credential) => Self(Arc::new(credential)),
            None => Self(Arc::new(Missing)),
        }
    }
}

impl fmt::Debug for SharedCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedCredential").finish_non_exhaustive()
    }
}

impl Credential for SharedCredential {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        self.0.attach_boxed(request).await
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.0.attach_now_dyn(request)
    }

    fn inspect(&self, state: &AttachState, response: &response::Parts) -> ResponseInterest {
        self.0.inspect_dyn(state, response)
    }

    fn decide(&self, state: &AttachState, response: &response::Parts, body: &[u8]) -> AuthDecision {
        self.0.decide_dyn(state, response, body)
    }

    fn may_retry(&self) -> bool {
        self.0.may_retry_dyn()
    }

    fn header_names(&self) -> Option<&[HeaderName]> {
        self.0.header_names_dyn()
    }

    fn principal(&self, extensions: &Extensions) -> Option<Principal> {
        self.0.principal_dyn(extensions)
    }
}

impl<C: Credential> Credential for Arc<C> {
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        C::attach(self, request)
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        C::attach_now(self, request)
    }

    fn inspect(&self, state: &AttachState, response: &response::Parts) -> ResponseInterest {
        C::inspect(self, state, response)
    }

    fn decide(&self, state: &AttachState, response: &response::Parts, body: &[u8]) -> AuthDecision {
        C::decide(self, state, response, body)
    }

    fn may_retry(&self) -> bool {
        C::may_retry(self)
    }

    fn header_names(&self) -> Option<&[HeaderName]> {
        C::header_names(self)
    }

    fn principal(&self, extensions: &Extensions) -> Option<Principal> {
        C::principal(self, extensions)
    }
}

type BoxAttach<'a> = Pin<Box<dyn Future<Output = Result<AttachState, AuthError>> + Send + 'a>>;

/// Dyn-compatible form of [`Credential`].
trait DynCredential: Send + Sync {
    fn attach_boxed<'a>(&'a self, request: &'a mut request::Parts) -> BoxAttach<'a>;
    fn attach_now_dyn(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>>;
    fn inspect_dyn(&self, state: &AttachState, response: &response::Parts) -> ResponseInterest;
    fn decide_dyn(&self, state: &AttachState, response: &response::Parts, body: &[u8]) -> AuthDecision;
    fn may_retry_dyn(&self) -> bool;
    fn header_names_dyn(&self) -> Option<&[HeaderName]>;
    fn principal_dyn(&self, extensions: &Extensions) -> Option<Principal>;
}

impl<C: Credential> DynCredential for C {
    fn attach_boxed<'a>(&'a self, request: &'a mut request::Parts) -> BoxAttach<'a> {
        Box::pin(self.attach(request))
    }

    fn attach_now_dyn(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.attach_now(request)
    }

    fn inspect_dyn(&self, state: &AttachState, response: &response::Parts) -> ResponseInterest {
        self.inspect(state, response)
    }

    fn decide_dyn(&self, state: &AttachState, response: &response::Parts, body: &[u8]) -> AuthDecision {
        self.decide(state, response, body)
    }

    fn may_retry_dyn(&self) -> bool {
        self.may_retry()
    }

    fn header_names_dyn(&self) -> Option<&[HeaderName]> {
        self.header_names()
    }

    fn principal_dyn(&self, extensions: &Extensions) -> Option<Principal> {
        self.principal(extensions)
    }
}

/// Placeholder for a credential that was moved out; it fails every request.
struct Missing;

impl Credential for Missing {
    fn attach(&self, _: &mut request::Parts) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        ready(Err(AuthError::new(AuthErrorKind::Credential, "no credential configured")))
    }
}
