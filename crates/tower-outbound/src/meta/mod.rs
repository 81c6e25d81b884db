//! Request metadata: typed extensions that layers read and write.
//!
//! The caller, or an outer layer, inserts these values with [`http::Request::extensions_mut`]; the
//! documentation of each layer lists those it reads. All are cheap to clone and kept across retries, except
//! [`Attempt`], which the retry policy rewrites.

mod call_stats;
mod deadline;

use std::time::Duration;

use http::Method;

pub use self::{call_stats::CallStats, deadline::Deadline};

/// Static metadata of an API operation.
///
/// Values are built at compile time, one `static` per operation, and attached to requests as [`Operation`].
///
/// ```
/// use http::Method;
/// use tower_outbound::meta::OperationMeta;
///
/// static GET_USER: OperationMeta = OperationMeta::new("getUser", Method::GET, "/api/v1/users/{id}")
///     .bucket("GET /api/v1/users/{id}")
///     .scopes(&["users.read"]);
/// assert!(GET_USER.is_idempotent());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationMeta {
    /// The operation id in the API's description, such as `getUser`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/api/v1/users/{id}`.
    pub path: &'static str,
    /// The rate-limit bucket of the operation; empty if unknown.
    pub bucket: &'static str,
    /// The OAuth 2.0 scopes that the operation requires; empty if none or unknown.
    pub scopes: &'static [&'static str],
    /// The credentials that the operation accepts.
    pub security: Security,
    /// Whether responses contain secrets, which must be neither stored nor logged.
    pub secret: bool,
    idempotent: Option<bool>,
}

/// The credentials that an operation accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Security {
    /// An API token or an OAuth 2.0 access token.
    #[default]
    Any,
    /// Only an OAuth 2.0 access token.
    OAuthOnly,
    /// Only an API token.
    TokenOnly,
    /// OAuth client authentication, by the layer for it
    /// ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)); the auth layer does not change the request.
    Client,
    /// None: the auth layer does not change the request.
    None,
}

impl OperationMeta {
    /// Creates metadata from operation id, method and path template.
    #[must_use]
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            bucket: "",
            scopes: &[],
            security: Security::Any,
            secret: false,
            idempotent: None,
        }
    }

    /// Sets the rate-limit bucket.
    #[must_use]
    pub const fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = bucket;
        self
    }

    /// Sets the OAuth 2.0 scopes that the operation requires.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Sets the credentials that the operation accepts. The default is [`Security::Any`].
    #[must_use]
    pub const fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// Sets whether responses contain secrets. The default is `false`.
    #[must_use]
    pub const fn secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// Sets whether the operation is idempotent. The default depends on the method.
    #[must_use]
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// Whether the operation is idempotent: as set by [`idempotent`](Self::idempotent), or else as its method
    /// is defined ([RFC 9110 §9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2)).
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.idempotent.unwrap_or_else(|| is_idempotent_method(&self.method))
    }
}

/// Whether a method is idempotent by definition
/// ([RFC 9110 §9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2)).
#[must_use]
pub fn is_idempotent_method(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS | Method::TRACE
    )
}

/// Request extension: the operation of a request.
#[derive(Clone, Copy, Debug)]
pub struct Operation(pub &'static OperationMeta);

impl Operation {
    /// Returns the operation of a request, if it has one.
    #[must_use]
    pub fn from_request<B>(request: &http::Request<B>) -> Option<&'static OperationMeta> {
        request.extensions().get::<Self>().map(|operation| operation.0)
    }
}

/// Request extension: overrides the deadline layer's default for one call. `None` means no deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallTimeout(pub Option<Duration>);

/// Request extension: overrides the attempt-timeout layer's default for one call. `None` means no timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptTimeout(pub Option<Duration>);

/// Request extension: the attempt number, counted from 1.
///
/// The retry policy inserts it from the second attempt on; it is absent on the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt(pub u32);

impl Attempt {
    /// Returns the attempt number of a request: 1 if it has no such extension.
    #[must_use]
    pub fn from_request<B>(request: &http::Request<B>) -> u32 {
        request.extensions().get::<Self>().map_or(1, |attempt| attempt.0)
    }
}

/// Response and request extension: the position of a call among those that wait for a rate limit.
///
/// The rate-limit layer inserts it into a response that rejects a request, and the retry layer copies it to the next
/// attempt, which then waits where the first one did, before all calls that arrived later. A custom retry layer can
/// copy it as well. Another [`RateLimits`](crate::rate_limit::RateLimits) ignores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueuePosition {
    pub(crate) registry: u64,
    pub(crate) ticket: u64,
}

/// Request extension: retry options for one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryHint {
    /// The maximum number of retries, instead of the policy's; `Some(0)` disables retries.
    pub max_retries: Option<u32>,
    /// Whether the call is idempotent, instead of what its operation or method says.
    pub idempotent: Option<bool>,
    /// Statuses to retry in addition to the policy's, such as `404` for an object created just before.
    pub statuses: Vec<http::StatusCode>,
}

impl RetryHint {
    /// Creates a hint without options: the policy decides.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a hint that disables retries.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_retries(0)
    }

    /// Sets the maximum number of retries.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Sets whether the call is idempotent.
    #[must_use]
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// Adds a status to retry.
    #[must_use]
    pub fn status(mut self, status: http::StatusCode) -> Self {
        self.statuses.push(status);
        self
    }
}

/// Request extension: how the cache layer handles one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheMode {
    /// By the rules of the cache.
    #[default]
    Default,
    /// The cache is neither read nor written.
    Bypass,
    /// The cache is not read; the response is stored.
    Refresh,
    /// The cache is read and written even for responses that the rules exclude, such as lists.
    Force,
}

/// Request extension: whether the response body is buffered before the call returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyMode {
    /// Read to the end, inside retry and attempt timeout.
    #[default]
    Buffered,
    /// Streamed to the caller.
    Stream,
}

/// Request extension: the principal on whose behalf a request is made.
///
/// Responses are shared only between requests of the same principal: the cache and coalescing layers make it
/// part of their keys. The name must differ between credentials with different rights: a client id, say, or a
/// user id. Do not use a token, since names may be stored for a long time.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Principal(std::sync::Arc<str>);

impl Principal {
    /// Creates a principal from its name.
    #[must_use]
    pub fn new(name: impl Into<std::sync::Arc<str>>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Principal(..)")
    }
}

/// Request extension: the auth layer attaches no credential to this request, whatever its
/// [operation](OperationMeta::security) says.
///
/// Give such requests a [`Principal`] of their own, if a cache or coalescing layer is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoCredentials;

/// Response extension: the number of attempts that led to a response. Absent if there was one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts(pub u32);

impl Attempts {
    /// Returns the number of attempts that led to a response: 1 if it has no such extension.
    #[must_use]
    pub fn from_response<B>(response: &http::Response<B>) -> u32 {
        response.extensions().get::<Self>().map_or(1, |attempts| attempts.0)
    }
}

/// Response extension: the complete body of an error response.
///
/// The collect layer inserts it in addition to the body, so outer layers can read an error code without
/// knowing the body type.
#[derive(Clone, Debug)]
pub struct ErrorBody(pub bytes::Bytes);
