//! Dialects: how an API reports its rate limits.

mod fields;
mod github;
mod ietf;
mod response;
#[cfg(feature = "retry")]
mod retry;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, StatusCode, request};

pub use fields::{LimitHeaders, ResetFormat};
pub use response::LimitedResponse;

use super::RateLimitSnapshot;
use crate::clock::{Clock, SystemClock};

type ReadFn = Arc<dyn Fn(&LimitedResponse<'_>) -> RateLimitReport + Send + Sync>;
pub(super) type BucketFn = Arc<dyn Fn(&request::Parts) -> Cow<'static, str> + Send + Sync>;

/// The longest wait that a dialect keeps unless it sets another.
const MAX_WAIT: Duration = Duration::from_secs(24 * 3600);

/// How an API reports its rate limits: which headers, what they mean, and which responses are rejections.
///
/// | Dialect | Reads |
/// |---|---|
/// | [`ietf`](Self::ietf) | `RateLimit` and `RateLimit-Policy` |
/// | [`retry_after`](Self::retry_after) | `Retry-After` of `429` and `503` |
/// | [`github`](Self::github) | `X-RateLimit-*`, primary and secondary limits, `403` as well as `429` |
/// | [`auth0`](Self::auth0) | `X-RateLimit-*` |
/// | [`headers`](Self::headers) | any three headers: limit, remaining, reset |
/// | [`new`](Self::new) | what a function reads |
///
/// The default is [`ietf`](Self::ietf), then [`retry_after`](Self::retry_after). [`or`](Self::or) combines two.
///
/// # Examples
///
/// The headers of earlier drafts of the standard, whose reset is a number of seconds:
///
/// ```
/// use http::HeaderName;
/// use tower_outbound::rate_limit::{Dialect, LimitHeaders, RateLimits, ResetFormat};
///
/// let earlier = LimitHeaders::new(
///     HeaderName::from_static("ratelimit-limit"),
///     HeaderName::from_static("ratelimit-remaining"),
///     HeaderName::from_static("ratelimit-reset"),
///     ResetFormat::DeltaSeconds,
/// );
/// let limits = RateLimits::new(Dialect::headers(earlier).or(Dialect::default()));
/// ```
///
/// An API that reports too many concurrent requests in a separate header:
///
/// ```
/// use http::StatusCode;
/// use tower_outbound::rate_limit::{Dialect, RateLimitReport, ExceededLimit};
///
/// let busy = Dialect::new(|response| {
///     let busy = response.status() == StatusCode::TOO_MANY_REQUESTS
///         && response.headers().contains_key("x-too-many-connections");
///     RateLimitReport::new().exceeded(busy.then_some(ExceededLimit::Concurrency))
/// });
/// let dialect = busy.or(Dialect::default());
/// ```
#[derive(Clone)]
pub struct Dialect {
    read: ReadFn,
    bucket: Option<BucketFn>,
    max_wait: Duration,
}

impl Dialect {
    /// Creates a dialect from a function that reads a response. Buckets are origins, and waits are kept up to a
    /// day, unless set.
    pub fn new(read: impl Fn(&LimitedResponse<'_>) -> RateLimitReport + Send + Sync + 'static) -> Self {
        Self { read: Arc::new(read), bucket: None, max_wait: MAX_WAIT }
    }

    /// Reads the limit, the remaining requests and the reset from three headers, and `Retry-After`.
    ///
    /// A `429` with none remaining, or without the header, exhausts the window. A `429` with some remaining is
    /// about another limit, and pauses the bucket for `Retry-After`, or a second.
    #[must_use]
    pub fn headers(headers: LimitHeaders) -> Self {
        Self::new(move |response| {
            let snapshot = headers.read(response);
            let throttled = response.status() == StatusCode::TOO_MANY_REQUESTS;
            let remaining = snapshot.and_then(|snapshot| snapshot.remaining).unwrap_or(0);
            let kind = if remaining == 0 { ExceededLimit::Window } else { ExceededLimit::Bucket };
            let retry_after = if throttled { response.retry_after() } else { None };
            RateLimitReport::new()
                .snapshot(snapshot)
                .exceeded(throttled.then_some(kind))
                .retry_after(retry_after)
        })
    }

    /// Returns the dialect of GitHub's REST and GraphQL APIs, and of GitHub Enterprise Server
    /// ([GitHub: rate limits](https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api)).
    ///
    /// - *Primary limits*: `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds since the Unix epoch). A `403`
    ///   or `429` with none remaining exhausts the window.
    /// - *Secondary limits*: any other `429`, and a `403` with `Retry-After`. They pause all requests to the origin
    ///   for `Retry-After`, or a minute. Other `403` responses are not about limits.
    /// - *Buckets* by path: `core`, `search`, `code_search` or `graphql`, corrected by `X-RateLimit-Resource`.
    #[must_use]
    pub fn github() -> Self {
        Self::new(github::read).bucket_by(|head| github::bucket(head.uri.path()))
    }

    /// Returns the dialect of Auth0's APIs: `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds since the Unix
    /// epoch), and `429`
    /// ([Auth0: rate limits](https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy)).
    ///
    /// The bucket is the origin. Set [`bucket_by`](super::RateLimitsBuilder::bucket_by) if you call operations with
    /// limits of their own.
    #[must_use]
    pub fn auth0() -> Self {
        Self::headers(github::HEADERS)
    }

    /// Returns the dialect of the HTTP working groups' draft: `RateLimit` and `RateLimit-Policy`
    /// ([draft-ietf-httpapi-ratelimit-headers-11](https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/)).
    ///
    /// Of several policies the one with the fewest requests left applies; of several without any, the one that
    /// is restored last. Policies in another unit than requests are ignored. A `429` with none left exhausts the
    /// window.
    #[must_use]
    pub fn ietf() -> Self {
        Self::new(ietf::read)
    }

    /// Returns the dialect of HTTP itself: a `429` pauses its bucket for `Retry-After`, or a second; a `503` with
    /// `Retry-After` pauses all requests to the origin
    /// ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3),
    /// [RFC 6585 §4](https://www.rfc-editor.org/rfc/rfc6585#section-4)).
    #[must_use]
    pub fn retry_after() -> Self {
        Self::new(|response| {
            let report = RateLimitReport::new();
            match response.status() {
                StatusCode::TOO_MANY_REQUESTS => {
                    report.exceeded(Some(ExceededLimit::Bucket)).retry_after(response.retry_after())
                }
                StatusCode::SERVICE_UNAVAILABLE => match response.retry_after() {
                    Some(wait) => report.exceeded(Some(ExceededLimit::Origin)).retry_after(Some(wait)),
                    None => report,
                },
                _ => report,
            }
        })
    }

    /// Combines two dialects: what this one does not report is read by `other`. Its buckets and its longest wait
    /// apply, unless it has none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let (first, second) = (self.read, other.read);
        let read: ReadFn = Arc::new(move |response| first(response).or(|| second(response)));
        Self { read, bucket: self.bucket.or(other.bucket), max_wait: self.max_wait }
    }

    /// Sets how requests are assigned to buckets, by method and path for instance. An operation's declared bucket
    /// ([`OperationMeta::bucket`](crate::meta::OperationMeta::bucket)) takes precedence. Default: one bucket for
    /// each origin. The origin is always part of the bucket.
    #[must_use]
    pub fn bucket_by<F, R>(mut self, bucket: F) -> Self
    where
        F: Fn(&request::Parts) -> R + Send + Sync + 'static,
        R: Into<Cow<'static, str>>,
    {
        self.bucket = Some(Arc::new(move |head| bucket(head).into()));
        self
    }

    /// Sets the longest wait that is kept: the length of the longest window, and the longest `Retry-After`. A
    /// longer one is taken for a mistake and shortened. Default: 24 hours.
    #[must_use]
    pub const fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Returns the longest wait that is kept.
    #[must_use]
    pub const fn longest_wait(&self) -> Duration {
        self.max_wait
    }

    /// Reads a response, by the system's clock if it has no `Date`. `Retry-After` is shortened to the longest wait.
    ///
    /// ```
    /// use http::{HeaderMap, StatusCode};
    /// use tower_outbound::rate_limit::{Dialect, ExceededLimit};
    ///
    /// let headers = HeaderMap::from_iter([("x-ratelimit-remaining".parse()?, "0".parse()?)]);
    /// let report = Dialect::github().read(StatusCode::FORBIDDEN, &headers);
    /// assert_eq!(report.exceeded, Some(ExceededLimit::Window));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn read(&self, status: StatusCode, headers: &HeaderMap) -> RateLimitReport {
        self.read_at(status, headers, &SystemClock)
    }

    /// [`read`](Self::read) with a custom clock.
    #[must_use]
    pub fn read_at(&self, status: StatusCode, headers: &HeaderMap, clock: &dyn Clock) -> RateLimitReport {
        self.report(&LimitedResponse::new(status, headers, clock))
    }

    pub(super) fn report(&self, response: &LimitedResponse<'_>) -> RateLimitReport {
        let mut report = (self.read)(response);
        report.retry_after = report.retry_after.map(|wait| wait.min(self.max_wait));
        report
    }

    #[cfg(feature = "rate-limit")]
    pub(super) fn bucket_fn(&self) -> Option<BucketFn> {
        self.bucket.clone()
    }
}

impl Default for Dialect {
    /// Returns the standards: [`ietf`](Self::ietf), then [`retry_after`](Self::retry_after).
    fn default() -> Self {
        Self::ietf().or(Self::retry_after())
    }
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialect").field("max_wait", &self.max_wait).finish_non_exhaustive()
    }
}

/// What a response says about rate limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitReport {
    /// The window that counted the request.
    pub snapshot: Option<RateLimitSnapshot>,
    /// The limit that rejected the request, if one did.
    pub exceeded: Option<ExceededLimit>,
    /// How long to wait after a rejection.
    pub retry_after: Option<Duration>,
    /// The name of the bucket that counted the request.
    pub bucket: Option<HeaderValue>,
}

impl RateLimitReport {
    /// Creates a report of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the window.
    #[must_use]
    pub fn snapshot(mut self, snapshot: Option<RateLimitSnapshot>) -> Self {
        self.snapshot = snapshot;
        self
    }

    /// Sets the limit that rejected the request.
    #[must_use]
    pub fn exceeded(mut self, limit: Option<ExceededLimit>) -> Self {
        self.exceeded = limit;
        self
    }

    /// Sets how long to wait after a rejection.
    #[must_use]
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// Sets the name of the bucket that counted the request.
    #[must_use]
    pub fn bucket(mut self, name: Option<HeaderValue>) -> Self {
        self.bucket = name;
        self
    }

    /// Takes what this report lacks from another.
    fn or(mut self, other: impl FnOnce() -> Self) -> Self {
        let other = other();
        self.snapshot = self.snapshot.or(other.snapshot);
        self.exceeded = self.exceeded.or(other.exceeded);
        self.retry_after = self.retry_after.or(other.retry_after);
        self.bucket = self.bucket.or(other.bucket);
        self
    }
}

/// The limit that rejected a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExceededLimit {
    /// The window of the bucket is exhausted. No request is sent until it ends, and for the time of `Retry-After`.
    Window,
    /// Another limit of the bucket: no request is sent for the time of `Retry-After`, or a second without it.
    Bucket,
    /// A limit of the whole origin, such as GitHub's secondary limits: no request to it is sent for the time of
    /// `Retry-After`, or a second without it.
    Origin,
    /// Too many concurrent requests. The response says nothing about a window; capacity is freed as other requests
    /// complete.
    Concurrency,
}
