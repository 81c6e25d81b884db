//! What travels with a request: typed extensions that the layers read and write.
//!
//! A layer never guesses from a URL what the caller already knew. The caller (or a layer further out) puts
//! these values into [`http::Request::extensions_mut`]; each layer's documentation names those it reads.
//! All of them are cheap to clone and survive a retry, except [`Attempt`], which the retry policy rewrites.

mod call_stats;

use std::time::{Duration, Instant};

use http::Method;

pub use self::call_stats::CallStats;

/// What is known about an API operation before it is called.
///
/// Values are built at compile time, one `static` an operation, and travel as [`Operation`].
///
/// ```
/// use http::Method;
/// use okta_tower::meta::OperationMeta;
///
/// static GET_USER: OperationMeta = OperationMeta::new("getUser", Method::GET, "/api/v1/users/{id}")
///     .bucket("GET /api/v1/users/{id}")
///     .scopes(&["okta.users.read"]);
/// assert!(GET_USER.is_idempotent());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationMeta {
    /// The operation's id in the API's own description, such as `getUser`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces, such as `/api/v1/users/{id}`.
    pub path: &'static str,
    /// The rate-limit bucket that the operation is counted in; empty when unknown.
    pub bucket: &'static str,
    /// The OAuth 2.0 scopes that the operation needs; empty when none or unknown.
    pub scopes: &'static [&'static str],
    /// Which credentials the operation takes.
    pub security: Security,
    /// Whether answers carry secrets that must be neither stored nor logged.
    pub secret: bool,
    idempotent: Option<bool>,
}

/// Which credentials an operation takes.
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
    /// None: the auth layer leaves the request as it is.
    None,
}

impl OperationMeta {
    /// An operation of which only id, method and path template are known.
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

    /// Names the rate-limit bucket.
    #[must_use]
    pub const fn bucket(mut self, bucket: &'static str) -> Self {
        self.bucket = bucket;
        self
    }

    /// Names the OAuth 2.0 scopes that the operation needs.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Says which credentials the operation takes.
    #[must_use]
    pub const fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// Says that answers carry secrets.
    #[must_use]
    pub const fn secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// Overrides what the method says about sending the operation twice.
    #[must_use]
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// Whether the operation may be sent twice with the effect of once: as declared, or else as its method
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

/// Extension: the operation that a request performs.
#[derive(Clone, Copy, Debug)]
pub struct Operation(pub &'static OperationMeta);

impl Operation {
    /// The operation of a request, if its caller named one.
    #[must_use]
    pub fn from_request<B>(request: &http::Request<B>) -> Option<&'static OperationMeta> {
        request.extensions().get::<Self>().map(|operation| operation.0)
    }
}

/// Extension: the moment after which nobody waits for the answer.
///
/// Layers that wait (retry, rate limit) refuse a wait that would end later, before it begins. The value is
/// a [`std::time::Instant`] so that this module needs no runtime; it is taken from tokio's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// The time left at `now`; zero when the deadline has passed.
    #[must_use]
    pub fn remaining(&self, now: Instant) -> Duration {
        self.0.saturating_duration_since(now)
    }
}

/// Extension: overrides the deadline layer's default for one call.
///
/// `None` means no deadline at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallTimeout(pub Option<Duration>);

/// Extension: overrides the attempt-timeout layer's default for one call.
///
/// `None` means no limit on an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptTimeout(pub Option<Duration>);

/// Extension: which sending of the call this is, counted from 1.
///
/// Written by the retry policy from the second attempt on; absent on the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt(pub u32);

impl Attempt {
    /// The attempt number of a request: 1 when nothing wrote one.
    #[must_use]
    pub fn from_request<B>(request: &http::Request<B>) -> u32 {
        request.extensions().get::<Self>().map_or(1, |attempt| attempt.0)
    }
}

/// Extension: what the caller knows about retrying this call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryHint {
    /// How often the call may be sent again, in place of the policy's own number; `Some(0)` means never.
    pub max_retries: Option<u32>,
    /// Treat the call as idempotent (`Some(true)`) or not, whatever its method.
    pub idempotent: Option<bool>,
    /// Statuses to retry besides the policy's own, such as a `404` that a fresh object may answer with.
    pub statuses: Vec<http::StatusCode>,
}

impl RetryHint {
    /// No wish of its own: the policy decides.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The call is sent once.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_retries(0)
    }

    /// Sets how often the call may be sent again.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Says whether sending the call twice has the effect of sending it once.
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

/// Extension: how the cache layer treats one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheMode {
    /// As the cache's own rules say.
    #[default]
    Default,
    /// Neither read nor written.
    Bypass,
    /// Not read; the answer is stored.
    Refresh,
    /// Stored and read even where the rules would not, such as a list.
    Force,
}

/// Extension: whether the response body is read before the call returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyMode {
    /// Read whole, inside retry and attempt timeout.
    #[default]
    Buffered,
    /// Handed to the caller as it comes.
    Stream,
}

/// Extension: on whose behalf a request is made.
///
/// Answers are shared only between requests of the same principal: a layer that keeps answers or joins calls
/// makes it part of its key. Any name will do that differs between credentials with different rights, such
/// as a client id or a user's id; a token itself should not be used, for names may be kept for long.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Principal(std::sync::Arc<str>);

impl Principal {
    /// A principal of this name.
    #[must_use]
    pub fn new(name: impl Into<std::sync::Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name.
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

/// Response extension: how many times the call was sent to get this answer. Absent when it was sent once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts(pub u32);

impl Attempts {
    /// How many times the call was sent to get an answer: 1 when nothing was written.
    #[must_use]
    pub fn from_response<B>(response: &http::Response<B>) -> u32 {
        response.extensions().get::<Self>().map_or(1, |attempts| attempts.0)
    }
}

/// Response extension: the whole body of an unsuccessful answer.
///
/// The collect layer writes it beside the body, so that layers further out can look at an error code
/// without knowing the body's type.
#[derive(Clone, Debug)]
pub struct ErrorBody(pub bytes::Bytes);
