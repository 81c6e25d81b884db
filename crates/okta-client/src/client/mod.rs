//! The client: a stack and the URL of its org.

#[cfg(feature = "sign-in")]
mod authorization_server;
mod builder;
mod credential;
mod parts;
mod token_endpoint;

use std::{fmt, sync::Arc};

use http::{HeaderMap, Method, Request, Response};
use okta_tower::{BoxError, body::Body};

use crate::{
    Error,
    call::RawRequest,
    config::BaseUrl,
    error::CredentialKind,
    stack::{self, Stack},
};
use parts::BuilderState;

#[cfg(feature = "sign-in")]
pub use authorization_server::AuthorizationServer;
pub use builder::ClientBuilder;
#[cfg(feature = "access-gateway")]
pub use token_endpoint::gateway_tokens;

/// A client of one Okta org.
///
/// Cheap to clone, `Send` and `Sync`; clones share connections, tokens, rate limits and cache. Operations are methods
/// of the handles of their area, such as `okta.users()`; [`request`](Self::request) calls any path.
///
/// The handles of an area exist if its cargo feature is enabled: `okta.apps()` needs the feature `apps`, which is not on by
/// default. [`api`](crate::api) lists the areas, whose pages name feature and handles; `full` enables all.
///
/// A pooled connection belongs to the tokio runtime that opened it: use a client in one runtime only.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    stack: Stack,
    base: BaseUrl,
    state: Option<BuilderState>,
    credential: CredentialKind,
    default_headers: HeaderMap,
    /// Whether requests are sent without credentials.
    anonymous: bool,
}

impl Client {
    pub(crate) fn assemble(
        stack: Stack,
        base: BaseUrl,
        state: Option<BuilderState>,
        credential: CredentialKind,
        default_headers: HeaderMap,
    ) -> Self {
        Self(Arc::new(Inner { stack, base, state, credential, default_headers, anonymous: false }))
    }

    /// Creates a builder that reads the environment and `okta.yaml`.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Creates a client from environment variables and `okta.yaml`.
    ///
    /// # Errors
    ///
    /// Fails if the configuration is incomplete or invalid; the error lists all problems.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Creates a client over a user-provided service, which replaces the whole stack: credentials, retries, rate
    /// limits. Paths are joined to `base`.
    ///
    /// # Errors
    ///
    /// Fails if `base` is not an absolute `http` or `https` URL.
    pub fn from_service<S, B>(base: &str, service: S) -> Result<Self, Error>
    where
        S: tower::Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let stack = Stack::new(stack::erase(service));
        Ok(Self::assemble(stack, BaseUrl::parse(base)?, None, CredentialKind::Unknown, HeaderMap::new()))
    }

    /// Returns the whole stack as a service.
    ///
    /// Requests need an absolute URI. Responses are returned whatever their status.
    #[must_use]
    pub fn into_service(self) -> Stack {
        self.0.stack.clone()
    }

    /// Returns a builder with the settings of this client. The new client shares connections, token, rate limits
    /// and cache with this one, unless a setting that they depend on changes.
    ///
    /// # Errors
    ///
    /// Fails if the client was created by [`from_service`](Self::from_service).
    pub fn to_builder(&self) -> Result<ClientBuilder, Error> {
        self.state().map(|state| ClientBuilder::from_state(state.clone()))
    }

    fn state(&self) -> Result<&BuilderState, Error> {
        self.0.state.as_ref().ok_or_else(|| {
            Error::config("builder error: a client created from a service has no settings", None)
        })
    }

    /// Returns a client that sends requests without credentials, through the same stack: for the
    /// [authentication API](https://developer.okta.com/docs/reference/api/authn/), well-known documents and other
    /// endpoints that take none. It shares connections and rate limits with this client, and no cached responses. A client
    /// that is derived from it by [`to_builder`](Self::to_builder) has the credentials of the settings.
    ///
    /// A client from a [service](Self::from_service) leaves that to the service, which finds
    /// [`NoCredentials`](okta_tower::meta::NoCredentials) in the extensions of the request. For a client that has no
    /// credentials at all, see [`ClientBuilder::without_credentials`].
    ///
    /// ```no_run
    /// # async fn run(okta: okta_client::Client) -> Result<(), okta_client::Error> {
    /// use http::Method;
    ///
    /// let keys = okta.without_credentials().request(Method::GET, "/oauth2/v1/keys").await?;
    /// # let _ = keys; Ok(()) }
    /// ```
    #[must_use]
    pub fn without_credentials(&self) -> Self {
        let inner = Inner::clone(&self.0);
        Self(Arc::new(Inner { credential: CredentialKind::Unknown, anonymous: true, ..inner }))
    }

    /// Returns the custom headers of the client, set with [`ClientBuilder::default_header`]. To change them, derive a
    /// client with [`to_builder`](Self::to_builder). Empty if the client was created by
    /// [`from_service`](Self::from_service).
    #[must_use]
    pub fn custom_headers(&self) -> HeaderMap {
        // They were valid when the client was built.
        self.0.state.as_ref().and_then(|state| state.custom_headers().ok()).unwrap_or_default()
    }

    /// Returns the headers that every request has unless the call sets them: `Accept`, `User-Agent` and the custom
    /// headers. Those of credentials, bodies, retries and connections are set per request. Empty if the client was
    /// created by [`from_service`](Self::from_service).
    #[must_use]
    pub fn default_headers(&self) -> &HeaderMap {
        &self.0.default_headers
    }

    /// Creates a request to any path, for operations without a typed method. It passes the whole stack.
    ///
    /// `path` begins with a slash and must be percent-encoded, apart from characters that are not ASCII; query parameters
    /// set with [`RawRequest::query`] are encoded. Paths with `#`, `.` or `..` are rejected when the request is sent.
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.clone(), method, path.into())
    }

    /// Returns the access tokens of a configured service app: to obtain one before the first call, to count token
    /// requests, or to discard the current token. `None` for other credentials.
    #[must_use]
    pub fn access_tokens(&self) -> Option<&okta_tower::auth::OAuth> {
        self.0.state.as_ref()?.oauth()
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.0.stack
    }

    pub(crate) fn credential_kind(&self) -> CredentialKind {
        self.0.credential
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        self.0.anonymous
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.0.base
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base", &self.0.base).finish_non_exhaustive()
    }
}

const fn assert_shareable<T: Clone + Send + Sync + 'static>() {}
const _: () = assert_shareable::<Client>();
