//! The client: a stack and the URL of its org.

mod builder;
mod credential;
mod parts;

use std::{fmt, sync::Arc};

use http::{Method, Request, Response};
use okta_tower::{BoxError, body::Body};

use crate::{
    Error,
    call::RawRequest,
    config::BaseUrl,
    stack::{self, Stack},
};
use parts::BuilderState;

pub use builder::ClientBuilder;

/// A client of one Okta org.
///
/// Cheap to clone, `Send` and `Sync`; clones share connections, tokens, rate limits and cache. Operations are methods
/// of the handles of their area, such as `okta.users()`; [`request`](Self::request) calls any path.
///
/// A pooled connection belongs to the tokio runtime that opened it: use a client in one runtime only.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    stack: Stack,
    base: BaseUrl,
    state: Option<BuilderState>,
}

impl Client {
    pub(crate) fn assemble(stack: Stack, base: BaseUrl, state: Option<BuilderState>) -> Self {
        Self(Arc::new(Inner { stack, base, state }))
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
        Ok(Self::assemble(Stack::new(stack::erase(service)), BaseUrl::parse(base)?, None))
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
        match &self.0.state {
            Some(state) => Ok(ClientBuilder::from_state(state.clone())),
            None => {
                Err(Error::config("builder error: a client created from a service has no settings", None))
            }
        }
    }

    /// Creates a request to any path, for operations without a typed method. It passes the whole stack.
    ///
    /// `path` begins with a slash and must be percent-encoded; query parameters set with [`RawRequest::query`] are
    /// encoded.
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.clone(), method, path.into())
    }

    /// Returns the access tokens of a configured service app: to obtain one before the first call, to count token
    /// requests, or to discard the current token. `None` for other credentials.
    #[must_use]
    pub fn oauth(&self) -> Option<&okta_tower::auth::OAuth> {
        self.0.state.as_ref()?.oauth()
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.0.stack
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
