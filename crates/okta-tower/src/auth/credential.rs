//! What puts a credential on a request, and learns from the answer.

use std::{
    any::Any,
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
};

use http::{request, response};

use super::{AuthError, AuthErrorKind};

/// A credential: it puts headers on each request that is sent, and says whether an answer calls for a second
/// sending.
///
/// [`attach`](Self::attach) runs for every physical send, the second one of the same attempt included; the
/// headers are to be as fresh as the scheme demands. A credential that knows no second sending implements
/// nothing else.
///
/// ```
/// use http::{HeaderValue, request};
/// use okta_tower::auth::{AttachState, AuthError, Credential};
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
pub trait Credential: Send + Sync + 'static {
    /// Puts the credential's headers on a request that is about to be sent.
    ///
    /// `request` has the URI it will be sent with, and neither an `Authorization` nor a `DPoP` header. What
    /// is returned comes back with the answer.
    ///
    /// # Errors
    ///
    /// When there is no usable credential; the request is then not sent.
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send;

    /// As [`attach`](Self::attach), for a credential that is at hand. `None`, without having touched the request,
    /// when there is something to wait for; `attach` is called then. A credential that has nothing to wait for
    /// saves a future by this; it need not be implemented.
    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        let _ = request;
        None
    }

    /// Looks at the head of every answer, and says whether its body matters too.
    fn inspect(&self, attached: &AttachState, answer: &response::Parts) -> ResponseInterest {
        let (_, _) = (attached, answer);
        ResponseInterest::None
    }

    /// Judges an answer that [`inspect`](Self::inspect) wanted to see with its body.
    ///
    /// `body` is the beginning of the body, as much of it as the layer's limit allows.
    fn decide(&self, attached: &AttachState, answer: &response::Parts, body: &[u8]) -> AuthDecision {
        let (_, _, _) = (attached, answer, body);
        AuthDecision::Accept
    }

    /// Whether this credential may ever ask for a second sending. When it may not, requests are not copied.
    fn may_retry(&self) -> bool {
        false
    }
}

/// What a credential remembers of one sending, until it sees the answer.
///
/// Any one value; the credential that stored it gets it back.
#[derive(Default)]
pub struct AttachState(Option<Box<dyn Any + Send + Sync>>);

impl AttachState {
    /// Nothing to remember.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Remembers `value`.
    pub fn with<T: Send + Sync + 'static>(value: T) -> Self {
        Self(Some(Box::new(value)))
    }

    /// The remembered value, if it is a `T`.
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

/// Whether a credential wants to see the body of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseInterest {
    /// The head was enough; the body passes untouched.
    None,
    /// The answer may call for a second sending: read the body (up to the layer's limit) and ask
    /// [`Credential::decide`].
    Body,
}

/// What is to happen with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthDecision {
    /// Hand it to the caller.
    Accept,
    /// Send the request again with a new credential, unless that happened already for the same cause.
    Retry(AuthRetryReason),
}

/// Why a request is to be sent again. Each cause is good for one second sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthRetryReason {
    /// The token was refused as invalid or expired, and a newer one can be had.
    TokenRejected,
    /// The server demands another proof: with a nonce, with a newer one, or by its own clock.
    ProofRejected,
}

/// A credential whose type was chosen at run time. Clones share it.
#[derive(Clone)]
pub struct SharedCredential(Arc<dyn DynCredential>);

impl SharedCredential {
    /// Erases the type of `credential`.
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

    fn inspect(&self, attached: &AttachState, answer: &response::Parts) -> ResponseInterest {
        self.0.inspect_dyn(attached, answer)
    }

    fn decide(&self, attached: &AttachState, answer: &response::Parts, body: &[u8]) -> AuthDecision {
        self.0.decide_dyn(attached, answer, body)
    }

    fn may_retry(&self) -> bool {
        self.0.may_retry_dyn()
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

    fn inspect(&self, attached: &AttachState, answer: &response::Parts) -> ResponseInterest {
        C::inspect(self, attached, answer)
    }

    fn decide(&self, attached: &AttachState, answer: &response::Parts, body: &[u8]) -> AuthDecision {
        C::decide(self, attached, answer, body)
    }

    fn may_retry(&self) -> bool {
        C::may_retry(self)
    }
}

type BoxAttach<'a> = Pin<Box<dyn Future<Output = Result<AttachState, AuthError>> + Send + 'a>>;

/// [`Credential`] in the form that a trait object can have.
trait DynCredential: Send + Sync {
    fn attach_boxed<'a>(&'a self, request: &'a mut request::Parts) -> BoxAttach<'a>;
    fn attach_now_dyn(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>>;
    fn inspect_dyn(&self, attached: &AttachState, answer: &response::Parts) -> ResponseInterest;
    fn decide_dyn(&self, attached: &AttachState, answer: &response::Parts, body: &[u8]) -> AuthDecision;
    fn may_retry_dyn(&self) -> bool;
}

impl<C: Credential> DynCredential for C {
    fn attach_boxed<'a>(&'a self, request: &'a mut request::Parts) -> BoxAttach<'a> {
        Box::pin(self.attach(request))
    }

    fn attach_now_dyn(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.attach_now(request)
    }

    fn inspect_dyn(&self, attached: &AttachState, answer: &response::Parts) -> ResponseInterest {
        self.inspect(attached, answer)
    }

    fn decide_dyn(&self, attached: &AttachState, answer: &response::Parts, body: &[u8]) -> AuthDecision {
        self.decide(attached, answer, body)
    }

    fn may_retry_dyn(&self) -> bool {
        self.may_retry()
    }
}

/// Stands in where a credential was taken away; it refuses every request.
struct Missing;

impl Credential for Missing {
    fn attach(&self, _: &mut request::Parts) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        ready(Err(AuthError::new(AuthErrorKind::Credential, "there is no credential")))
    }
}
