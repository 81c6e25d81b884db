//! The request journal, and assertions about it.

use std::{
    fmt, mem,
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU16, Ordering},
    },
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, Method, Version};
use serde_json::Value;

use crate::pattern::{Pattern, segments};

/// Request headers that carry credentials: never displayed, never recorded.
pub(crate) const CREDENTIAL_HEADERS: [&str; 4] = ["authorization", "dpop", "cookie", "proxy-authorization"];

/// The members of private and symmetric JSON Web Keys
/// ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6)): never recorded, never accepted in a public key.
#[cfg(any(feature = "cassette", feature = "oauth"))]
pub(crate) const PRIVATE_JWK_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A request that the org received.
///
/// `Debug` redacts credentials and omits the body, so that the output of a failed assertion can be shared.
#[derive(Clone)]
pub struct ReceivedRequest {
    pub(crate) connection: u64,
    pub(crate) version: Version,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) at: SystemTime,
    pub(crate) request_id: String,
    /// The status of the response; 0 until there is one.
    pub(crate) status: Arc<AtomicU16>,
    /// Whether the org did not carry out the request, or ignored a part of it.
    pub(crate) unsupported: Arc<AtomicBool>,
}

impl ReceivedRequest {
    /// The number of the connection, counted from 1.
    #[must_use]
    pub fn connection(&self) -> u64 {
        self.connection
    }

    /// The HTTP version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path as sent, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as sent, percent-encoded.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The first value of a query parameter, decoded.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<String> {
        let query = self.query.as_deref()?.as_bytes();
        form_urlencoded::parse(query).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first value of a header; `None` if it is not visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The time of arrival, by the org's clock.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// The `X-Okta-Request-Id` of the response.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The status of the response; `None` while the request is being served, or if the connection was dropped.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.status.load(Ordering::Relaxed) {
            0 => None,
            status => Some(status),
        }
    }

    /// Whether the org does not support the operation or a parameter; see [`Requests::unsupported`].
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.unsupported.load(Ordering::Relaxed)
    }

    pub(crate) fn set_unsupported(&self) {
        self.unsupported.store(true, Ordering::Relaxed);
    }

    pub(crate) fn set_status(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }
}

impl fmt::Display for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        match self.status() {
            Some(status) => write!(f, " -> {status}"),
            None => f.write_str(" -> no response"),
        }
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut headers = self.headers.clone();
        for (name, value) in &mut headers {
            if CREDENTIAL_HEADERS.contains(&name.as_str()) {
                value.set_sensitive(true);
            }
        }
        f.debug_struct("ReceivedRequest")
            .field("request", &self.to_string())
            .field("connection", &self.connection)
            .field("version", &self.version)
            .field("headers", &headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Requests in order of arrival: a slice with filters and assertions.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let org = okta_testkit::Org::start().await?;
/// // … the program under test runs …
/// org.requests().matching("POST /api/v1/users").expect(0);
/// # Ok::<_, std::io::Error>(()) })?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Requests(Vec<ReceivedRequest>);

impl Requests {
    /// The requests that match a pattern: `GET /api/v1/users/{id}`, `/api/v1/groups/*`, or a family such as `users`
    /// (everything at or below `/api/v1/users`).
    #[must_use]
    pub fn matching(&self, pattern: &str) -> Self {
        let pattern = Pattern::parse(pattern);
        self.filter(|request| pattern.matches(&request.method, &segments(&request.path)))
    }

    /// The requests whose response has this status.
    #[must_use]
    pub fn with_status(&self, status: u16) -> Self {
        self.filter(|request| request.status() == Some(status))
    }

    /// The requests that the org does not support: an operation or a parameter that it does not carry out. They got 501
    /// `TESTKIT`, or the parameter was ignored ([`OrgBuilder::lenient`](crate::OrgBuilder::lenient)).
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let org = okta_testkit::Org::start().await?;
    /// // … the program under test runs …
    /// org.requests().unsupported().expect(0);
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn unsupported(&self) -> Self {
        self.filter(ReceivedRequest::is_unsupported)
    }

    /// The requests that satisfy a predicate.
    #[must_use]
    pub fn filter(&self, predicate: impl Fn(&ReceivedRequest) -> bool) -> Self {
        Self(self.0.iter().filter(|request| predicate(request)).cloned().collect())
    }

    /// Asserts the number of requests.
    ///
    /// # Panics
    ///
    /// If there are more or fewer; the message lists them.
    #[track_caller]
    pub fn expect(&self, count: usize) -> &Self {
        assert!(
            self.0.len() == count,
            "expected {count} requests, received {}:{}",
            self.0.len(),
            self.listing()
        );
        self
    }

    /// Returns the only request.
    ///
    /// # Panics
    ///
    /// If there is not exactly one; the message lists them.
    #[track_caller]
    #[must_use]
    pub fn only(&self) -> &ReceivedRequest {
        match self.0.as_slice() {
            [one] => one,
            other => panic!("expected one request, received {}:{}", other.len(), self.listing()),
        }
    }

    fn listing(&self) -> String {
        self.0.iter().map(|request| format!("\n  {request}")).collect()
    }
}

impl Deref for Requests {
    type Target = [ReceivedRequest];

    fn deref(&self) -> &[ReceivedRequest] {
        &self.0
    }
}

impl IntoIterator for Requests {
    type Item = ReceivedRequest;
    type IntoIter = std::vec::IntoIter<ReceivedRequest>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The requests received so far.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    requests: Mutex<Vec<ReceivedRequest>>,
    disabled: bool,
}

impl Journal {
    pub(crate) fn new(disabled: bool) -> Self {
        Self { requests: Mutex::default(), disabled }
    }

    pub(crate) fn push(&self, request: ReceivedRequest) {
        if self.disabled {
            return;
        }
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    }

    pub(crate) fn snapshot(&self) -> Requests {
        Requests(self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    pub(crate) fn take(&self) -> Requests {
        Requests(mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    pub(crate) fn clear(&self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
