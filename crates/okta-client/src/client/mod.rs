//! The client: a stack, an address, and the ingredients both were made from.

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
use parts::Ingredients;

pub use builder::ClientBuilder;

/// A client of one Okta org.
///
/// Cheap to clone, `Send` and `Sync`; all clones share connections, tokens, rate limits and cache. Calls are
/// made through the handles of the API's areas, such as `okta.users()`, or with
/// [`request`](Self::request) for any path.
///
/// A pooled connection lives on the tokio runtime that opened it: use a client in one runtime only.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    stack: Stack,
    base: BaseUrl,
    ingredients: Option<Ingredients>,
}

impl Client {
    pub(crate) fn assemble(stack: Stack, base: BaseUrl, ingredients: Option<Ingredients>) -> Self {
        Self(Arc::new(Inner { stack, base, ingredients }))
    }

    /// A builder that takes what it is not told from the environment and from `okta.yaml`.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client configured by environment variables and `okta.yaml` alone.
    ///
    /// # Errors
    ///
    /// When the configuration is incomplete or wrong; the error lists everything at once.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A client over a service of the caller's own, which does everything that the stack otherwise does:
    /// credentials, retries, limits. `base` is what paths are joined to.
    ///
    /// # Errors
    ///
    /// When `base` is not an absolute `http` or `https` URL.
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

    /// The whole stack, to be wrapped or called with requests of the caller's own.
    ///
    /// Requests need an absolute URI. The answer is given whatever its status.
    #[must_use]
    pub fn into_service(self) -> Stack {
        self.0.stack.clone()
    }

    /// The ingredients of this client, to build another from. It shares connections, token and rate limits
    /// with this one as long as those ingredients are not replaced.
    ///
    /// # Errors
    ///
    /// When the client was made with [`from_service`](Self::from_service) and so has none.
    pub fn to_builder(&self) -> Result<ClientBuilder, Error> {
        match &self.0.ingredients {
            Some(ingredients) => Ok(ClientBuilder::from_ingredients(ingredients.clone())),
            None => Err(Error::config(
                "a client that was made from a service has no ingredients to build another from",
                None,
            )),
        }
    }

    /// A call to any path, through the whole stack: for what has no method of its own.
    ///
    /// `path` begins with a slash and is sent as it is, so its parts must be encoded already; query parameters
    /// given with [`RawRequest::query`] are encoded.
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.clone(), method, path.into())
    }

    /// The tokens of a configured service app: to obtain one ahead of the first call, to see how many were
    /// asked for, to discard the one in use. `None` for other credentials.
    #[must_use]
    pub fn oauth(&self) -> Option<&okta_tower::auth::OAuth> {
        self.0.ingredients.as_ref()?.oauth()
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

const fn shared<T: Clone + Send + Sync + 'static>() {}
const _: () = shared::<Client>();
